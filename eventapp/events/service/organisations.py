"""Organisations: made, changed, their teams and the roles that they made."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from eventapp.accounts.models import User
from eventapp.core import audit, clock
from eventapp.core.db import db, transactional
from eventapp.core.types import LocalizedText
from eventapp.events import queries
from eventapp.events.models import (
    CustomRole,
    Event,
    Membership,
    Organisation,
    OrganisationMembership,
    Series,
    TeamInvitation,
)
from eventapp.events.permissions import with_included
from eventapp.events.roles import columns_of, role_key
from eventapp.events.service.errors import LastOwner, OrganisationInUse, RoleInUse, SlugTaken


@dataclass(frozen=True)
class OrganisationDetails:
    name: LocalizedText
    contact_email: str


@transactional
def create_organisation(slug: str, details: OrganisationDetails, owner: User) -> Organisation:
    """With `owner` as the first of its team. Raises SlugTaken."""
    if slug == "new" or queries.organisation_by_slug(slug):
        raise SlugTaken
    organisation = Organisation(slug=slug, created_at=clock.now(), **vars(details))
    db.session.add(organisation)
    db.session.flush()
    db.session.add(OrganisationMembership(user_id=owner.id, organisation_id=organisation.id, role="owner"))
    audit.record("organisation.created", organisation, after={"slug": slug, **vars(details)})
    return organisation


@transactional
def update_organisation(organisation: Organisation, details: OrganisationDetails) -> None:
    before, after = audit.differences({key: getattr(organisation, key) for key in vars(details)}, vars(details))
    for key, value in after.items():
        setattr(organisation, key, value)
    if after:
        audit.record("organisation.updated", organisation, before=before, after=after)


@transactional
def delete_organisation(organisation: Organisation) -> None:
    """Its team and roles go with it. Raises OrganisationInUse while events or series belong to it."""
    for model in (Event, Series):
        if db.session.scalar(select(func.count()).where(model.organisation_id == organisation.id)):
            raise OrganisationInUse
    audit.record("organisation.deleted", organisation, before={"slug": organisation.slug, "name": organisation.name})
    for kind in (TeamInvitation, OrganisationMembership, CustomRole):
        for row in db.session.scalars(select(kind).where(kind.organisation_id == organisation.id)):
            db.session.delete(row)
        db.session.flush()
    db.session.delete(organisation)


@transactional
def change_organisation_role(member: OrganisationMembership, role: str) -> None:
    """`role` is a role's key. Raises LastOwner, and LookupError for a role that is not there."""
    former = role_key(member.role, member.custom_role_id)
    if former == role:
        return
    _keep_an_owner(member)
    member.role, member.custom_role_id = columns_of(role, queries.custom_roles_of(member.organisation_id))
    after = {"email": member.user.email, "role": role}
    audit.record("organisation.role_changed", member, before={"role": former}, after=after)


@transactional
def leave_organisation(member: OrganisationMembership) -> None:
    """Raises LastOwner."""
    _keep_an_owner(member)
    before = {"email": member.user.email, "role": role_key(member.role, member.custom_role_id)}
    audit.record("organisation.left", member, before=before)
    db.session.delete(member)


def _keep_an_owner(member: OrganisationMembership) -> None:
    db.session.get_one(Organisation, member.organisation_id, with_for_update=True)
    if member.role != "owner":
        return
    owners = select(func.count()).where(
        OrganisationMembership.organisation_id == member.organisation_id, OrganisationMembership.role == "owner"
    )
    if (db.session.scalar(owners) or 0) < 2:
        raise LastOwner


@transactional
def save_custom_role(
    organisation: Organisation, role: CustomRole | None, name: LocalizedText, permissions: Iterable[str]
) -> CustomRole:
    """Make a role, or change one: who has it may do the rest at once. What a permission needs comes with it."""
    before = {"name": role.name, "permissions": role.permissions} if role else None
    if role is None:
        role = CustomRole(organisation_id=organisation.id)
        db.session.add(role)
    role.name, role.permissions = name, with_included(permissions)
    db.session.flush()
    audit.record(
        "organisation.role_saved", role, before=before, after={"name": name, "permissions": role.permissions}
    )  # fmt: skip
    return role


@transactional
def delete_custom_role(role: CustomRole) -> None:
    """Raises RoleInUse while somebody has it, or is invited to it."""
    for model in (Membership, OrganisationMembership, TeamInvitation):
        if db.session.scalar(select(func.count()).where(model.custom_role_id == role.id)):
            raise RoleInUse
    audit.record("organisation.role_deleted", role, before={"name": role.name, "permissions": role.permissions})
    db.session.delete(role)
