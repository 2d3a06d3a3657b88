"""The calendars' use cases."""

from eventapp.calendars.replies import NoReply, Reply
from eventapp.calendars.service.collections import (
    Changes,
    CollectionName,
    Snapshot,
    etag_of,
    settle,
    settled,
    sync,
    sync_token,
)
from eventapp.calendars.service.deadline_links import (
    deadline_calendar_of,
    deadline_token,
    renew_deadline_calendar,
    user_by_deadline_token,
)
from eventapp.calendars.service.errors import Outdated, TokenUnknown, TooManyPasswords
from eventapp.calendars.service.passwords import create_app_password, registration_by_password, revoke_app_password
from eventapp.calendars.service.reminders import set_reminder
from eventapp.calendars.service.replies import receive_mail, record_replies

__all__ = [
    "Changes",
    "CollectionName",
    "NoReply",
    "Outdated",
    "Reply",
    "Snapshot",
    "TokenUnknown",
    "TooManyPasswords",
    "create_app_password",
    "deadline_calendar_of",
    "deadline_token",
    "etag_of",
    "receive_mail",
    "record_replies",
    "registration_by_password",
    "renew_deadline_calendar",
    "revoke_app_password",
    "set_reminder",
    "settle",
    "settled",
    "sync",
    "sync_token",
    "user_by_deadline_token",
]
