"""Who may do what with an event. Every admin view asks one of these."""

from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events.models import Event, Membership, has_access_at


def role_in(user: User, event: Event) -> str | None:
    """The user's role in this event's team; a site administrator counts as an owner everywhere."""
    if user.is_admin:
        return "owner"
    return db.session.scalar(
        select(Membership.role).where(
            Membership.user_id == user.id, Membership.event_id == event.id, has_access_at(clock.lenient_now())
        )
    )  # fmt: skip


def may_see_team(user: User, event: Event) -> bool:
    return role_in(user, event) is not None


def may_see_history(user: User, event: Event) -> bool:
    return role_in(user, event) == "owner"


def may_see(user: User, event: Event) -> bool:
    return role_in(user, event) is not None


def may_edit_event(user: User, event: Event) -> bool:
    return role_in(user, event) == "owner"


def may_clone(user: User, event: Event) -> bool:
    """An owner's event may be the pattern of a new one, which they own."""
    return role_in(user, event) == "owner"


def may_edit_programme(user: User, event: Event) -> bool:
    return role_in(user, event) in ("owner", "programme")


def may_see_registrations(user: User, event: Event) -> bool:
    return role_in(user, event) in ("owner", "registration", "read")


def may_edit_registrations(user: User, event: Event) -> bool:
    return role_in(user, event) in ("owner", "registration")


def may_exceed_limits(user: User, event: Event) -> bool:
    """Who may register somebody where no place is left, with a reason."""
    return role_in(user, event) in ("owner", "registration")


def may_run_door(user: User, event: Event) -> bool:
    return role_in(user, event) in ("owner", "registration", "door")
