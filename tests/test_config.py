"""Settings: what cannot work is refused at start, by name."""

from pathlib import Path

import pytest

from eventapp.config import SettingError, from_environment


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("EVENTAPP_PORT", "http"),
        ("EVENTAPP_PORT", "70000"),
        ("EVENTAPP_WORKERS", "0"),
        ("EVENTAPP_JOBS", "maybe"),
        ("EVENTAPP_SECRET_KEY", "short"),
        ("EVENTAPP_BASE_URL", "events.example.org"),
        ("EVENTAPP_SMTP_URL", "http://mail.example.org"),
        ("EVENTAPP_DATABASE_URL", "mysql://localhost/x"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingError, match=variable):
        from_environment({"EVENTAPP_DATA_DIR": str(tmp_path), variable: value})


def test_the_demo_never_listens_to_other_machines(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="EVENTAPP_HOST"):
        from_environment({"EVENTAPP_DATA_DIR": str(tmp_path), "EVENTAPP_DEMO": "1", "EVENTAPP_HOST": "0.0.0.0"})


def test_a_secret_is_made_once_and_kept_to_oneself(tmp_path: Path) -> None:
    first = from_environment({"EVENTAPP_DATA_DIR": str(tmp_path)}).secret_key
    second = from_environment({"EVENTAPP_DATA_DIR": str(tmp_path)}).secret_key
    assert first == second
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_every_setting_is_in_the_operators_guide() -> None:
    from dataclasses import fields

    from eventapp.config import Settings
    from eventapp.core.files import ROOT

    guide = (ROOT / "docs" / "operator-guide.md").read_text()
    named = [f"EVENTAPP_{field.name.upper()}" for field in fields(Settings) if field.name != "extra"]
    assert [name for name in named if f"`{name}`" not in guide] == []
