"""How people, tables and meetings are called where somebody reads of them."""

from flask_babel import gettext as _

from eventapp.meetings.models import Meeting, MeetingProfile, MeetingTable


def person_name(profile: MeetingProfile) -> str:
    """A name with its company, as a diary has it. Who was erased has none."""
    person = profile.registration
    if person.erased_at is not None:
        return _("Somebody who comes no more")
    return f"{person.name} ({person.company})" if person.company else person.name


def called(profile: MeetingProfile) -> str:
    """Somebody as lists offer them to be typed: no two are alike."""
    return f"{profile.registration.name} · {profile.code}"


def table_name(table: MeetingTable | None, locale: str, main_locale: str) -> str:
    """Where to go, in the reader's language; nothing where the event has no tables."""
    if table is None:
        return ""
    zone = table.zone.name.text(locale, main_locale)
    return _("%(zone)s, table %(number)s", zone=zone, number=table.number) if zone else table.number


def meeting_title(meeting: Meeting, registration_id: int) -> str:
    """A meeting as one of its two has it in the calendar."""
    return _("Meeting: %(person)s", person=person_name(meeting.other(registration_id).profile))
