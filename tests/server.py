"""The app under its production server, as a stranger runs it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from flask import Flask

from eventapp import create_app
from eventapp.config import Settings
from tests.factories import SECRET
from tests.mailserver import free_port

START_TIMEOUT = 90  # seconds, on a machine that is busy with other tests


class Server:
    """A running `eventapp run`."""

    def __init__(self, environment: dict[str, str], port: int, log: Path) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.log = log
        self.environment = environment
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "eventapp.cli", "run"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        try:
            self._wait()
        except BaseException:
            self.kill()
            raise

    def _wait(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            with suppress(OSError):
                if urlopen(f"{self.url}/readyz", timeout=1).status == 200:
                    return
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"the server did not start:\n{self.log.read_text()}")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        with suppress(ProcessLookupError):  # a test may have killed it
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """As when the power fails: nobody gets to say goodbye."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)


def answers(server: Server) -> bool:
    """Whether it answers, ready or not."""
    with suppress(HTTPError), suppress(OSError):
        return bool(urlopen(f"{server.url}/healthz", timeout=2))
    return False


@contextmanager
def running(
    database_url: str, folder: Path, log: Path | None = None, more: dict[str, str] | None = None, **settings: str
) -> Iterator[Server]:
    """Serve a database until the block ends.

    `settings` are EVENTAPP_* variables by their lower-case names, `more` are other variables.
    """
    port = free_port()
    environment = {
        **os.environ,
        "EVENTAPP_DATABASE_URL": database_url,
        "EVENTAPP_DATA_DIR": str(folder),
        "EVENTAPP_SECRET_KEY": SECRET,
        "EVENTAPP_PORT": str(port),
        "EVENTAPP_BASE_URL": f"http://127.0.0.1:{port}",
        "EVENTAPP_RATE_LIMITS": "0",
        **(more or {}),
        **{f"EVENTAPP_{name.upper()}": value for name, value in settings.items()},
    }
    server = Server(environment, port, log or folder / "server.log")
    try:
        yield server
    finally:
        server.stop()


class Servers:
    """Servers that many tests share: one for each database and folder, all stopped at the end."""

    def __init__(self) -> None:
        self._running = ExitStack()
        self._known: dict[tuple[str, Path], Server] = {}

    def at(self, database_url: str, folder: Path) -> Server:
        """One that does no background work, and so leaves alone what a test has not asked for."""
        key = (database_url, folder)
        if key not in self._known:
            self._known[key] = self._running.enter_context(running(database_url, folder, jobs="0"))
        return self._known[key]

    def stop(self) -> None:
        self._running.close()


def create_app_of(server: Server) -> Flask:
    """An app that looks at the database of a running server."""
    found = server.environment
    return create_app(
        Settings(
            data_dir=Path(found["EVENTAPP_DATA_DIR"]), database_url=found["EVENTAPP_DATABASE_URL"],
            secret_key=found["EVENTAPP_SECRET_KEY"], base_url=found["EVENTAPP_BASE_URL"],
        )
    )  # fmt: skip
