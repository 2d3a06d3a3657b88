"""What belongs to an event: its tables in an order in which they can be written, and how their rows name each other.

Foreign keys are read off the tables. What names a row otherwise, inside JSON or by a kind and a number, is said here.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import ColumnElement, Select, Table, select
from sqlalchemy.sql.ddl import sort_tables

from eventapp.core.db import Model

FILES_ELSEWHERE = "recordings are gigabytes in a storage of their own; tracks come along as files"
LEFT_OUT: Mapping[str, str] = {
    "api_token": "accounts are the instance's, and so are their programs",
    "api_answer": "kept for a day",
    "webhook": "the addresses and secrets of an instance",
    "webhook_delivery": "kept for a month",
    "user": "accounts are the instance's; members of the team are named by their addresses",
    "browser_session": "people sign in anew",
    "known_browser": "people sign in anew",
    "passkey": "accounts are the instance's",
    "recovery_code": "accounts are the instance's",
    "account_link": "asked for and used within an hour",
    "sign_in_failure": "counted anew",
    "used_challenge": "accounts are the instance's",
    "sign_in_provider": "set up by each instance's administrators",
    "external_identity": "accounts are the instance's",
    "group_role": "set up by each instance's administrators; members of the team come along",
    "organisation": "organisations are the instance's",
    "organisation_membership": "organisations are the instance's",
    "custom_role": "organisations are the instance's; who has one reads only, until an owner says more",
    "export_request": "asked for and answered within a day",
    "series": "the series of an event is named in manifest.json",
    "text_budget": "what an instance spends",
    "bounced_address": "what an instance knows of addresses",
    "attendee_link": "asked for and used within a day",
    "link_request": "asked for and answered within minutes",
    "pairing": "phones are paired anew",
    "lead_pairing": "phones are paired anew",
    "team_invitation": "the team is invited anew",
    "programme_upload": "files that nobody has accepted yet",
    "attendee_import": "files that nobody has accepted yet",
    "schedule_proposal": "made within minutes",
    "deadline_calendar": "accounts are the instance's",
    "calendar_collection": "made anew for whoever asks",
    "calendar_collection_item": "made anew for whoever asks",
    "fill_warning": "told anew where places fill up again",
    "team_digest": "told anew each morning",
    "meeting_round": "made anew within minutes from what people wish",
    "recording": FILES_ELSEWHERE,
    "recording_file": FILES_ELSEWHERE,
    "upload_part": FILES_ELSEWHERE,
    "preparation_step": FILES_ELSEWHERE,
    "stored_leftover": FILES_ELSEWHERE,
    "recording_track": FILES_ELSEWHERE,
    "track_cue": FILES_ELSEWHERE,
    "cue_change": FILES_ELSEWHERE,
    "cue_comment": FILES_ELSEWHERE,
    "published_cue": FILES_ELSEWHERE,
    "draft_job": FILES_ELSEWHERE,
    "draft_piece": FILES_ELSEWHERE,
    "moved_link": "made anew where the archive is taken in",
}
"""Tables that are not in an archive, and why."""

_SUBJECTS = {
    "AccessCode": "access_code", "BadgeDesign": "event", "BadgeIssuer": "badge_issuer", "Campaign": "campaign",
    "Certificate": "certificate", "Delegation": "delegation", "Device": "device", "Event": "event", "Gate": "gate",
    "GlossaryTerm": "glossary_term",
    "Invitation": "invitation", "Meeting": "meeting", "MeetingZone": "meeting_zone",
    "Company": "company", "CompanyCategory": "company_category", "Hall": "hall",
    "Stand": "stand", "StandEvent": "stand_event", "Title": "title", "MailText": "mail_text", "Question": "question",
    "Registration": "registration", "Room": "room", "SavedView": "saved_view",
    "Scan": "scan", "Session": "session", "SessionType": "session_type",
    "Speaker": "speaker", "FollowUpForm": "follow_up_form",
    "TicketType": "ticket_type", "Track": "track", "ProgrammeRelease": "programme_release",
}  # fmt: skip
"""The tables of those about whom the history and mails speak."""
_NAMED = {
    "room_id": "room", "track_id": "track", "type_id": "session_type", "session_id": "session", "gate_id": "gate",
    "ticket_type_id": "ticket_type", "ticket_type": "ticket_type", "session": "session", "question_id": "question",
    "delegation_id": "delegation", "access_code_id": "access_code", "depends_on_id": "question",
    "parent_id": "company_category", "company_id": "company", "hall_id": "hall", "based_on_id": "title",
    "release_id": "programme_release", "form_id": "follow_up_form", "registration_id": "registration",
    "meeting_id": "meeting",
}  # fmt: skip
"""What a key of a JSON object names."""
_LISTED = {"ticket_type_ids": "ticket_type", "category_ids": "company_category", "session_ids": "session"}
"""What the numbers of a list in it name."""
_READ_FIRST = {
    "question": ("ticket_type",),
    "gate": ("ticket_type",),
    "follow_up_form": ("ticket_type",),
    "session": ("speaker",),
    "answer": ("upload",),
    "campaign": ("ticket_type", "delegation", "access_code", "session", "question"),
    "saved_view": ("ticket_type", "session", "question"),
    "column_mapping": ("question",),
    "departure": ("registration", "room", "track", "speaker"),
    "mail": (
        "campaign",
        "company",
        "registration",
        "meeting",
        "speaker",
        "invitation",
        "delegation",
        "programme_release",
        "session",
        "follow_up_form",
    ),
    "audit_entry": tuple(_SUBJECTS.values()),
}

Ids = Mapping[tuple[str, int], int]
"""The new number of a row by its table and its number in the archive."""


def tables() -> list[Table]:
    """Every table of an archive; what others name stands before them."""
    kept = [table for name, table in Model.metadata.tables.items() if name not in LEFT_OUT]
    after = [
        (Model.metadata.tables[first], Model.metadata.tables[name])
        for name, others in _READ_FIRST.items()
        for first in others
        if first != name
    ]
    return sort_tables(kept, extra_dependencies=after)


def of_event(table: Table, event_id: int) -> ColumnElement[bool]:
    """That a row belongs to an event: it names the event, or a row that belongs to it."""
    if table.name == "event":
        return table.c.id == event_id
    if "event_id" in table.c:
        return table.c.event_id == event_id
    for column in table.columns:
        for key in column.foreign_keys:
            owner = key.column.table
            if owner.name not in LEFT_OUT and not column.nullable:
                return column.in_(select(key.column).where(of_event(owner, event_id)))
    raise LookupError(table.name)


def rows_of(table: Table, event_id: int) -> Select[Any]:
    """The rows that an archive keeps of a table, in the order of their making."""
    query = select(table).where(of_event(table, event_id)).order_by(*table.primary_key.columns)
    if table.name == "mail":  # what waits is sent by whoever it waits with
        query = query.where(table.c.state.not_in(("queued", "sending", "handed")))
    return query


def _listed(table: str) -> Callable[[Any, Ids], Any]:
    return lambda value, ids: [ids[table, one] for one in value if (table, one) in ids]


def _pairs(table: str, values: list[Any], ids: Ids) -> list[Any]:
    """Lists that begin with a number of the table."""
    return [
        [ids[table, pair[0]], *pair[1:]]
        for pair in values
        if isinstance(pair, list) and pair and isinstance(pair[0], int) and (table, pair[0]) in ids
    ]


def _named(values: Any, ids: Ids) -> Any:
    """A JSON object whose keys say what their numbers name; what is not in the archive becomes nothing."""
    if not isinstance(values, dict):
        return values
    found = dict(values)
    for key, value in values.items():
        if key in _NAMED and isinstance(value, int):
            found[key] = ids.get((_NAMED[key], value))
        elif key == "speakers" and isinstance(value, list):
            found[key] = _pairs("speaker", value, ids)
        elif key in _LISTED and isinstance(value, list):
            found[key] = _listed(_LISTED[key])([one for one in value if isinstance(one, int)], ids)
        elif key == "stands" and isinstance(value, list):
            found[key] = _pairs("hall", value, ids)
        elif key == "answer" and isinstance(value, str):
            found[key] = _answer(value, ids)
    return found


def _answer(value: str, ids: Ids) -> str:
    """`<question id>:<key>`, as lists of people are narrowed."""
    number, colon, key = value.partition(":")
    new = ids.get(("question", int(number))) if number.isascii() and number.isdigit() else None
    return f"{new}{colon}{key}" if new else ""


def _view(query: str, ids: Ids) -> str:
    """A saved view's query string."""
    pairs = []
    for key, value in parse_qsl(query):
        if key in _NAMED and value.isascii() and value.isdigit():
            pairs.append((key, str(ids.get((_NAMED[key], int(value)), ""))))
        else:
            pairs.append((key, _answer(value, ids) if key == "answer" else value))
    return urlencode([pair for pair in pairs if pair[1]])


