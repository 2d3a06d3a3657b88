"""The production server: granian workers that answer, and one process that does background work."""

import gc
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
from typing import Any

from flask import Flask

from eventapp import close_connections, create_app
from eventapp.config import SettingError, Settings
from eventapp.core import templating

BACKGROUND_NICENESS = 10
STOP_WITHIN = 5
"""Seconds that a process is given to end."""
RESTART_AFTER = 1
"""Seconds between two looks whether the worker is there."""


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


def serve(settings: Settings) -> None:
    """Answer requests until told to stop. Raises SettingError where the port is taken.

    The app is built once, before the processes part, so that they share its memory.
    """
    from granian import Granian
    from granian.constants import Interfaces

    check_port(settings)
    multiprocessing.set_start_method("fork", force=True)
    app = create_app(settings)
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
    background: list[Any] = []
    if settings.jobs:
        server.on_startup(lambda: background.append(start_background_work(app)))
        server.on_shutdown(lambda: stop_background_work(background))
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


def start_background_work(app: Flask) -> Any:
    """A process that keeps one worker going: whichever way that one ends, another takes its place."""
    process = multiprocessing.Process(target=_keep_working, args=(app, os.getpid()), name="eventapp-jobs")
    process.start()
    return process


def stop_background_work(processes: list[Any]) -> None:
    for process in processes:
        process.terminate()
        process.join(STOP_WITHIN)
        if process.is_alive():
            process.kill()


def _keep_working(app: Flask, server: int) -> None:
    os.nice(BACKGROUND_NICENESS)  # people who wait come before mails that do not
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    worker: Any = None

    def stop(*_: Any) -> None:
        if worker is not None and worker.is_alive():
            worker.terminate()
            worker.join(STOP_WITHIN)
        os._exit(0)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, stop)
    while os.getppid() == server:
        if worker is None or not worker.is_alive():
            worker = multiprocessing.Process(target=_work_beside, args=(app,), name="eventapp-worker", daemon=True)
            worker.start()
        worker.join(RESTART_AFTER)
    stop()


def _work_beside(app: Flask) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _work(app)


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
