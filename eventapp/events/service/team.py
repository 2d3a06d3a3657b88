"""Who works on an event: invited by mail, given a role, let go."""

from datetime import datetime, timedelta
from typing import NamedTuple

from flask import current_app
from sqlalchemy import ColumnElement, func, inspect, select, update

from eventapp.accounts.models import User
from eventapp.core import audit, clock
from eventapp.core.codes import derived_secret, secret_hash
from eventapp.core.db import db, transactional
from eventapp.core.signals import team_invited
from eventapp.events import queries
from eventapp.events.models import (
    CUSTOM,
    ROLES,
    Event,
    Membership,
    Organisation,
    OrganisationMembership,
    TeamInvitation,
)
from eventapp.events.roles import columns_of, role_key
from eventapp.events.service.errors import AccessTimeWrong, InvitationOver, LastOwner

VALID_FOR = timedelta(days=14)


class AccessTime(NamedTuple):
    """From when and until when somebody works on an event; None is no limit."""

    begins_at: datetime | None = None
    ends_at: datetime | None = None


ALWAYS = AccessTime()


def team_token(invitation: TeamInvitation) -> str:
    """The secret of an invitation's link."""
    team = invitation.event_id if invitation.organisation_id is None else f"organisation-{invitation.organisation_id}"
    purpose = f"team:{team}:{invitation.email}:{invitation.generation}"
    return derived_secret(current_app.config["SECRET_KEY"], purpose)


@transactional
def invite(event: Event, email: str, role: str, locale: str, time: AccessTime = ALWAYS) -> TeamInvitation:
    """Offer somebody a place in the team; again with the same address is a new link, and the old one ends.

    `role` is a role's key. Raises AccessTimeWrong, and LookupError for a role that is not there.
    """
    _check(role, time)
    invitation = _invitation(TeamInvitation.event_id == event.id, email, TeamInvitation(event_id=event.id))
    invitation.role, invitation.custom_role_id = columns_of(role, queries.custom_roles_for(event))
    invitation.begins_at, invitation.ends_at = time
    invitation.hands_over = invitation.ends_team = False
    return _offer(invitation, locale, "team.invited", {"role": role})


@transactional
def hand_over(event: Event, email: str, locale: str, *, ends_team: bool) -> TeamInvitation:
    """Offer somebody the event: who accepts becomes its owner, and with `ends_team` its only one. Nothing changes
    until then."""
    invitation = _invitation(TeamInvitation.event_id == event.id, email, TeamInvitation(event_id=event.id))
    invitation.role, invitation.custom_role_id = "owner", None
    invitation.begins_at, invitation.ends_at = ALWAYS
    invitation.hands_over, invitation.ends_team = True, ends_team
    return _offer(invitation, locale, "event.hand_over_offered", {"ends_team": ends_team})


@transactional
def invite_to_organisation(organisation: Organisation, email: str, role: str, locale: str) -> TeamInvitation:
    """Offer somebody a place in an organisation's team. Raises LookupError for a role that is not there."""
    of_organisation = TeamInvitation.organisation_id == organisation.id
    invitation = _invitation(of_organisation, email, TeamInvitation(organisation_id=organisation.id))
    invitation.role, invitation.custom_role_id = columns_of(role, queries.custom_roles_of(organisation.id))
    return _offer(invitation, locale, "organisation.invited", {"role": role})


def _invitation(of_team: ColumnElement[bool], email: str, fresh: TeamInvitation) -> TeamInvitation:
    """The invitation of an address into a team, or `fresh` made one."""
    address = email.strip().lower()
    invitation = db.session.scalar(select(TeamInvitation).where(of_team, TeamInvitation.email == address))
    if invitation is None:
        invitation = fresh
        invitation.email, invitation.generation = address, 0
    return invitation


