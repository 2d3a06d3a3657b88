"""The production server: granian workers that answer, and one process that does background work."""

import gc
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from typing import Any

from flask import Flask

from eventapp import close_connections, create_app
from eventapp.config import SettingError, Settings
from eventapp.core import templating

BACKGROUND_NICENESS = 10
STOP_WITHIN = 5
"""Seconds that a process is given to end."""
RESTART_AFTER = 1
"""Seconds between two looks whether the worker, or the server, is there."""


def check_port(settings: Settings) -> None:
    """Raises SettingError where nobody can listen on the address and port that are set."""
    kind = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(kind, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            where = f"port {settings.port} of {settings.host}"
            raise SettingError(
                f"{where} is not free ({error.strerror}); choose another with EVENTAPP_PORT and EVENTAPP_HOST"
            ) from None


def serve(app: Flask, settings: Settings) -> None:
    """Answer requests until told to stop. Raises SettingError where the port is taken.

    The app was built once, before the processes part, so that they share its memory.
    """
    from granian import Granian
    from granian.constants import Interfaces

    check_port(settings)
    multiprocessing.set_start_method("fork", force=True)
    server = Granian(
        "eventapp",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=settings.threads,
        websockets=False,
        respawn_failed_workers=True,
        log_access=False,
        log_level=os.environ.get("EVENTAPP_LOG_LEVEL", "warning"),  # type: ignore[arg-type]
    )
    if settings.jobs:
        background = BackgroundWork(app)
        server.on_startup(background.start)
        server.on_shutdown(background.stop)
    templating.warm_up(app)
    close_connections(app)
    _check_alone()
    gc.collect()
    gc.freeze()  # a collection in a worker would else write to every page that it shares with the others
    server.serve(target_loader=lambda: app, wrap_loader=False)


def work(settings: Settings) -> None:
    """Do background work in this process until told to stop: `eventapp worker`."""
    app = create_app(settings)
    close_connections(app)
    _work(app)


class BackgroundWork:
    """A process that does background work, replaced within a second or two whichever way it ends."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stops = threading.Event()
        self._process: Any = None

    def start(self) -> None:
        self._begin()
        threading.Thread(target=self._replace_what_ends, name="eventapp-jobs", daemon=True).start()

    def stop(self) -> None:
        self._stops.set()
        self._process.terminate()
        self._process.join(STOP_WITHIN)
        if self._process.is_alive():
            self._process.kill()

    def _begin(self) -> None:
        worker = multiprocessing.Process(target=_work_beside, args=(self._app, os.getpid()), name="eventapp-worker")
        worker.start()
        self._process = worker

    def _replace_what_ends(self) -> None:
        while not self._stops.wait(RESTART_AFTER):
            if not self._process.is_alive():
                self._begin()


def _work_beside(app: Flask, server: int) -> None:
    """In a process of its own that was forked from the server's first one, and ends soon after that one."""
    os.nice(BACKGROUND_NICENESS)  # people who wait come before mails that do not
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_after, args=(server,), name="end-after-server", daemon=True).start()
    _work(app)


def _end_after(server: int) -> None:
    while os.getppid() == server:
        time.sleep(RESTART_AFTER)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_WITHIN)
    os._exit(0)


def _work(app: Flask) -> None:
    logging.getLogger("huey").setLevel(logging.WARNING)
    app.extensions["jobs"].look_at_once()
    threading.Thread(target=app.extensions["jobs"].look_anyway, name="look-anyway", daemon=True).start()
    app.extensions["jobs"].consumer().run()
    sys.exit(0)


def _check_alone() -> None:
    """Nothing of this process but its memory reaches the processes that it forks: no thread runs in it.

    A library that works with threads of its own (Typst does) waits for ever in a process that was forked from one in
    which it had started them.
    """
    running = len(os.listdir("/proc/self/task")) if sys.platform == "linux" else threading.active_count()
    if running > 1:
        raise RuntimeError(f"{running} threads run before the server's processes part; none of them would survive it")
