"""What a table holds of people: said by each model, and read by the record of processing, the privacy notice and the
tests that hold erasure and export to it."""

from typing import NamedTuple

ATTENDEES, SPEAKERS, EXHIBITORS, TEAM = "attendees", "speakers", "exhibitors", "team"
WHOSE = (ATTENDEES, SPEAKERS, EXHIBITORS, TEAM)
PURPOSES = (
    "registration",
    "answers",
    "consent",
    "invitations",
    "attendance",
    "calendars",
    "messages",
    "programme",
    "companies",
    "meetings",
    "leads",
    "team",
    "accounts",
    "history",
)


class PersonalData(NamedTuple):
    """Whose data a table holds, for which purpose, and in which columns."""

    whose: str
    purpose: str
    columns: tuple[str, ...]
