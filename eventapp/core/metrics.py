"""Figures for Prometheus, off unless EVENTAPP_METRICS is set. With several workers each answers for itself."""

import time

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import func, select

from eventapp.core.db import db
from eventapp.core.http import without_cookies
from eventapp.core.outbox import MAIL_STATES, Mail


def set_up(app: Flask) -> None:
    """Count and time every request by endpoint, and serve /metrics."""
    registry = CollectorRegistry()
    requests = Counter("eventapp_requests", "Requests answered", ["endpoint", "status"], registry=registry)
    seconds = Histogram("eventapp_request_seconds", "Time to answer", ["endpoint"], registry=registry)
    mails = Gauge("eventapp_mails", "Mails in the outbox", ["state"], registry=registry)

    @app.before_request
    def start_clock() -> None:
        g.started_at = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        requests.labels(endpoint, response.status_code).inc()
        seconds.labels(endpoint).observe(time.perf_counter() - g.started_at)
        return response

    @app.get("/metrics")
    def metrics() -> Response:
        without_cookies()
        numbers = dict(db.session.execute(select(Mail.state, func.count()).group_by(Mail.state)).all())
        for state in MAIL_STATES:
            mails.labels(state).set(numbers.get(state, 0))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
