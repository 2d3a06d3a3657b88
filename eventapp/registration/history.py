"""What happened to a registration, in words."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

from eventapp.registration.extension_points import HistoryEntry, add_history_source
from eventapp.registration.models import Registration
from eventapp.registration.queries import history_of

ACTION_NAMES = {
    "registration.created": _l("Has registered"),
    "registration.confirmed": _l("Confirmed"),
    "registration.approved": _l("Approved"),
    "registration.first_approved": _l("First approval; a second is needed"),
    "registration.to_be_completed": _l("Details are missing"),
    "registration.completed": _l("Details completed"),
    "registration.beyond_limit": _l("Registered above the limit"),
    "registration.declined": _l("Declined"),
    "registration.decision_undone": _l("Decision taken back"),
    "registration.to_be_approved": _l("Waits for approval"),
    "registration.cancelled": _l("Cancelled"),
    "registration.revoked": _l("Accreditation withdrawn"),
    "registration.updated": _l("Details changed"),
    "registration.answers_changed": _l("Answers changed"),
    "registration.notes": _l("Notes changed"),
    "registration.offered": _l("A place was offered"),
    "registration.offer_accepted": _l("The offered place was taken"),
    "registration.offer_lapsed": _l("The offer's time was over"),
    "registration.email_confirmed": _l("Email address confirmed"),
    "registration.not_confirmed": _l("Email address not confirmed in time"),
    "registration.undone_as_suspicious": _l("Taken back as suspicious"),
    "registration.session_seat_found": _l("Got a seat in a session"),
    "registration.transferred": _l("Transferred to another person"),
    "registration.substituted": _l("Another person in the group's seat"),
    "registration.named": _l("Named for the group's seat"),
    "registration.merged": _l("Another registration was merged into it"),
    "registration.merged_into": _l("Merged into another registration"),
    "registration.calendar_renewed": _l("Calendar link renewed"),
    "registration.mail_sent_again": _l("Ticket emailed again"),
    "registration.unsubscribed": _l("Wants no campaigns"),
    "registration.subscribed": _l("Wants campaigns again"),
    "registration.answered_invitation": _l("Answered an invitation in the calendar"),
    "registration.app_password_made": _l("Added a device that syncs the calendar"),
    "registration.app_password_revoked": _l("Removed a device that syncs the calendar"),
    "registration.reminder_set": _l("Chose reminders for the calendar"),
    "registration.by_badge": _l("Entered with an external badge"),
    "registration.corrected": _l("Corrected at the desk"),
    "registration.ticket_renewed": _l("New ticket; the old one stopped working"),
    "registration.erased": _l("Erased"),
}


@add_history_source
def changes_of(registration: Registration) -> Iterator[HistoryEntry]:
    """What was written down with each change, with the values before and after."""
    for entry in history_of(registration):
        yield HistoryEntry(
            entry.at, "change", str(ACTION_NAMES.get(entry.action, entry.action)), entry.actor,
            _difference(entry.before, entry.after),
        )  # fmt: skip


def _difference(before: dict[str, Any] | None, after: dict[str, Any] | None) -> str:
    if not before or not after:
        return ""
    return "; ".join(f"{key}: {before.get(key) or '–'} → {value or '–'}" for key, value in after.items())


def set_up(app: Flask) -> None:
    app.jinja_env.filters["action_name"] = lambda action: ACTION_NAMES.get(action, action)
