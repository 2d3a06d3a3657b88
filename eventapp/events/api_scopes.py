"""What a token of the API may be for: reading or writing each kind of thing."""

from flask_babel import lazy_gettext as _l

RESOURCES = {
    "events": _l("Events and their settings"),
    "series": _l("Series"),
    "sessions": _l("Sessions, and releases of the programme"),
    "speakers": _l("Speakers"),
    "rooms": _l("Rooms, tracks and session types"),
    "companies": _l("Companies, their categories, halls, and what happens at stands"),
    "titles": _l("Titles and their rights"),
    "recordings": _l("Recordings, and the languages that they have"),
    "ticket-types": _l("Ticket types"),
    "questions": _l("Questions of the form"),
    "access-codes": _l("Access codes"),
    "registrations": _l("Registrations, approvals and the waiting list"),
    "meetings": _l("Meetings, and who came to them"),
    "invitations": _l("Invitations and groups"),
    "messages": _l("Campaigns, the outbox and text messages"),
    "webhooks": _l("Webhooks"),
    "gates": _l("Gates and devices"),
    "scans": _l("Scans and attendance"),
    "statistics": _l("Statistics"),
    "changes": _l("What changed, and the history"),
}
READ_ONLY = frozenset({"recordings", "scans", "statistics", "changes"})
SCOPES = tuple(
    f"{resource}:{act}"
    for resource in RESOURCES
    for act in ("read", "write")
    if act == "read" or resource not in READ_ONLY
)
"""Who may write may read as well."""


def permits(scopes: list[str], wanted: str) -> bool:
    resource, _separator, act = wanted.partition(":")
    return wanted in scopes or (act == "read" and f"{resource}:write" in scopes)
