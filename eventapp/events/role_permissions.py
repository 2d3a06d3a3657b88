"""What each role may do, in words; the routes themselves are held to docs/permissions.md by a test."""

from flask_babel import lazy_gettext as _l

ROLE_NAMES = {
    "owner": _l("Owner"),
    "programme": _l("Programme"),
    "registration": _l("Registration"),
    "door": _l("Check-in"),
    "read": _l("Read only"),
}
ABILITIES = (
    (
        _l("See the overview, the programme, the speakers, the rooms and the team"),
        {"owner", "programme", "registration", "door", "read"},
    ),
    (_l("Edit sessions, speakers, rooms and tracks; schedule and release them"), {"owner", "programme"}),
    (_l("Import and export programmes; ask speakers"), {"owner", "programme"}),
    (_l("See who registered, tickets, questions, codes and emails"), {"owner", "registration", "read"}),
    (_l("Register, approve, change and cancel people; write to them"), {"owner", "registration"}),
    (_l("Create tickets, questions, codes and invitations"), {"owner", "registration"}),
    (_l("Create gates, pair and revoke phones, see the check-in"), {"owner", "registration", "door"}),
    (_l("Edit the event; publish, archive and copy it"), {"owner"}),
    (_l("Invite people into the team and change their roles"), {"owner"}),
    (_l("Read the whole history of changes"), {"owner"}),
)
