"""A clean Debian in a folder, made by mmdebstrap, and what is run in it."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.package.builds import made_once

WAYS = ("PIP_CERT", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE")
"""This machine's own ways to the registries, where it has any."""
_ENTER = """
mount --bind "$ROOT" "$ROOT"
mount -t proc proc "$ROOT/proc"
mount -t tmpfs tmpfs "$ROOT/tmp"
{more}
exec chroot {user} "$ROOT" /usr/bin/env -i {environment} "$@"
"""


def mirror() -> str:
    """Where this machine has its own packages from."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(SITE)"], capture_output=True, text=True, check=False
    )
    return next(iter(listed.stdout.split()), "")


class DebianRoot:
    """`run` and `serve` have mounts and processes of their own, and see nothing of this machine but its network."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def made(cls, path: Path, factory: pytest.TempPathFactory) -> "DebianRoot":
        """A system in `path`, copied from one that is made once in a run."""
        return cls(made_once(factory, "debian", cls._bootstrap)).copy(path)

    @staticmethod
    def _bootstrap(path: Path) -> None:
        if shutil.which("mmdebstrap") is None or os.getuid():
            if os.environ.get("CI"):
                pytest.fail("mmdebstrap is not installed (Debian: apt install mmdebstrap)")
            pytest.skip("it takes root and mmdebstrap")
        command = [
            "mmdebstrap",
            "--quiet",
            "--variant=minbase",
            "--include=ca-certificates",
            "bookworm",
            str(path),
            mirror(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        for file in ("/etc/resolv.conf", "/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt"):
            if Path(file).exists():
                shutil.copy(file, path / file[1:])

    def copy(self, path: Path) -> "DebianRoot":
        subprocess.run(["cp", "--archive", "--reflink=auto", str(self.path), str(path)], check=True, timeout=300)
        return DebianRoot(path)

    def run(self, *command: str, timeout: float = 900, **options: str) -> subprocess.CompletedProcess[str]:
        """`options` as of `start`."""
        process = self.start(*command, **options)
        out, errors = process.communicate(timeout=timeout)
        return subprocess.CompletedProcess(command, process.returncode, out, errors)

    def start(self, *command: str, user: str = "", more: str = "", environment: str = "") -> subprocess.Popen[str]:
        """`user` is `uid:gid`, `more` are mounts in shell, `environment` is as `env` takes it."""
        script = _ENTER.format(
            user=f"--userspec={user}" if user else "", more=more,
            environment=f"PATH=/opt/eventapp/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME=/tmp {environment}",
        )  # fmt: skip
        enter = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-euc", script, "sh", *command]
        return subprocess.Popen(
            enter, env={**os.environ, "ROOT": str(self.path)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )


def ended(process: subprocess.Popen[str]) -> str:
    """What it said, once its first process was asked to stop as a container's is; AssertionError where it goes on."""
    (first,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.kill(int(first), signal.SIGTERM)
    try:
        out, errors = process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        os.kill(int(first), signal.SIGKILL)
        out, errors = process.communicate(timeout=20)
        raise AssertionError(f"it did not stop when it was asked to:\n{out}{errors}") from None
    return out + errors
