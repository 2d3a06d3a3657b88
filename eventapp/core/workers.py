"""Who is at work: each process holds a lock that the kernel frees when it dies, however it dies."""

import fcntl
import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from socket import gethostname
from uuid import uuid4

from eventapp.core import clock
from eventapp.core.files import data_folder

_own: tuple[int, str, int] | None = None


def own_name() -> str:
    """This process's name in the rows that it claims."""
    global _own
    if _own is None or _own[0] != os.getpid():
        _sweep()
        name = f"{_machine()}-{uuid4().hex}"
        unlocked = _path(name).with_suffix(".new")
        descriptor = os.open(unlocked, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        unlocked.rename(_path(name))  # a lock that nobody holds, if only for a moment, would be one of the dead
        _own = (os.getpid(), name, descriptor)
    return _own[1]


def is_dead(name: str) -> bool:
    """Whether a process of this machine that had this name is gone."""
    return _lives(name) is False


def is_alive(name: str) -> bool:
    """Whether a process of this machine that has this name is at work."""
    return _lives(name) is True


def has_let_go(name: str, claimed_at: datetime | None, after: timedelta) -> bool:
    """Whether a process will not go on with what it claimed then: of this machine's the system knows, of another's the
    clock, which gives it up `after` some time."""
    is_old = claimed_at is None or claimed_at < clock.lenient_now() - after
    return is_dead(name) or (is_old and not is_alive(name))


def _lives(name: str) -> bool | None:
    """None for one of another machine, of which nobody here knows."""
    if _own is not None and _own[:2] == (os.getpid(), name):
        return True
    try:
        descriptor = os.open(_path(name), os.O_RDWR)
    except FileNotFoundError:
        return False if name.startswith(f"{_machine()}-") else None
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _sweep() -> None:
    """Throw away the locks of the dead: that they are missing says as much."""
    for path in _folder().glob("*.lock"):
        if is_dead(path.stem):
            path.unlink(missing_ok=True)


def _machine() -> str:
    """What the names of processes of this machine and data folder begin with; either may have a copy elsewhere."""
    path = _folder() / "machine"
    if not path.exists():
        written = path.with_suffix(f".{uuid4().hex}")
        written.write_text(uuid4().hex[:12])
        with suppress(FileExistsError):  # another process was first, and its name is everybody's
            os.link(written, path)
        written.unlink()
    return f"{path.read_text()}.{gethostname()}"


def _folder() -> Path:
    folder = data_folder() / "workers"
    folder.mkdir(exist_ok=True)
    return folder


def _path(name: str) -> Path:
    return _folder() / f"{name}.lock"