def _columns(mapping: Any, ids: Ids) -> Any:
    """Which column is which: the answers to a question are `question <id>`."""
    found = {}
    for field, column in mapping.items():
        word, _space, number = field.partition(" ")
        if word == "question" and number.isascii() and number.isdigit():
            if new := ids.get(("question", int(number))):
                found[f"question {new}"] = column
        else:
            found[field] = column
    return found


REFERENCES: Mapping[tuple[str, str], Callable[[Any, Ids], Any]] = {
    ("audit_entry", "after"): _named,
    ("audit_entry", "before"): _named,
    ("campaign", "audience"): _named,
    ("column_mapping", "mapping"): _columns,
    ("follow_up_form", "ticket_type_ids"): _listed("ticket_type"),
    ("gate", "ticket_type_ids"): _listed("ticket_type"),
    ("mail", "details"): _named,
    ("question", "ticket_type_ids"): _listed("ticket_type"),
    ("saved_view", "query"): _view,
    ("session", "draft"): _named,
}
"""Columns that name rows without a foreign key, and how their values are said anew."""

NUMBERS: Mapping[tuple[str, str], tuple[str, Mapping[str, str]]] = {
    ("audit_entry", "subject_id"): ("subject_type", _SUBJECTS),
    ("departure", "subject_id"): (
        "place", {"room": "room", "track": "track", "speaker": "speaker", "agenda": "registration"}
    ),
    ("mail", "subject_id"): ("subject_type", _SUBJECTS),
}  # fmt: skip
"""Numbers that name a row of a table which another column tells: (that column, {its value: table})."""

