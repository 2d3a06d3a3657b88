"""What cannot work is refused in one sentence that says what to do, with an exit status, and never with a traceback."""

import json
import socket
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from eventapp.cli import main
from tests.mailserver import free_port

UNREACHABLE = "postgresql://nobody@127.0.0.1:1/nothing"


Refused = Callable[..., tuple[int, str]]


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Runs a command: its exit status, and the last line of what it says; a line of the log may stand before it."""

    def refused(command: str, folder: Path, **settings: str) -> tuple[int, str]:
        settings = {"data_dir": str(folder), "port": str(free_port()), **settings}
        with monkeypatch.context() as patched:
            for name, value in settings.items():
                patched.setenv(f"EVENTAPP_{name.upper()}", value)
            patched.setattr("sys.argv", ["eventapp", *command.split()])
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsys.readouterr().err
        assert "Traceback" not in said
        return int(ended.value.code or 0), (said.splitlines() or [""])[-1]

    return refused


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"port": "abc"}, "EVENTAPP_PORT must be a whole number from 1 to 65535, not 'abc'"),
        ({"database_url": "mysql://x/y"}, "EVENTAPP_DATABASE_URL must begin with sqlite:/// or postgresql://"),
        ({"redis_url": "http://x"}, "EVENTAPP_REDIS_URL must begin with redis://, rediss:// or unix://"),
        ({"base_url": "events"}, "EVENTAPP_BASE_URL must look like https://events.example.org"),
        ({"smtp_url": "mail.example.org"}, "EVENTAPP_SMTP_URL must begin with smtp:// or smtps://"),
        ({"secret_key": "short"}, "EVENTAPP_SECRET_KEY must have at least 32 characters"),
        ({"backup_recipient": "age1nobody"}, "EVENTAPP_BACKUP_RECIPIENT: age1nobody... is no public key of age or ssh"),
        ({"jobs": "maybe"}, "EVENTAPP_JOBS must be 1 or 0, not 'maybe'"),
    ],
)
def test_a_wrong_setting(refused: Refused, tmp_path: Path, settings: dict[str, str], sentence: str) -> None:
    assert refused("run", tmp_path, **settings) == (2, f"eventapp: {sentence}")


@pytest.mark.parametrize(
    ("folder", "reason"), [("/dev/null/x", "Not a directory"), ("/proc/nothing", "No such file or directory")]
)
def test_a_data_folder_that_cannot_be_written(refused: Refused, folder: str, reason: str) -> None:
    assert refused("db upgrade", Path(folder)) == (
        2, f"eventapp: EVENTAPP_DATA_DIR: {folder} cannot be written ({reason})",
    )  # fmt: skip


@pytest.mark.parametrize("command", ["run", "doctor", "backup there"])
def test_a_database_that_is_not_there(refused: Refused, tmp_path: Path, command: str) -> None:
    status, said = refused(command, tmp_path, database_url=UNREACHABLE)
    assert (status, said.startswith(("Error: the database does not answer", "eventapp: the database does not"))) == (
        1, True,
    )  # fmt: skip


def test_an_upgrade_of_a_database_that_is_not_there_says_what_the_driver_says(refused: Refused, tmp_path: Path) -> None:
    status, said = refused("db upgrade", tmp_path, database_url=UNREACHABLE)
    assert (status, "Connection refused" in said, said.endswith("see EVENTAPP_DATABASE_URL")) == (1, True, True)


@pytest.mark.parametrize("command", ["run", "doctor"])
def test_a_database_of_before(refused: Refused, tmp_path: Path, command: str) -> None:
    assert refused(command, tmp_path) == (
        1, "Error: the database is not up to date; run `eventapp db upgrade` first",
    )  # fmt: skip


@pytest.mark.parametrize("command", ["run", "demo --port {port}"])
def test_a_port_that_somebody_else_has(refused: Refused, tmp_path: Path, command: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        found = refused(command.format(port=port), tmp_path, port=port)
    assert found == (
        2,
        f"eventapp: port {port} of 127.0.0.1 is not free (Address already in use); "
        "choose another with EVENTAPP_PORT and EVENTAPP_HOST",
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "{file} cannot be read: No such file or directory. Nothing was changed."),
        (b"garbage", "{file} is no whole backup of eventapp. Nothing was changed."),
        (b"", "{file} is no whole backup of eventapp. Nothing was changed."),
    ],
)
def test_a_file_that_is_no_backup(refused: Refused, tmp_path: Path, content: bytes | None, sentence: str) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    assert refused(f"restore {file} --yes", tmp_path) == (1, f"Error: {sentence.format(file=file)}")


@pytest.mark.parametrize("revision", ["9999", "0007"])
def test_a_backup_of_another_release(refused: Refused, tmp_path: Path, revision: str) -> None:
    """A newer one has tables and columns that nobody here knows."""
    path, other = tmp_path / "backup.tar.gz", tmp_path / "other.tar.gz"
    assert refused("db upgrade", tmp_path)[0] == 0
    assert refused("user create ada@example.org --password lantern-harbour-62", tmp_path)[0] == 0
    assert refused(f"backup {path}", tmp_path)[0] == 0
    with tarfile.open(path) as old, tarfile.open(other, "w:gz") as new:
        for member in old.getmembers():
            content = old.extractfile(member).read()
            if member.name == "about.json":
                content = json.dumps({**json.loads(content), "revisions": [revision]}).encode()
            if member.name == "tables/user.jsonl":
                content = json.dumps({**json.loads(content), "invented_later": 1}).encode()
            member.size = len(content)
            new.addfile(member, BytesIO(content))
        new.addfile(tarfile.TarInfo("tables/invented_later.jsonl"))
    assert refused(f"restore --yes {other}", tmp_path) == (
        1, "Error: This backup is of another release of eventapp. Nothing was changed; restore it with that one.",
    )  # fmt: skip
    assert refused(f"backup --verify {other}", tmp_path)[0] == 0
    assert refused("user create ada@example.org --password lantern-harbour-62", tmp_path) == (
        1, "Error: ada@example.org has an account already",
    )  # fmt: skip
