"""A real nginx with the site file that operators are given, its ports and its certificate's place changed."""

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from urllib.request import urlopen

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from eventapp.core.files import ROOT
from tests.mailserver import free_port

SITE = ROOT / "deploy" / "nginx" / "eventapp.conf"


def program() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("no nginx is installed (Debian: apt install nginx-light)")
        pytest.skip("no nginx is installed (Debian: apt install nginx-light)")
    return found


def certificate(folder: Path) -> None:
    """One that nobody has to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "events.example.org")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now).not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def configured(folder: Path, plain: int, secure: int, machines: list[int]) -> Path:
    """The site with other ports, this folder's certificate, and machines on these ports; served plainly too."""
    certificate(folder)
    site = SITE.read_text()
    listed = "\n".join(f"    server 127.0.0.1:{port} max_fails=1 fail_timeout=1s;" for port in machines)
    site = re.sub(r"    server 127\.0\.0\.1:8000[^\n]*\n    #[^\n]*", listed, site)
    site = re.sub(r"/etc/letsencrypt/live/events\.example\.org", str(folder), site)
    site = re.sub(r"listen \[::\][^\n]*\n", "", site)
    site = site.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    site = site.replace("listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;\n    listen 127.0.0.1:{plain};")
    (folder / "site.conf").write_text(site)
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;\n"
        f"events {{ worker_connections 1024; }}\n"
        f"http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n"
        f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
        f"include {folder}/site.conf; }}\n"
    )
    return configuration


class NginxServer:
    def __init__(self, folder: Path, port: int, machines: list[int]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        command = [program(), "-p", str(folder), "-c", str(configured(folder, port, free_port(), machines))]
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        deadline = monotonic() + 20
        while True:
            try:
                urlopen(f"{self.url}/healthz", timeout=2)
                return
            except OSError:
                assert monotonic() < deadline, (folder / "error.log").read_text()
                sleep(0.05)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)