PLAIN_JSON: Collection[tuple[str, str]] = {
    ("answer", "value"), ("certificate", "days"), ("event", "locales"),
    ("event", "second_factor_roles"), ("event", "widget_sites"), ("gate", "badge_classes"),
    ("glossary_term", "forms"),
    ("lead", "details"), ("lead_consent", "details"), ("lead_note", "answers"), ("lead_question", "options"),
    ("lead_settings", "details"), ("lead_settings", "question_details"),
    ("meeting_profile", "genres"), ("meeting_profile", "languages"), ("meeting_profile", "offered"),
    ("meeting_profile", "regimes"), ("meeting_profile", "stages"), ("meeting_profile", "territories"),
    ("meeting_profile", "unavailable"), ("meeting_profile", "wanted"), ("meeting_settings", "badge_classes"),
    ("meeting_settings", "class_limits"), ("meeting_settings", "weights"),
    ("programme_release", "changes"), ("question", "depends_on_values"), ("question", "options"),
    ("session", "interpretation"), ("session", "links"), ("session", "text_states"), ("speaker", "answers"),
    ("speaker", "availability"), ("speaker", "text_states"), ("ticket_type", "days"),
    ("title", "clips"), ("title", "countries"), ("title", "dubs"), ("title", "genres"), ("title", "languages"),
    ("title", "people"), ("title", "sought"), ("title", "subtitles"),
}  # fmt: skip
"""JSON in which no row is named, but for answers that are files: those name their upload."""
