"""What is filling up, said on the overview."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import ngettext

from eventapp.core.templating import localized
from eventapp.events import policy
from eventapp.events.extension_points import AttentionItem, add_attention_source
from eventapp.events.models import Event
from eventapp.registration.fill_levels import Filling, filling
from eventapp.registration.labels import fill_words

MOST_NAMED = 3


@add_attention_source(policy.may_edit_registrations)
def filling_up(event: Event) -> Iterable[AttentionItem]:
    """Each by its name, and of many sessions their number."""
    tickets = url_for("registration_admin.ticket_types", slug=event.slug)
    found = list(filling(event))
    sessions = [one for one in found if one.session is not None]
    for one in found:
        if one.session is None:
            yield _said(event, one, tickets)
    if len(sessions) > MOST_NAMED:
        words = ngettext("%(num)s session is full, or nearly", "%(num)s sessions are full, or nearly", len(sessions))
        yield AttentionItem("ticket", words, url_for("programme.schedule", slug=event.slug))
        return
    for one in sessions:
        assert one.session is not None
        yield _said(event, one, url_for("programme.session", slug=event.slug, code=one.session.code))


def _said(event: Event, one: Filling, link: str) -> AttentionItem:
    words = fill_words(localized(one.name, event.main_locale), one.taken, one.capacity, one.level)
    return AttentionItem("ticket", words, link)
