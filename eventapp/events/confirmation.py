"""What cannot be undone, hides something from the public or writes to many people is asked about first."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.events.extension_points import Effect
from eventapp.events.models import Event

_OF_THE_FORM = ("csrf_token", "confirmed")


@dataclass(frozen=True)
class Confirmation:
    """A question before a deed: what it does, in words with numbers, and what the button says."""

    title: str
    effects: Iterable[Effect]
    button: str
    back: str
    is_dangerous: bool = True


def ask_first(event: Event | None, confirmation: Confirmation) -> ResponseReturnValue | None:
    """The page that asks, which sends the same form once more; None where the answer is here already."""
    if "confirmed" in request.form:
        return None
    return render_template("events/admin/confirmation.html", event=event, asked=confirmation, kept=form_to_send_again())


def form_to_send_again() -> list[tuple[str, str]]:
    """The fields that were sent, in order, for a page that sends them once more with the answer to its question."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in _OF_THE_FORM]


def ask_to_delete(event: Event | None, name: str, back: str, *effects: str) -> ResponseReturnValue | None:
    """Ask before something goes for good; None where the answer is here already."""
    asked = Confirmation(
        _("Delete %(name)s?", name=name), lines(*effects, _("This cannot be undone.")), _("Delete"), back
    )
    return ask_first(event, asked)


def lines(*words: str) -> list[Effect]:
    """Effects that are plain words; empty ones are left out."""
    return [Effect(text) for text in words if text]
