"""How every admin view finds its event and asks whether the user may."""

from collections.abc import Callable

from flask import abort, g
from flask_login import current_user

from eventapp.accounts.access import demand_second_factor
from eventapp.accounts.models import User
from eventapp.events import policy, queries
from eventapp.events.models import Event


def event_for(slug: str, may: Callable[[User, Event], bool]) -> Event:
    """The event of an admin page. 404 for those who may not even see it, 403 for those who may not do this."""
    event = queries.event_by_slug(slug)
    if event is None or not policy.may_see(current_user, event):
        abort(404)
    if not may(current_user, event):
        abort(403)
    g.main_locale = event.main_locale
    g.role = policy.role_in(current_user, event)
    if g.role in event.second_factor_roles:
        demand_second_factor(current_user)
    return event
