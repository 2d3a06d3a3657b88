"""The programme for an organiser's own site, a day at a time."""

from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from eventapp.events.public import published_event
from eventapp.events.widgets import framed
from eventapp.programme.public import blueprint, is_near
from eventapp.programme.schedule_page import ALL_DAYS, Asked, asked_in, released_schedule


@blueprint.get("/embed/schedule/")
def schedule_widget(slug: str) -> ResponseReturnValue:
    """`?day=2026-12-14` shows that day; otherwise the present or the first one."""
    event = published_event(slug)
    day = asked_in(request.args).day
    if day == ALL_DAYS or (day and not is_near(event, date.fromisoformat(day))):
        day = ""
    page = released_schedule(event, Asked(day=day, view="list"))
    body = render_template("programme/schedule_widget.html", event=event, page=page)
    return framed(event, body)
