"""What may be done in an event, by name; the five roles that are always there are sets of these, and so is a custom
role that an organisation makes."""

from collections.abc import Iterable

PERMISSIONS = (
    "edit_event",
    "edit_team",
    "see_history",
    "edit_programme",
    "edit_companies",
    "see_registrations",
    "export_people",
    "edit_registrations",
    "edit_meetings",
    "send_messages",
    "exceed_limits",
    "run_door",
)
_INCLUDES = {
    "export_people": {"see_registrations"},
    "edit_registrations": {"see_registrations"},
    "edit_meetings": {"see_registrations"},
    "send_messages": {"see_registrations"},
    "exceed_limits": {"edit_registrations", "see_registrations"},
}
"""What somebody needs as well who is to do that."""

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    "owner": frozenset(PERMISSIONS),
    "programme": frozenset({"edit_programme", "edit_companies"}),
    "registration": frozenset(
        {
            "edit_companies",
            "see_registrations",
            "export_people",
            "edit_registrations",
            "edit_meetings",
            "send_messages",
            "exceed_limits",
            "run_door",
        }
    ),
    "door": frozenset({"run_door"}),
    "read": frozenset({"see_registrations", "export_people"}),
}


def with_included(permissions: Iterable[str]) -> list[str]:
    """The permissions that are known among these, and what they need, in their usual order."""
    wanted = set(permissions)
    wanted |= {also for one in permissions for also in _INCLUDES.get(one, ())}
    return [one for one in PERMISSIONS if one in wanted]
