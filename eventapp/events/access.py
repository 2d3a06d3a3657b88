"""How every admin view finds its event and asks whether the user may."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, current_app, g, request
from flask_login import current_user
from werkzeug.wrappers import Response

from eventapp.accounts.access import demand_second_factor
from eventapp.accounts.models import User
from eventapp.events import policy, queries
from eventapp.events.models import Event
from eventapp.events.service import note_bulk_read

View = TypeVar("View", bound=Callable[..., Any])


def reads_in_bulk(view: View) -> View:
    """Have it be written down who takes the personal data out that a view gives, of many people at once."""
    view.reads_in_bulk = True  # type: ignore[attr-defined]
    return view


def write_bulk_reads_down(response: Response) -> Response:
    """After every request: what a marked view has given."""
    event: Event | None = g.get("event_of_admin")
    if event is None or response.status_code != 200:
        return response
    if getattr(current_app.view_functions.get(request.endpoint or ""), "reads_in_bulk", False):
        note_bulk_read(event, str(request.endpoint), is_narrowed=bool(request.args))
    return response


def event_for(slug: str, may: Callable[[User, Event], bool]) -> Event:
    """The event of an admin page. 404 for those who may not even see it, 403 for those who may not do this."""
    event = queries.event_by_slug(slug)
    if event is None or not policy.may_see(current_user, event):
        abort(404)
    if not may(current_user, event):
        abort(403)
    g.event_of_admin = event
    g.main_locale = event.main_locale
    g.role = policy.role_in(current_user, event)
    if g.role in event.second_factor_roles:
        demand_second_factor(current_user)
    return event
