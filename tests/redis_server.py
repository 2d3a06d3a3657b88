"""A real Redis, which can be stopped and started again."""

import os
import shutil
import subprocess
from pathlib import Path
from time import monotonic, sleep

import pytest
import redis

from tests.mailserver import free_port


class RedisServer:
    def __init__(self, folder: Path) -> None:
        found = shutil.which("redis-server")
        if found is None:
            if os.environ.get("CI"):
                pytest.fail("no Redis is installed (Debian: apt install redis-server)")
            pytest.skip("no Redis is installed (Debian: apt install redis-server)")
        self._folder, self._program, self._port = folder, found, free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [self._program, "--port", str(self._port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self._folder)],
            stdout=subprocess.DEVNULL,
        )
        deadline = monotonic() + 20
        with redis.Redis.from_url(self.url) as client:
            while True:
                try:
                    client.ping()
                    return
                except redis.ConnectionError:
                    assert monotonic() < deadline, "Redis did not start"
                    sleep(0.05)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(10)
