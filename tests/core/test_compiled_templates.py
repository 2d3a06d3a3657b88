"""Templates are compiled once, and anew when they or the code that they were compiled with have changed."""

import os
from pathlib import Path

import pytest
from flask import Flask

from eventapp.core import compiled_templates
from eventapp.core.compiled_templates import CompiledTemplates


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text("Hello {{ name }}")
    return tmp_path


def app_of(folder: Path) -> Flask:
    app = Flask("other", template_folder=str(folder))
    app.jinja_env.bytecode_cache = CompiledTemplates(folder)
    return app


def kept(folder: Path) -> set[bytes]:
    return {path.read_bytes() for path in folder.glob("*.cache")}


def render(app: Flask) -> str:
    return app.jinja_env.get_template("page.html").render(name="Ada")


def test_a_second_start_takes_what_the_first_compiled(folder: Path) -> None:
    assert render(app_of(folder)) == "Hello Ada"
    (path,) = folder.glob("*.cache")
    os.utime(path, (1, 1))
    assert render(app_of(folder)) == "Hello Ada"
    assert path.stat().st_mtime == 1


def test_a_template_that_has_changed_is_compiled_again(folder: Path) -> None:
    render(app_of(folder))
    (folder / "page.html").write_text("Welcome {{ name }}")
    assert render(app_of(folder)) == "Welcome Ada"


def test_so_is_every_template_when_the_code_has_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    render(app_of(folder))
    before = kept(folder)
    monkeypatch.setattr(compiled_templates, "RELEASE", "another")
    assert render(app_of(folder)) == "Hello Ada"
    assert kept(folder).isdisjoint(before)


@pytest.mark.parametrize("rubbish", [b"", b"rubbish", b"j2\x05\x00" * 99])
def test_what_a_kill_or_a_bad_disk_left_is_compiled_again(folder: Path, rubbish: bytes) -> None:
    render(app_of(folder))
    (path,) = folder.glob("*.cache")
    path.write_bytes(rubbish)
    assert render(app_of(folder)) == "Hello Ada"


def test_where_nothing_can_be_written_pages_are_shown_all_the_same(folder: Path) -> None:
    app = app_of(folder)
    app.jinja_env.bytecode_cache = CompiledTemplates(folder / "page.html")  # a file, where a folder should be
    assert render(app) == "Hello Ada"


def test_code_that_nobody_may_write_to_keeps_them_in_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled_templates, "__file__", "/proc/compiled_templates.py")
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    app = Flask("other")
    compiled_templates.set_up(app, tmp_path)
    assert (tmp_path / "templates").stat().st_mode & 0o777 == 0o700
    assert isinstance(app.jinja_env.bytecode_cache, CompiledTemplates)
