"""What the Containerfile does, done in a clean Debian: built in one root, run in another as nobody in particular."""

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from compose_spec import PyCompose

from eventapp.core.files import ROOT
from tests.mailserver import free_port
from tests.package.debian_root import WAYS, DebianRoot, ended
from tests.visitor import Visitor
from tests.waiting import waited_for

pytestmark = pytest.mark.timeout(1_500)
DEPLOY = ROOT / "deploy"
CONTAINERFILE = (DEPLOY / "container" / "Containerfile").read_text()
SCRIPT = "/source/deploy/container/install.sh"
USER = "10001:10001"
READ_ONLY = """
mount -t tmpfs -o mode=700,uid=10001,gid=10001 tmpfs "$ROOT/data"
mount -t tmpfs -o mode=1777 tmpfs "$ROOT/dev/shm"
mount -o remount,bind,ro "$ROOT"
"""
SPEAK = """
cd /data
espeak-ng -v en -w said.wav "Good morning."
ffmpeg -v error -f lavfi -i color=c=black:size=320x180:rate=5 -i said.wav -c:v libx264 -c:a aac -t 1 talk.mp4
ffprobe -v error -select_streams v -show_entries stream=codec_name -of csv=p=0 talk.mp4
"""
SECRET = "EVENTAPP_SECRET_KEY=" + "c" * 40


@pytest.fixture
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DebianRoot]:
    """The second stage's root: prepared, with what the first stage built, and nothing of the sources."""
    folder = tmp_path_factory.mktemp("roots")
    base = DebianRoot.made(folder / "base", tmp_path_factory)
    build = base.copy(folder / "build")
    _copy_source(build.path / "source")
    # This machine's own ways to the registries, where it has any.
    ways = " ".join(f"{name}={shlex.quote(value)}" for name, value in os.environ.items() if name in WAYS)
    built = build.run("sh", SCRIPT, "build", "/source", "/opt/eventapp", environment=ways)
    assert built.returncode == 0, built.stderr[-3_000:]
    (base.path / "install.sh").write_text((DEPLOY / "container" / "install.sh").read_text())
    prepared = base.run("sh", "/install.sh", "prepare")
    assert prepared.returncode == 0, prepared.stderr[-3_000:]
    shutil.copytree(build.path / "opt" / "eventapp", base.path / "opt" / "eventapp", symlinks=True)
    yield base
    subprocess.run(["rm", "-rf", str(folder)], check=False)  # so many files take Python long


def _copy_source(target: Path) -> None:
    """What `COPY . /source` copies: all but what .dockerignore names."""
    ignored = [line.removeprefix("**/") for line in (ROOT / ".dockerignore").read_text().split()]
    shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*ignored, ".mypy_cache", ".ruff_cache", ".git"))


def test_it_serves_as_an_ordinary_user_with_a_root_that_nobody_can_write(system: DebianRoot) -> None:
    port = free_port()
    environment = f"{SECRET} {_settings()} EVENTAPP_PORT={port}"
    command = "eventapp db upgrade && touch /nothing 2>/dev/null; exec eventapp run"
    served = system.start("sh", "-c", command, user=USER, more=READ_ONLY, environment=environment)
    try:
        waited_for(lambda: served.poll() is not None or _is_ready(port), 60)
        answer = Visitor(f"http://127.0.0.1:{port}").get("/")
        health = re.search(r"HEALTHCHECK .*?CMD (\[.*?\])\n", CONTAINERFILE, re.S)
        assert health is not None
        asked = json.loads(health[1].replace("8000", str(port)))
        healthy = system.run(*asked, user=USER)
    finally:
        said = ended(served)
    assert (answer.status, healthy.returncode) == (200, 0), said
    assert not (system.path / "nothing").exists()
    examined = system.run(
        "sh", "-c", "eventapp db upgrade && eventapp doctor",
        user=USER, more=READ_ONLY, environment=f"{SECRET} {_settings()}",
    )  # fmt: skip
    assert (examined.returncode, "The solver is installed" in examined.stdout) == (0, True), examined.stderr
    assert "ffmpeg prepares recordings" in examined.stdout
    spoken = system.run("sh", "-c", SPEAK, user=USER, more=READ_ONLY)
    assert (spoken.returncode, spoken.stdout.strip()) == (0, "h264"), spoken.stderr
    assert "All is well." in examined.stdout


def _is_ready(port: int) -> bool:
    try:
        return Visitor(f"http://127.0.0.1:{port}").get("/readyz").status == 200
    except OSError:
        return False


def _settings() -> str:
    """The Containerfile's own environment."""
    found = re.findall(r"\b(EVENTAPP_\w+)=(\S+)", CONTAINERFILE)
    assert {name for name, _ in found} == {"EVENTAPP_DATA_DIR", "EVENTAPP_HOST", "EVENTAPP_LOG_FORMAT"}
    return " ".join(f"{name}={value}" for name, value in found)


def test_the_containerfile_does_no_more_than_the_script() -> None:
    ran = [line.removeprefix("RUN ") for line in CONTAINERFILE.splitlines() if line.startswith("RUN ")]
    assert ran == [
        "sh /source/deploy/container/install.sh build /source /opt/eventapp",
        "sh /install.sh prepare && rm /install.sh",
    ]


class TestCompose:
    @pytest.fixture
    def compose(self) -> dict:
        return yaml.safe_load((DEPLOY / "compose.yaml").read_text())

    def test_it_is_as_the_compose_specification_has_it(self, compose: dict) -> None:
        read = PyCompose.from_yaml(yaml.safe_dump(compose))  # with its anchors resolved; raises where it is not
        read.validate()
        assert set(read.service_names()) == {
            "proxy", "migrations", "one", "two", "worker", "backup", "database", "redis",
        }  # fmt: skip

    def test_what_it_sets_and_mounts_is_there(self, compose: dict) -> None:
        from dataclasses import fields

        from eventapp.config import Settings

        known = {f"EVENTAPP_{field.name.upper()}" for field in fields(Settings)}
        assert set(compose["x-eventapp"]["environment"]) - known == set()
        mounted = {
            volume.split(":")[0] for service in compose["services"].values() for volume in service.get("volumes", [])
        }
        files = {path for path in mounted if path.startswith(".")}
        assert mounted - files == set(compose["volumes"])
        assert [path for path in files if not (DEPLOY / path).exists()] == []
        build = compose["x-eventapp"]["build"]
        assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()

    def test_the_example_of_its_environment_names_all_that_it_asks_for(self, compose: dict) -> None:
        asked = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text()))
        named = set(re.findall(r"^(?:# )?([A-Z_]+)=", (DEPLOY / "compose.env.example").read_text(), re.M))
        assert asked - named == set()

    def test_its_version_is_the_packages(self, compose: dict) -> None:
        from importlib.metadata import version

        assert compose["x-eventapp"]["image"] == f"eventapp:{version('eventapp')}"


def test_no_shell_has_anything_against_the_script() -> None:
    checked = subprocess.run(["sh", "-n", str(DEPLOY / "container" / "install.sh")], capture_output=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, b"")
