"""The tickets of an event for an organiser's own site; the form itself opens here."""

from flask import render_template
from flask.typing import ResponseReturnValue

from eventapp.events.public import published_event
from eventapp.events.widgets import framed
from eventapp.registration.public import blueprint
from eventapp.registration.public.offers import part_of


@blueprint.get("/events/<slug>/embed/register/")
def register_widget(slug: str) -> ResponseReturnValue:
    event = published_event(slug)
    body = render_template("registration/register_widget.html", event=event, **part_of(event))
    return framed(event, body)
