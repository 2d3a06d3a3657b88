"""The `eventapp` command in this process, for what does not depend on having a process of its own."""

import json
import os
import subprocess
import sys

from click.testing import CliRunner

from eventapp.cli import command


def ran(*arguments: str, **settings: str) -> tuple[int, str]:
    """Exit status and output. `settings` are EVENTAPP_* variables by their lower-case names.

    What speaks to Redis has a process of its own: Huey is loaded for one kind of store (decision 0042).
    """
    environment = {f"EVENTAPP_{name.upper()}": value for name, value in settings.items()}
    if "redis_url" not in settings:
        run = CliRunner().invoke(command, arguments, env=environment)
        return run.exit_code, run.stdout
    process = subprocess.run(
        [sys.executable, "-m", "eventapp.cli", *arguments], env={**os.environ, **environment},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return process.returncode, process.stdout


def examined(*arguments: str, **settings: str) -> tuple[int, dict[str, tuple[str, str]]]:
    """What `eventapp doctor` leaves with, and state and detail of every check by name."""
    status, said = ran("doctor", "--json", *arguments, **settings)
    found = json.loads(said)
    assert found["is_well"] == (status == 0)
    return status, {check["name"]: (check["state"], check["detail"]) for check in found["checks"]}
