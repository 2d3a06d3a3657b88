"""What is known of attendees and of who was invited, and how it is removed."""

from flask_babel import lazy_gettext as _l

from eventapp.events.retention import RetentionPurpose, add_retention_purpose
from eventapp.registration.queries import kept
from eventapp.registration.service import forgetting

add_retention_purpose(RetentionPurpose(
    10, "registrations", _l("Registrations"),
    _l(
        "Names, how to reach people, their answers, agendas and emails. That somebody registered stays, without a name."
    ),
    kept.unerased_number, forgetting.erase_some,
))  # fmt: skip
add_retention_purpose(RetentionPurpose(
    20, "answers", _l("Answers and files"), _l("What people answered to the event's questions, and the files with it."),
    kept.answered_number, forgetting.forget_some_answers,
))  # fmt: skip
add_retention_purpose(RetentionPurpose(
    30, "invitations", _l("Invitations and imports"),
    _l("Who was invited and did not register, and the tables that people were imported from."),
    kept.invited_number, forgetting.forget_some_invitations,
))  # fmt: skip
