"""Roles and permissions in words; the routes themselves are held to docs/permissions.md by a test."""

from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _l

from eventapp.events.permissions import PERMISSIONS

ROLE_NAMES = {
    "owner": _l("Owner"),
    "programme": _l("Programme"),
    "registration": _l("Registration"),
    "door": _l("Check-in"),
    "read": _l("Read only"),
}
PERMISSION_NAMES = {
    "edit_event": _l("Edit the event; publish, archive and copy it; set how long data is kept"),
    "edit_team": _l("Invite people into the team and change their roles"),
    "see_history": _l("Read the whole history of changes"),
    "edit_programme": _l("Edit sessions, speakers, rooms and tracks; schedule, release, import and export them"),
    "edit_companies": _l("Edit companies, their seats, stands and floor plans; import and export them"),
    "see_registrations": _l("See who registered, tickets, questions, codes and emails"),
    "export_people": _l("Export lists of people as files"),
    "edit_registrations": _l(
        "Register, approve, change and cancel people; create tickets, questions, codes and invitations"
    ),
    "edit_meetings": _l("Set hours and tables of meetings; arrange, move and call off meetings; note who came"),
    "send_messages": _l("Write to people, and change what emails say"),
    "exceed_limits": _l("Register somebody where no place is left"),
    "run_door": _l("Create gates, pair and revoke phones, see the check-in"),
}
EVERYBODY_MAY = _l("See the overview, the programme, the speakers, the rooms and the team")

assert set(PERMISSION_NAMES) == set(PERMISSIONS)


def abilities(permissions_by_role: Mapping[str, Iterable[str]]) -> list[tuple[str, set[str]]]:
    """What there is to be done, in words, and the keys of the roles that may do it."""
    permitted = {key: set(permissions) for key, permissions in permissions_by_role.items()}
    named = [(str(EVERYBODY_MAY), set(permitted))]
    for permission in PERMISSIONS:
        named.append((str(PERMISSION_NAMES[permission]), {key for key in permitted if permission in permitted[key]}))
    return named
