"""Finished bodies, kept in memory and in a folder that all processes of a machine share; built by whoever is first.

A body's key is a hash of all that it depends on, so what is kept is never wrong; it is dropped when room is needed.
"""

import fcntl
import gzip
import os
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

MEMORY_BYTES = 24 * 1024 * 1024
FOLDER_BYTES = 256 * 1024 * 1024
SMALLEST_COMPRESSED = 500
_SWEEP_EVERY = 64
_LOCKS = 64


class Body(NamedTuple):
    """The same bytes twice; small ones are not compressed."""

    plain: bytes
    compressed: bytes


class SharedFolder:
    """Bodies as files. One process at a time builds one; the oldest files go when there are too many bytes."""

    def __init__(self, folder: Path, limit: int = FOLDER_BYTES) -> None:
        self._folder, self._limit = folder, limit
        self._writes = count(1)
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def get(self, key: str, build: Callable[[], Body]) -> Body:
        """What is kept, or what is built now. A folder that cannot be read or written is no reason not to answer."""
        if found := self._read(key):
            return found
        with self._turn(key):
            if found := self._read(key):
                return found
            built = build()
            self._write(key, built)
        return built

    def kept(self, key: str) -> Body | None:
        """What is there already."""
        return self._read(key)

    def clear(self) -> None:
        for path in self._files():
            path.unlink(missing_ok=True)

    def size(self) -> int:
        """In bytes."""
        return sum(path.stat().st_size for path in self._files())

    def _read(self, key: str) -> Body | None:
        path = self._folder / key
        try:
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        try:
            plain = gzip.decompress(content)
        except (zlib.error, EOFError, OSError):  # a power cut can leave a file whose bytes never arrived
            return None
        return Body(plain, content if len(plain) >= SMALLEST_COMPRESSED else b"") if content else None

    def _write(self, key: str, body: Body) -> None:
        temporary = self._folder / f".{uuid4().hex}"
        try:
            temporary.write_bytes(body.compressed or gzip.compress(body.plain, mtime=0))
            temporary.replace(self._folder / key)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            return
        if next(self._writes) % _SWEEP_EVERY == 0:
            self._sweep()

    def _sweep(self) -> None:
        """Drop the least used until a fifth of the room is free."""
        with suppress(OSError):
            files = sorted((path.stat().st_mtime, path.stat().st_size, path) for path in self._files())
            size = sum(found[1] for found in files)
            if size <= self._limit:
                return
            for _moment, length, path in files:
                path.unlink(missing_ok=True)
                size -= length
                if size <= self._limit * 4 // 5:
                    return

    def _files(self) -> Iterator[Path]:
        return (path for path in self._folder.iterdir() if path.is_file() and path.suffix != ".lock")

    @contextmanager
    def _turn(self, key: str) -> Iterator[None]:
        """Only one process builds a key; the kernel gives the turn on when it dies."""
        try:
            descriptor = os.open(self._folder / f"{int(key[:4], 16) % _LOCKS}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        except OSError:
            yield
            return
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


class ResponseCache:
    """Bodies by key in memory, the least used dropped first, bounded in bytes; what is not there is asked of a folder.

    One thread builds a key at a time.
    """

    def __init__(self, limit: int = MEMORY_BYTES) -> None:
        self._limit = limit
        self._size = 0
        self._bodies: OrderedDict[str, Body] = OrderedDict()
        self._lock = threading.Lock()
        self._building: dict[str, threading.Lock] = {}
        self._folders: dict[Path, SharedFolder] = {}

    def get(self, key: str, build: Callable[[], str | bytes], folder: Path | None = None) -> Body:
        """`key` is a hash in hexadecimal digits. Without a folder the body stays in this process's memory."""
        with self._lock:
            if body := self._bodies.get(key):
                self._bodies.move_to_end(key)
                return body
            turn = self._building.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                if body := self._bodies.get(key):
                    return body
            try:
                body = self._folder(folder).get(key, lambda: _body(build())) if folder else _body(build())
            finally:
                with self._lock:
                    self._building.pop(key, None)
            with self._lock:
                self._keep(key, body)
            return body

    def kept(self, key: str, folder: Path) -> bytes | None:
        """The bytes of a body that is there already, in memory or in the folder; nothing is built."""
        with self._lock:
            body = self._bodies.get(key)
        body = body or self._folder(folder).kept(key)
        return body.plain if body else None

    def clear(self) -> None:
        """Forget everything, in the folders too; the next answer is built anew."""
        with self._lock:
            self._bodies.clear()
            self._size = 0
            for folder in self._folders.values():
                folder.clear()

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return self._size

    def _folder(self, path: Path) -> SharedFolder:
        with self._lock:
            return self._folders.setdefault(path, SharedFolder(path))

    def _keep(self, key: str, body: Body) -> None:
        if key in self._bodies:
            return
        self._bodies[key] = body
        self._size += _length(body)
        while self._size > self._limit and len(self._bodies) > 1:
            _, dropped = self._bodies.popitem(last=False)
            self._size -= _length(dropped)


def _body(built: str | bytes) -> Body:
    plain = built.encode() if isinstance(built, str) else built
    return Body(plain, gzip.compress(plain, 6, mtime=0) if len(plain) >= SMALLEST_COMPRESSED else b"")


def _length(body: Body) -> int:
    return len(body.plain) + len(body.compressed)


answers = ResponseCache()
