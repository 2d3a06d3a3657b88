"""The key of a role, as forms and settings name it: `owner` and the other four that are always there, or `custom-7`."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from eventapp.core.locales import reader_locale
from eventapp.events.models import CUSTOM, ROLES, CustomRole
from eventapp.events.permissions import ROLE_PERMISSIONS
from eventapp.events.role_permissions import ROLE_NAMES


class Place(Protocol):
    """What gives a role: a membership, or an invitation to one."""

    role: str
    custom_role_id: int | None
    custom_role: CustomRole | None


def role_key(role: str, custom_role_id: int | None) -> str:
    return role if custom_role_id is None else f"{CUSTOM}-{custom_role_id}"


def columns_of(key: str, custom_roles: Iterable[CustomRole]) -> tuple[str, int | None]:
    """The role and the custom role's number that a key stands for. Raises LookupError for one that is not there."""
    if key in ROLES:
        return key, None
    for role in custom_roles:
        if role_key(CUSTOM, role.id) == key:
            return CUSTOM, role.id
    raise LookupError(key)


def permissions_of(role: str, custom: Iterable[str] | None) -> frozenset[str]:
    """What a role permits; `custom` are the permissions of a custom one, None where it is gone."""
    return ROLE_PERMISSIONS[role] if role != CUSTOM else frozenset(custom or ())


def permissions_of_place(place: Place) -> frozenset[str]:
    return permissions_of(place.role, place.custom_role.permissions if place.custom_role else None)


def role_name(place: Place) -> str:
    """What its role is called, in the reader's language."""
    return role_names([place.custom_role] if place.custom_role else [])[role_key(place.role, place.custom_role_id)]


def permissions_by_role(custom_roles: Iterable[CustomRole]) -> Mapping[str, frozenset[str]]:
    """What each role that can be given permits, by its key."""
    return ROLE_PERMISSIONS | {role_key(CUSTOM, role.id): frozenset(role.permissions) for role in custom_roles}


def role_names(custom_roles: Iterable[CustomRole]) -> Mapping[str, str]:
    """What the roles that can be given are called, by their keys, in the reader's language."""
    named = {key: str(name) for key, name in ROLE_NAMES.items()}
    return named | {role_key(CUSTOM, role.id): role.name.text(reader_locale()) for role in custom_roles}
