"""How every admin view finds its event and asks whether the user may."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, current_app, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from eventapp.accounts.access import demand_second_factor
from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.events import policy, queries
from eventapp.events.models import Event
from eventapp.events.service import note_bulk_read

View = TypeVar("View", bound=Callable[..., Any])
Policy = Callable[[User, Event], bool]


def reads_in_bulk(view: View) -> View:
    """Have it be written down who takes the personal data out that a view gives, of many people at once."""
    view.reads_in_bulk = True  # type: ignore[attr-defined]
    return view


def waits_for_approval(may: Policy) -> Callable[[View], View]:
    """Have a view wait for a second person's yes, where the event wants that. Whoever `may` do the same can say it."""

    def mark(view: View) -> View:
        view.approved_by = may  # type: ignore[attr-defined]
        return view

    return mark


def approved_by(endpoint: str) -> Policy | None:
    """Who may say yes to what an endpoint gives; None where nobody has to."""
    return getattr(current_app.view_functions.get(endpoint), "approved_by", None)


def write_bulk_reads_down(response: Response) -> Response:
    """After every request: what a marked view has given."""
    event: Event | None = g.get("event_of_admin")
    if event is None or response.status_code != 200:
        return response
    if getattr(current_app.view_functions.get(request.endpoint or ""), "reads_in_bulk", False):
        note_bulk_read(event, str(request.endpoint), is_narrowed=bool(request.args))
    return response


def event_for(slug: str, may: Policy) -> Event:
    """The event of an admin page. 404 for those who may not even see it, 403 for those who may not do this."""
    event = queries.event_by_slug(slug)
    standing = None if event is None else policy.standing_in(current_user, event)
    if event is None or standing is None:
        abort(404)
    if not may(current_user, event):
        abort(403)
    g.event_of_admin = event
    g.main_locale = event.main_locale
    g.permissions = standing.permissions
    g.may_do_everything = standing.permissions == policy.OWNER.permissions
    if standing.roles & set(event.second_factor_roles):
        demand_second_factor(current_user)
    path = request.full_path.rstrip("?")
    if waits_for_second_person(event, current_user, path):
        abort(redirect(url_for("events_admin.ask_for_export", slug=event.slug, path=path), 303))
    return event


def waits_for_second_person(event: Event, user: User, path: str) -> bool:
    """Whether this request takes out what a second person still has to say yes to. `path` says what, as it was asked
    for."""
    if not event.exports_need_approval or approved_by(request.endpoint or "") is None:
        return False
    return not queries.is_approved(event.id, user.id, path, clock.lenient_now())
