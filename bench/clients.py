"""Clients that cost little: one process each, one kept connection, no library between."""

import multiprocessing
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

CLIENTS = 8


class Connection:
    """Just enough HTTP/1.1 to load a server of our own: every answer has a length."""

    def __init__(self, port: int) -> None:
        self._address = ("127.0.0.1", port)
        self._open()

    def _open(self) -> None:
        self._socket = socket.create_connection(self._address, timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Status, head and body of the answer."""
        self._socket.sendall(request)
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        head, body = received[:end], received[end + 4 :]
        length = _length(head)
        while len(body) < length:
            body += self._more()
        if b"connection: close" in head.lower():  # nginx says so after a thousand requests
            self._socket.close()
            self._open()
        return int(head[9:12]), head, body

    def _more(self) -> bytes:
        piece = self._socket.recv(262_144)
        if not piece:
            raise ConnectionError("the server hung up")
        return piece


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"content-length:")
    return 0 if at < 0 else int(lower[at + 15 : lower.find(b"\r\n", at) if lower.find(b"\r\n", at) > 0 else None])


def get(path: str, **headers: str) -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n{lines}\r\n".encode()


def post(path: str, body: bytes, content_type: str, **headers: str) -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
    return f"{head}{lines}\r\n".encode() + body


@dataclass(frozen=True)
class Measured:
    """What the clients of one run did together. Times are in seconds."""

    done: int
    errors: int
    seconds: float
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        return self.done / self.seconds


Work = Callable[[Connection, int], bool]
"""One unit of a client's work: (connection, its number) to whether it went well. Raises StopIteration at the end."""


def measure(port: int, work_of: Callable[[int], Work], seconds: float, clients: int = CLIENTS) -> Measured:
    """Have `clients` work at once for a time; `work_of` makes each client's work from its number."""
    fork = multiprocessing.get_context("fork")
    results: Any = fork.Queue()
    start = fork.Barrier(clients)

    def client(index: int) -> None:
        connection, work = Connection(port), work_of(index)
        start.wait()
        results.put(_repeat(connection, work, seconds))

    processes = [fork.Process(target=client, args=(index,)) for index in range(clients)]
    for process in processes:
        process.start()
    parts = [results.get() for _ in processes]
    for process in processes:
        process.join()
    times = sorted(time for part in parts for time in part[0])
    return Measured(
        len(times),
        sum(part[1] for part in parts),
        max(part[2] for part in parts),
        times[len(times) // 2] if times else 0.0,
        times[int(len(times) * 0.99)] if times else 0.0,
    )


def _repeat(connection: Connection, work: Work, seconds: float) -> tuple[list[float], int, float]:
    """Work until the time is up or the work is: each unit's time, the errors, the time in all."""
    times: list[float] = []
    errors = number = 0
    began = now = time.perf_counter()
    while now - began < seconds:
        try:
            good = work(connection, number)
        except StopIteration:
            break
        number += 1
        later = time.perf_counter()
        if good:
            times.append(later - now)
        else:
            errors += 1
        now = later
    return times, errors, now - began
