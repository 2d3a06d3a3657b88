"""A real Caddy with the site file that operators are given; its settings are what the file reads from outside."""

import os
import shutil
import subprocess
from pathlib import Path
from urllib.request import urlopen

import pytest

from eventapp.core.files import ROOT
from tests.waiting import waited_for

SITE = ROOT / "deploy" / "caddy" / "Caddyfile"


class CaddyServer:
    """In front of machines on these ports, without TLS: nobody gives a certificate to an address of this machine."""

    def __init__(self, folder: Path, port: int, machines: list[int]) -> None:
        program = shutil.which("caddy")
        if program is None:
            if os.environ.get("CI"):
                pytest.fail("no caddy is installed (Debian: apt install caddy)")
            pytest.skip("no caddy is installed (Debian: apt install caddy)")
        self.url = f"http://127.0.0.1:{port}"
        environment = {
            **os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "EVENTAPP_HOSTNAME": self.url,
            "EVENTAPP_MACHINES": " ".join(f"127.0.0.1:{machine}" for machine in machines),
        }  # fmt: skip
        # Its own port for orders is taken once a machine: the site is given without it.
        site = folder / "Caddyfile"
        site.write_text("{\n\tadmin off\n}\n" + SITE.read_text())
        with (folder / "caddy.log").open("wb") as log:
            command = [program, "run", "--config", str(site), "--adapter", "caddyfile"]
            self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        waited_for(self._answers)

    def _answers(self) -> bool:
        try:
            return bool(urlopen(f"{self.url}/readyz", timeout=2))
        except OSError:
            return False

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)
