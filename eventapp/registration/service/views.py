"""Views of the list that a team gives a name."""

from urllib.parse import parse_qsl, urlencode

from eventapp.core import audit, clock
from eventapp.core.db import db, transactional
from eventapp.events.models import Event
from eventapp.registration.models import SavedView

KEPT = ("text", "state", "ticket_type", "country", "language", "badge_class", "mail", "answer", "columns", "sort")


@transactional
def save_view(event: Event, name: str, query: str) -> SavedView:
    """Keep the filters, columns and order of a list's address under a name; the page and anything else is left out."""
    kept = [(key, value[:200]) for key, value in parse_qsl(query[:4000]) if key in KEPT]
    view = SavedView(event_id=event.id, name=name, query=urlencode(kept), created_at=clock.now())
    db.session.add(view)
    db.session.flush()
    audit.record("view.saved", view, event_id=event.id, after={"name": name, "query": view.query})
    return view


@transactional
def delete_view(view: SavedView) -> None:
    audit.record("view.deleted", view, event_id=view.event_id, before={"name": view.name, "query": view.query})
    db.session.delete(view)
