"""The roles that groups of a sign-in provider have in events' teams: followed each time somebody comes from it."""

from collections.abc import Iterable

from sqlalchemy import select

from eventapp.accounts.models import SignInProvider, User
from eventapp.core import audit
from eventapp.core.db import db, transactional
from eventapp.core.signals import provider_groups_told, provider_removed
from eventapp.events.models import ROLES, Event, GroupRole, Membership
from eventapp.events.service.errors import LastOwner
from eventapp.events.service.team import keep_an_owner


@transactional
def set_group_role(provider: SignInProvider, group: str, event: Event, role: str) -> GroupRole:
    """Give a group a role; once more with another changes it. People get it the next time they sign in."""
    query = select(GroupRole).where(
        GroupRole.provider_id == provider.id, GroupRole.group_name == group, GroupRole.event_id == event.id
    )
    found = db.session.scalar(query)
    if found is None:
        found = GroupRole(provider_id=provider.id, group_name=group, event_id=event.id, role=role)
        db.session.add(found)
    found.role = role
    db.session.flush()
    audit.record("team.group_role_set", found, event_id=event.id, after={"group": group, "role": role})
    return found


@transactional
def remove_group_role(found: GroupRole) -> None:
    """The group has no role any more; who had theirs by it leaves the team, but for the last owner."""
    audit.record(
        "team.group_role_removed", found, event_id=found.event_id,
        before={"group": found.group_name, "role": found.role},
    )  # fmt: skip
    for member in db.session.scalars(select(Membership).where(Membership.group_role_id == found.id)):
        _leave(member)
    db.session.flush()
    db.session.delete(found)


def group_roles_of(provider: SignInProvider) -> list[GroupRole]:
    query = select(GroupRole).where(GroupRole.provider_id == provider.id)
    return list(db.session.scalars(query.order_by(GroupRole.group_name, GroupRole.event_id)))


@provider_groups_told.connect
def _follow(user: User, provider_id: int, groups: Iterable[str]) -> None:
    wanted = _roles_by_event(provider_id, groups)
    own = select(GroupRole.id).where(GroupRole.provider_id == provider_id)
    mine = {one.event_id: one for one in db.session.scalars(select(Membership).where(Membership.user_id == user.id))}
    by_group = select(Membership.id).where(Membership.user_id == user.id, Membership.group_role_id.in_(own))
    given = set(db.session.scalars(by_group))
    for member in mine.values():
        if member.id in given and member.event_id not in wanted:
            _leave(member)
    for event_id, found in wanted.items():
        if event_id not in mine:
            _join(user, found)
        elif mine[event_id].id in given:
            mine[event_id].role, mine[event_id].custom_role_id = found.role, None
            mine[event_id].group_role_id = found.id
    db.session.flush()


def _roles_by_event(provider_id: int, groups: Iterable[str]) -> dict[int, GroupRole]:
    """The one that may most, where several groups have a role in one event."""
    query = select(GroupRole).where(GroupRole.provider_id == provider_id, GroupRole.group_name.in_(sorted(groups)))
    found = sorted(db.session.scalars(query), key=lambda one: ROLES.index(one.role), reverse=True)
    return {one.event_id: one for one in found}


def _join(user: User, found: GroupRole) -> None:
    member = Membership(user_id=user.id, event_id=found.event_id, role=found.role, group_role_id=found.id)
    db.session.add(member)
    db.session.flush()
    audit.record(
        "team.joined", member, event_id=found.event_id,
        after={"email": user.email, "role": found.role, "group": found.group_name},
    )  # fmt: skip


def _leave(member: Membership) -> None:
    """An event keeps an owner: the last one stays, as if the team had given the role."""
    try:
        keep_an_owner(member)
    except LastOwner:
        member.group_role_id = None
        return
    before = {"email": member.user.email, "role": member.role}
    audit.record("team.left", member, event_id=member.event_id, before=before)
    db.session.delete(member)


@provider_removed.connect
def _end(provider: SignInProvider) -> None:
    for found in group_roles_of(provider):
        remove_group_role(found)
