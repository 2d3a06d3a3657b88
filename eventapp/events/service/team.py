"""Who works on an event: invited by mail, given a role, let go."""

from datetime import datetime, timedelta
from typing import NamedTuple

from flask import current_app
from sqlalchemy import func, select

from eventapp.accounts.models import User
from eventapp.core import audit, clock
from eventapp.core.codes import derived_secret, secret_hash
from eventapp.core.db import db, transactional
from eventapp.core.signals import team_invited
from eventapp.events.models import ROLES, Event, Membership, TeamInvitation
from eventapp.events.service.errors import AccessTimeWrong, InvitationOver, LastOwner

VALID_FOR = timedelta(days=14)


class AccessTime(NamedTuple):
    """From when and until when somebody works on an event; None is no limit."""

    begins_at: datetime | None = None
    ends_at: datetime | None = None


ALWAYS = AccessTime()


def team_token(invitation: TeamInvitation) -> str:
    """The secret of an invitation's link."""
    purpose = f"team:{invitation.event_id}:{invitation.email}:{invitation.generation}"
    return derived_secret(current_app.config["SECRET_KEY"], purpose)


@transactional
def invite(event: Event, email: str, role: str, locale: str, time: AccessTime = ALWAYS) -> TeamInvitation:
    """Offer somebody a place in the team; again with the same address is a new link, and the old one ends.

    Raises AccessTimeWrong.
    """
    _check(role, time)
    address = email.strip().lower()
    query = select(TeamInvitation).where(TeamInvitation.event_id == event.id, TeamInvitation.email == address)
    invitation = db.session.scalar(query)
    now = clock.now()
    if invitation is None:
        invitation = TeamInvitation(event_id=event.id, email=address, generation=0)
    invitation.generation += 1
    invitation.role, invitation.locale, invitation.invited_by = role, locale, audit.acting()[1]
    invitation.begins_at, invitation.ends_at = time
    invitation.created_at, invitation.expires_at = now, now + VALID_FOR
    invitation.token_hash = secret_hash(team_token(invitation))
    db.session.add(invitation)
    db.session.flush()
    audit.record("team.invited", invitation, event_id=event.id, after={"email": address, "role": role})
    team_invited.send(invitation)
    return invitation


@transactional
def withdraw_invitation(invitation: TeamInvitation) -> None:
    audit.record("team.invitation_withdrawn", invitation, event_id=invitation.event_id,
                 before={"email": invitation.email, "role": invitation.role})  # fmt: skip
    db.session.delete(invitation)


@transactional
def accept_invitation(invitation: TeamInvitation, user: User) -> Membership:
    """Join the team. Whoever is in it already gets the new role. Raises InvitationOver."""
    db.session.refresh(invitation, with_for_update=True)
    if invitation.expires_at <= clock.now():
        raise InvitationOver
    member = _membership(invitation.event_id, user.id)
    before = member.role if member else None
    if member is None:
        member = Membership(user_id=user.id, event_id=invitation.event_id, role=invitation.role)
        db.session.add(member)
    member.role, member.begins_at, member.ends_at = invitation.role, invitation.begins_at, invitation.ends_at
    db.session.flush()
    audit.record(
        "team.joined", member, event_id=invitation.event_id, before={"role": before},
        after={"email": user.email, "role": member.role},
    )  # fmt: skip
    db.session.delete(invitation)
    return member


@transactional
def change_role(member: Membership, role: str, time: AccessTime = ALWAYS) -> None:
    """Another role, or for another time. Raises LastOwner, AccessTimeWrong."""
    _check(role, time)
    before = {"role": member.role, "begins_at": member.begins_at, "ends_at": member.ends_at}
    after = {"role": role, "begins_at": time.begins_at, "ends_at": time.ends_at}
    if before == after:
        return
    if member.role != role:
        keep_an_owner(member)
    audit.record("team.role_changed", member, event_id=member.event_id, before=before,
                 after={"email": member.user.email, **after})  # fmt: skip
    member.role, member.begins_at, member.ends_at = role, *time


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
    """Of which roles of the team a second factor is demanded from now on."""
    before = {"second_factor_roles": event.second_factor_roles}
    event.second_factor_roles = [role for role in ROLES if role in roles]
    audit.record("team.second_factor", event, event_id=event.id, before=before,
                 after={"second_factor_roles": event.second_factor_roles})  # fmt: skip


@transactional
def remove_member(member: Membership) -> None:
    """Raises LastOwner."""
    keep_an_owner(member)
    audit.record("team.left", member, event_id=member.event_id,
                 before={"email": member.user.email, "role": member.role})  # fmt: skip
    db.session.delete(member)


def keep_an_owner(member: Membership) -> None:
    """Raises LastOwner."""
    db.session.get_one(Event, member.event_id, with_for_update=True)
    if member.role != "owner":
        return
    owners = select(func.count()).where(Membership.event_id == member.event_id, Membership.role == "owner")
    if (db.session.scalar(owners) or 0) < 2:
        raise LastOwner


def _membership(event_id: int, user_id: int) -> Membership | None:
    return db.session.scalar(select(Membership).where(Membership.event_id == event_id, Membership.user_id == user_id))
