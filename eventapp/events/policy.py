"""Who may do what with an event, or an organisation. Every admin view asks one of these."""

from typing import NamedTuple

from sqlalchemy import Select, select

from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events.models import (
    CustomRole,
    Event,
    Membership,
    Organisation,
    OrganisationMembership,
    Series,
    has_access_at,
)
from eventapp.events.permissions import PERMISSIONS, ROLE_PERMISSIONS
from eventapp.events.roles import permissions_of, role_key


class Standing(NamedTuple):
    """The keys of somebody's roles in an event, its organisation's with them, and what these permit together."""

    roles: frozenset[str]
    permissions: frozenset[str]


OWNER = Standing(frozenset({"owner"}), frozenset(PERMISSIONS))


def standing_in(user: User, event: Event) -> Standing | None:
    """None for who has no place in the team; a site administrator counts as an owner everywhere."""
    if user.is_admin:
        return OWNER
    places = select(Membership.role, Membership.custom_role_id, CustomRole.permissions).outerjoin(CustomRole)
    query = places.where(
        Membership.user_id == user.id, Membership.event_id == event.id, has_access_at(clock.lenient_now())
    )
    rows = list(db.session.execute(query))
    if event.organisation_id is not None:
        rows += db.session.execute(_places_in_organisation(user, event.organisation_id))
    if not rows:
        return None
    permitted = (permissions_of(role, custom) for role, _key, custom in rows)
    return Standing(frozenset(role_key(role, key) for role, key, _ in rows), frozenset().union(*permitted))


def _places_in_organisation(user: User, organisation_id: int) -> Select[str, int | None, list[str]]:
    places = select(
        OrganisationMembership.role, OrganisationMembership.custom_role_id, CustomRole.permissions
    ).outerjoin(CustomRole)
    return places.where(
        OrganisationMembership.user_id == user.id, OrganisationMembership.organisation_id == organisation_id
    )


def _may(user: User, event: Event, permission: str) -> bool:
    standing = standing_in(user, event)
    return standing is not None and permission in standing.permissions


def may_see(user: User, event: Event) -> bool:
    return standing_in(user, event) is not None


def may_see_team(user: User, event: Event) -> bool:
    return may_see(user, event)


def may_edit_team(user: User, event: Event) -> bool:
    return _may(user, event, "edit_team")


def may_grant(held: frozenset[str], permissions: frozenset[str]) -> bool:
    """Who edits the team gives, changes and takes only places that permit no more than what they hold."""
    return "edit_team" in held and permissions <= held


def may_hand_over(user: User, event: Event) -> bool:
    """Only who may do everything gives everything away."""
    standing = standing_in(user, event)
    return standing is not None and standing.permissions == OWNER.permissions


def may_export_event(user: User, event: Event) -> bool:
    """An archive holds everything, and so is for who may do everything."""
    return may_hand_over(user, event)


def may_see_history(user: User, event: Event) -> bool:
    return _may(user, event, "see_history")


def may_edit_event(user: User, event: Event) -> bool:
    return _may(user, event, "edit_event")


def may_clone(user: User, event: Event) -> bool:
    """Who edits an event may make it the pattern of a new one, which they own."""
    return _may(user, event, "edit_event")


def may_edit_programme(user: User, event: Event) -> bool:
    return _may(user, event, "edit_programme")


def may_edit_companies(user: User, event: Event) -> bool:
    return _may(user, event, "edit_companies")


def may_see_registrations(user: User, event: Event) -> bool:
    return _may(user, event, "see_registrations")


def may_export_people(user: User, event: Event) -> bool:
    """Who takes lists of people out, as files."""
    return _may(user, event, "export_people")


def may_edit_registrations(user: User, event: Event) -> bool:
    return _may(user, event, "edit_registrations")


def may_edit_meetings(user: User, event: Event) -> bool:
    return _may(user, event, "edit_meetings")


def may_send_messages(user: User, event: Event) -> bool:
    return _may(user, event, "send_messages")


def may_exceed_limits(user: User, event: Event) -> bool:
    """Who may register somebody where no place is left, with a reason."""
    return _may(user, event, "exceed_limits")


def may_run_door(user: User, event: Event) -> bool:
    return _may(user, event, "run_door")


def may_see_organisation(user: User, organisation: Organisation) -> bool:
    return user.is_admin or db.session.execute(_places_in_organisation(user, organisation.id)).first() is not None


def may_edit_organisation(user: User, organisation: Organisation) -> bool:
    """Its owners: they edit its team and roles, and make events and series in it."""
    if user.is_admin:
        return True
    return any(role == "owner" for role, _, _ in db.session.execute(_places_in_organisation(user, organisation.id)))


def may_edit_series(user: User, series: Series) -> bool:
    """One of no organisation is the site's administrators'."""
    return bool(user.is_admin) if series.organisation is None else may_edit_organisation(user, series.organisation)


def may_make_events(user: User) -> bool:
    """Site administrators, and owners of organisations."""
    if user.is_admin:
        return True
    owned = select(OrganisationMembership.id).where(
        OrganisationMembership.user_id == user.id, OrganisationMembership.role == "owner"
    )
    return db.session.scalar(owned.limit(1)) is not None


assert set(ROLE_PERMISSIONS["owner"]) == set(PERMISSIONS)
