"""What is filling up: the event, its tickets and its sessions with seats, from three quarters on."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.core.templating import localized
from eventapp.events import policy
from eventapp.events.extension_points import AttentionItem, add_attention_source
from eventapp.events.models import Event
from eventapp.programme.queries import public_sessions
from eventapp.registration.queries import ticket_types_of

LEVELS = (100, 90, 75)
"""Per cent from which on something is said."""
MOST_NAMED = 3


def fill_level(taken: int, capacity: int | None) -> int | None:
    """The highest of LEVELS that is reached; None below all of them, and where nothing limits it."""
    if not capacity:
        return None
    return next((level for level in LEVELS if taken * 100 >= level * capacity), None)


@add_attention_source(policy.may_edit_registrations)
def filling_up(event: Event) -> Iterable[AttentionItem]:
    tickets = url_for("registration_admin.ticket_types", slug=event.slug)
    yield from _said(localized(event.name, event.main_locale), event.taken, event.capacity, tickets)
    for ticket_type in ticket_types_of(event.id):
        name = localized(ticket_type.name, event.main_locale)
        yield from _said(name, ticket_type.taken, ticket_type.capacity, tickets)
    yield from _sessions(event)


def _sessions(event: Event) -> Iterable[AttentionItem]:
    """Each by its name, and of many their number."""
    filling = [
        session
        for session in public_sessions(event.id)
        if session.needs_booking and not session.is_cancelled and fill_level(session.taken, session.capacity)
    ]
    if len(filling) > MOST_NAMED:
        words = ngettext(
            "%(num)s session is full, or nearly", "%(num)s sessions are full, or nearly", len(filling)
        )  # fmt: skip
        yield AttentionItem("ticket", words, url_for("programme.schedule", slug=event.slug))
        return
    for session in filling:
        link = url_for("programme.session", slug=event.slug, code=session.code)
        yield from _said(localized(session.title, event.main_locale), session.taken, session.capacity, link)


def _said(name: str, taken: int, capacity: int | None, link: str) -> Iterable[AttentionItem]:
    level = fill_level(taken, capacity)
    if level == 100:
        yield AttentionItem("ticket", _("“%(name)s” is full", name=name), link)
    elif level is not None and capacity is not None:
        words = _(
            "“%(name)s” is %(percent)s%% full, %(left)s places left", name=name, percent=taken * 100 // capacity,
            left=capacity - taken,
        )  # fmt: skip
        yield AttentionItem("ticket", words, link)