def _offer(invitation: TeamInvitation, locale: str, action: str, after: dict[str, object]) -> TeamInvitation:
    """Give an invitation a new link, and have it mailed."""
    now = clock.now()
    invitation.generation += 1
    invitation.locale, invitation.invited_by = locale, audit.acting()[1]
    invitation.created_at, invitation.expires_at = now, now + VALID_FOR
    invitation.token_hash = secret_hash(team_token(invitation))
    db.session.add(invitation)
    db.session.flush()
    audit.record(action, invitation, event_id=invitation.event_id, after={"email": invitation.email, **after})
    team_invited.send(invitation)
    return invitation


@transactional
def withdraw_invitation(invitation: TeamInvitation) -> None:
    audit.record("team.invitation_withdrawn", invitation, event_id=invitation.event_id,
                 before={"email": invitation.email, "role": invitation.role})  # fmt: skip
    db.session.delete(invitation)


@transactional
def accept_invitation(
    invitation: TeamInvitation, user: User, organisation: Organisation | None = None
) -> Membership | OrganisationMembership:
    """Join the team. Whoever is in it already gets the new role. `organisation` is where an event goes that is handed
    over; None for none. Raises InvitationOver.
    """
    (number,) = inspect(invitation).identity or (0,)  # its row may be gone: used a moment ago
    waiting = select(TeamInvitation).where(TeamInvitation.id == number).with_for_update()
    if db.session.scalar(waiting.execution_options(populate_existing=True)) is None:
        raise InvitationOver
    if invitation.expires_at <= clock.now():
        raise InvitationOver
    if invitation.organisation_id is not None:
        member: Membership | OrganisationMembership = _join_organisation(invitation, user)
    else:
        member = _join_event(invitation, user)
    if invitation.hands_over and isinstance(member, Membership):
        _take_over(member, ends_team=invitation.ends_team, organisation=organisation)
    db.session.delete(invitation)
    return member


def _join_event(invitation: TeamInvitation, user: User) -> Membership:
    assert invitation.event_id is not None
    member = queries.membership_of(invitation.event_id, user.id)
    before = role_key(member.role, member.custom_role_id) if member else None
    if member is None:
        member = Membership(user_id=user.id, event_id=invitation.event_id)
    member.role, member.custom_role_id = invitation.role, invitation.custom_role_id
    member.begins_at, member.ends_at = invitation.begins_at, invitation.ends_at
    _joined("team.joined", member, user, invitation.event_id, before)
    return member


def _join_organisation(invitation: TeamInvitation, user: User) -> OrganisationMembership:
    assert invitation.organisation_id is not None
    member = queries.organisation_membership_of(invitation.organisation_id, user.id)
    before = role_key(member.role, member.custom_role_id) if member else None
    if member is None:
        member = OrganisationMembership(user_id=user.id, organisation_id=invitation.organisation_id)
    member.role, member.custom_role_id = invitation.role, invitation.custom_role_id
    _joined("organisation.joined", member, user, None, before)
    return member


def _joined(
    action: str, member: Membership | OrganisationMembership, user: User, event_id: int | None, before: str | None
) -> None:
    db.session.add(member)
    db.session.flush()
    after = {"email": user.email, "role": role_key(member.role, member.custom_role_id)}
    audit.record(action, member, event_id=event_id, before={"role": before}, after=after)


def _take_over(member: Membership, *, ends_team: bool, organisation: Organisation | None) -> None:
    """The event is in other hands: where the rest leaves, and to whose organisation it belongs now."""
    event = db.session.get_one(Event, member.event_id, with_for_update={"of": Event})
    others = select(Membership).where(Membership.event_id == event.id, Membership.id != member.id)
    for other in db.session.scalars(others) if ends_team else ():
        _let_go(other)
    if ends_team:
        query = select(TeamInvitation).where(TeamInvitation.event_id == event.id, ~TeamInvitation.hands_over)
        for invitation in db.session.scalars(query):
            db.session.delete(invitation)
    move_to_organisation(event, organisation)
    audit.record("event.handed_over", event, event_id=event.id, after={"email": member.user.email})


