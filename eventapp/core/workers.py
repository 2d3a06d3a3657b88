"""Who is at work: each process holds a lock that the kernel frees when it dies, however it dies."""

import fcntl
import os
from pathlib import Path
from uuid import uuid4

from eventapp.core.files import data_folder

_own: tuple[int, str, int] | None = None


def own_name() -> str:
    """This process's name in the rows that it claims."""
    global _own
    if _own is None or _own[0] != os.getpid():
        name = uuid4().hex
        descriptor = os.open(_path(name), os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        _own = (os.getpid(), name, descriptor)
    return _own[1]


def is_dead(name: str) -> bool:
    """Whether a process of this machine that had this name is gone."""
    return _lives(name) is False


def is_alive(name: str) -> bool:
    """Whether a process of this machine that has this name is at work."""
    return _lives(name) is True


def _lives(name: str) -> bool | None:
    """None for one of another machine, of which nobody here knows."""
    if _own is not None and _own[:2] == (os.getpid(), name):
        return True
    path = _path(name)
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def sweep() -> None:
    """Throw away the locks of the dead; call it once nothing is claimed in their names."""
    for path in _folder().glob("*.lock"):
        if is_dead(path.stem):
            path.unlink(missing_ok=True)


def _folder() -> Path:
    folder = data_folder() / "workers"
    folder.mkdir(exist_ok=True)
    return folder


def _path(name: str) -> Path:
    return _folder() / f"{name}.lock"
