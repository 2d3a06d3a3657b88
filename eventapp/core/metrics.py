"""Figures for Prometheus, off unless EVENTAPP_METRICS is set.

Every process of a machine counts into files of its own, in memory; whichever is asked adds them up. Each machine is
asked for itself. What the database knows is the same on all of them.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, Response, current_app, g, request
from sqlalchemy import func, select

from eventapp.core import backups, clock_steps
from eventapp.core.db import database_answers, db
from eventapp.core.http import without_cookies
from eventapp.core.outbox import MAIL_STATES, Mail

_MEMORY = Path("/dev/shm")  # noqa: S108 (the folder in it is this user's and this instance's alone)
_WHERE = "PROMETHEUS_MULTIPROC_DIR"


def set_up(app: Flask) -> None:
    """Count and time every request by endpoint, and serve /metrics."""
    folder = _emptied_folder(Path(app.config["DATA_DIR"]))
    os.environ[_WHERE] = str(folder)
    # The library looks for its folder when it is imported, so it is imported here.
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    own = CollectorRegistry()
    requests = Counter("eventapp_requests", "Requests answered", ["endpoint", "status"], registry=own)
    seconds = Histogram("eventapp_request_seconds", "Time to answer", ["endpoint"], registry=own)

    @app.before_request
    def start_clock() -> None:
        g.started_at = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        with suppress(OSError):  # a disk that is full keeps nobody from an answer
            requests.labels(endpoint, response.status_code).inc()
            seconds.labels(endpoint).observe(time.perf_counter() - g.started_at)
        return response

    @app.get("/metrics")
    def metrics() -> Response:
        without_cookies()
        summed = CollectorRegistry()
        MultiProcessCollector(summed, path=str(folder))  # type: ignore[no-untyped-call]
        now = CollectorRegistry()
        for name, words, values in _gauges():
            _add(now, name, words, values)
        return Response(generate_latest(summed) + generate_latest(now), content_type=CONTENT_TYPE_LATEST)


def _emptied_folder(data: Path) -> Path:
    """A folder in memory: files that are written through memory end a process where a disk is full."""
    name = f"eventapp-{os.getuid()}-{hashlib.blake2b(str(data).encode(), digest_size=6).hexdigest()}"
    folder = _MEMORY / name if os.access(_MEMORY, os.W_OK) else data / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    return folder


def _add(registry: object, name: str, words: str, values: dict[str, float]) -> None:
    """One gauge, with a value for each state or one value alone."""
    from prometheus_client.core import GaugeMetricFamily

    class Given:
        def collect(self) -> Iterable[GaugeMetricFamily]:
            family = GaugeMetricFamily(name, words, labels=["state"] if "" not in values else None)
            for state, value in values.items():
                family.add_metric([state] if state else [], value)
            yield family

    registry.register(Given())  # type: ignore[attr-defined]


def _gauges() -> Iterable[tuple[str, str, dict[str, float]]]:
    """What is so at this moment: name, words, and values by state (an empty one where there are no states)."""
    folder = Path(current_app.config["DATA_DIR"])
    answers = database_answers()
    yield "eventapp_database_up", "Whether the database answers", {"": answers}
    if answers:
        numbers = dict(db.session.execute(select(Mail.state, func.count()).group_by(Mail.state)).all())
        yield "eventapp_mails", "Mails in the outbox", {state: numbers.get(state, 0) for state in MAIL_STATES}
        oldest = db.session.scalar(select(func.min(Mail.due_at)).where(Mail.state == "queued"))
        yield "eventapp_mail_waits_seconds", "How long the oldest mail that is due has waited", {"": _since(oldest)}
    looked = current_app.extensions["jobs"].last_look()
    if looked is not None:
        yield "eventapp_background_work_seconds", "Since background work was looked for", {"": _since(looked.at)}
    with suppress(OSError):
        free = shutil.disk_usage(folder).free
        yield "eventapp_disk_free_bytes", "Room where the data folder is", {"": free}
    yield "eventapp_clock_step_seconds", "By how much the clock was set", {"": clock_steps.step(folder).total_seconds()}
    last = backups.last_written()
    if last is not None:
        yield "eventapp_backup_age_seconds", "Since a backup was written from this machine", {"": _since(last[0])}


def _since(at: datetime | None) -> float:
    return max((datetime.now(UTC) - at).total_seconds(), 0.0) if at is not None else 0.0