@transactional
def move_to_organisation(event: Event, organisation: Organisation | None) -> None:
    """Have an event belong to an organisation, or to none. Custom roles are the former organisation's: who had one here
    reads only from now on."""
    if event.organisation_id == (organisation and organisation.id):
        return
    before = {"organisation": event.organisation and event.organisation.slug}
    end_custom_roles(event)
    event.organisation_id = organisation.id if organisation else None
    audit.record("event.organisation_changed", event, event_id=event.id, before=before,
                 after={"organisation": organisation and organisation.slug})  # fmt: skip


@transactional
def end_custom_roles(event: Event) -> None:
    """Have who has a custom role, or is invited to one, read only."""
    for model in (Membership, TeamInvitation):
        custom = update(model).where(model.event_id == event.id, model.role == CUSTOM)
        db.session.execute(custom.values(role="read", custom_role_id=None))
    event.second_factor_roles = [key for key in event.second_factor_roles if key in ROLES]


@transactional
def change_role(member: Membership, role: str, time: AccessTime = ALWAYS) -> None:
    """Another role, or for another time. Raises LastOwner, AccessTimeWrong, and LookupError for a role not there."""
    _check(role, time)
    former = role_key(member.role, member.custom_role_id)
    before = {"role": former, "begins_at": member.begins_at, "ends_at": member.ends_at}
    after = {"role": role, "begins_at": time.begins_at, "ends_at": time.ends_at}
    if before == after:
        return
    if former != role:
        keep_an_owner(member)
    audit.record("team.role_changed", member, event_id=member.event_id, before=before,
                 after={"email": member.user.email, **after})  # fmt: skip
    member.role, member.custom_role_id = columns_of(role, queries.custom_roles_for(member.event))
    member.begins_at, member.ends_at = time


def _check(role: str, time: AccessTime) -> None:
    """Somebody has to be there for the event at any time: its owners are."""
    is_backwards = time.begins_at is not None and time.ends_at is not None and time.ends_at <= time.begins_at
    if is_backwards or (role == "owner" and time != ALWAYS):
        raise AccessTimeWrong


@transactional
def choose_notices(member: Membership, *, wants_digest: bool, wants_warnings: bool) -> None:
    """What a member is written to about."""
    member.wants_digest, member.wants_warnings = wants_digest, wants_warnings


@transactional
def demand_second_factor(event: Event, roles: list[str]) -> None:
    """Of which roles of the team, by their keys, a second factor is demanded from now on."""
    known = (*ROLES, *(role_key(CUSTOM, role.id) for role in queries.custom_roles_for(event)))
    before = {"second_factor_roles": event.second_factor_roles}
    event.second_factor_roles = [role for role in known if role in roles]
    audit.record("team.second_factor", event, event_id=event.id, before=before,
                 after={"second_factor_roles": event.second_factor_roles})  # fmt: skip


@transactional
def remove_member(member: Membership) -> None:
    """Raises LastOwner."""
    keep_an_owner(member)
    _let_go(member)


def _let_go(member: Membership) -> None:
    audit.record("team.left", member, event_id=member.event_id,
                 before={"email": member.user.email, "role": role_key(member.role, member.custom_role_id)})  # fmt: skip
    db.session.delete(member)


def keep_an_owner(member: Membership) -> None:
    """An organisation's owners are owners of its events. Raises LastOwner."""
    event = db.session.get_one(Event, member.event_id, with_for_update={"of": Event})
    if member.role != "owner":
        return
    owners = select(func.count()).where(Membership.event_id == member.event_id, Membership.role == "owner")
    above = select(func.count()).where(
        OrganisationMembership.organisation_id == event.organisation_id, OrganisationMembership.role == "owner"
    )
    if (db.session.scalar(owners) or 0) + (db.session.scalar(above) or 0) < 2:
        raise LastOwner
