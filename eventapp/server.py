"""The production server: granian workers that answer, and one process that does background work."""

import gc
import logging
import multiprocessing
import os
import signal
import sys
from typing import Any

from flask import Flask

from eventapp import create_app
from eventapp.config import Settings
from eventapp.core import templating
from eventapp.core.db import db

BACKGROUND_NICENESS = 10


def serve(settings: Settings) -> None:
    """Answer requests until told to stop.

    The app is built once, before the processes part, so that they share its memory.
    """
    from granian import Granian
    from granian.constants import Interfaces

    multiprocessing.set_start_method("fork", force=True)
    app = create_app(settings)
    _close_connections(app)
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
    gc.collect()
    gc.freeze()  # a collection in a worker would else write to every page that it shares with the others
    server.serve(target_loader=lambda: app, wrap_loader=False)


def work(settings: Settings) -> None:
    """Do background work in this process until told to stop: `eventapp worker`."""
    app = create_app(settings)
    _close_connections(app)
    _work(app)


def start_background_work(app: Flask) -> Any:
    process = multiprocessing.Process(target=_work_beside, args=(app,), name="eventapp-jobs", daemon=True)
    process.start()
    return process


def stop_background_work(processes: list[Any]) -> None:
    for process in processes:
        process.terminate()
        process.join(5)


def _work_beside(app: Flask) -> None:
    os.nice(BACKGROUND_NICENESS)  # people who wait come before mails that do not
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    _work(app)


def _work(app: Flask) -> None:
    logging.getLogger("huey").setLevel(logging.WARNING)
    app.extensions["jobs"].look_at_once()
    app.extensions["jobs"].consumer().run()
    sys.exit(0)


def _close_connections(app: Flask) -> None:
    """No connection may cross a fork."""
    with app.app_context():
        db.engine.dispose()
