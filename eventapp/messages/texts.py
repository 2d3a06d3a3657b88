"""What mails say: the built-in texts, and how placeholders are filled in.

A text is Markdown with placeholders such as {name}. What fills them is never taken for Markdown or HTML.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from eventapp.core import richtext

COMMON = ("name", "event", "ticket", "when", "where", "page_url")
PLACEHOLDER_NAMES = {
    "name": _l("the person's name"),
    "event": _l("the event's name"),
    "ticket": _l("the ticket's name"),
    "when": _l("date and time"),
    "where": _l("the place"),
    "page_url": _l("the link to the private page"),
    "code": _l("the ticket's code"),
    "reason": _l("the reason that was given"),
    "deadline": _l("until when the offer holds"),
    "position": _l("the place in the line"),
    "session": _l("the session's title"),
    "session_when": _l("the session's date and time"),
    "session_where": _l("the session's room"),
    "company": _l("the company"),
    "new_name": _l("the new person's name"),
    "role": _l("the role in the team"),
    "changes": _l("what changed, a line each"),
    "form": _l("the follow-up form's title"),
    "levels": _l("what fills up, a line each"),
    "person": _l("the other person of a meeting"),
    "meeting_when": _l("the meeting's date and time"),
    "meeting_where": _l("the meeting's table"),
    "purpose": _l("what the meeting is about"),
    "message": _l("what the other person wrote"),
    "digest": _l("what happened the day before, and what waits"),
}


@dataclass(frozen=True)
class MailKind:
    """One kind of mail: what it is called, what it says unless the team writes its own, and what may stand in it."""

    label: Any
    subject: Any
    body: Any
    placeholders: tuple[str, ...] = COMMON


KINDS: dict[str, MailKind] = {
    "confirmed": MailKind(
        _l("Confirmed, with the ticket"),
        _l("Your ticket: {event}"),
        _l(
            "Dear {name},\n\nYou are registered. Your ticket is attached; show it at the door, on paper or on your "
            "phone."
        ),
        (*COMMON, "code"),
    ),
    "pending": MailKind(
        _l("Waiting for approval"),
        _l("We have your registration: {event}"),
        _l(
            "Dear {name},\n\nThank you for registering. The organiser looks at each request for this ticket; "
            "you get another email as soon as it is decided. Your place is held until then."
        ),
    ),
    "to_confirm": MailKind(
        _l("Confirm the email address"),
        _l("Confirm your registration: {event}"),
        _l(
            "Dear {name},\n\nPlease confirm until {deadline} that you registered for {event}. Your ticket follows at "
            "once."
        ),
        ("name", "event", "ticket", "when", "where", "deadline"),
    ),
    "incomplete": MailKind(
        _l("Details missing"),
        _l("Complete your registration: {event}"),
        _l(
            "Dear {name},\n\nA place at {event} is held for you. Before there is a ticket, please answer a few "
            "questions on your page."
        ),
    ),
    "declined": MailKind(
        _l("Declined"),
        _l("About your registration: {event}"),
        _l("Dear {name},\n\nThe organiser could not give you this ticket. Your place is free again.\n\n{reason}"),
        (*COMMON, "reason"),
    ),
    "reopened": MailKind(
        _l("Decision taken back"),
        _l("Your registration is being looked at again: {event}"),
        _l(
            "Dear {name},\n\nThe decision about your registration was taken back and is made anew. A ticket "
            "that you may have got does not open the door for now. You get another email as soon as it is "
            "decided."
        ),
    ),
    "cancelled": MailKind(
        _l("Cancelled"),
        _l("Your registration is cancelled: {event}"),
        _l("Dear {name},\n\nYour registration is cancelled, and your ticket no longer opens the door.\n\n{reason}"),
        (*COMMON, "reason"),
    ),
    "revoked": MailKind(
        _l("Accreditation withdrawn"),
        _l("Your accreditation is withdrawn: {event}"),
        _l(
            "Dear {name},\n\nThe organiser has withdrawn your accreditation. Ticket, calendar and booked seats have "
            "ended.\n\n{reason}"
        ),
        (*COMMON, "reason"),
    ),
    "waitlisted": MailKind(
        _l("On the waiting list"),
        _l("You are on the waiting list: {event}"),
        _l(
            "Dear {name},\n\nAll places for this ticket are taken. You are number {position} on the waiting "
            "list. As soon as a place is free and it is your turn, we offer it to you by email."
        ),
        (*COMMON, "position"),
    ),
    "offered": MailKind(
        _l("A place from the waiting list"),
        _l("A place is free for you: {event}"),
        _l(
            "Dear {name},\n\nA place is free, and it is your turn. Take it until **{deadline}**; after that it goes to "
            "the next person on the list."
        ),
        (*COMMON, "deadline"),
    ),
    "lapsed": MailKind(
        _l("An offer's time is over"),
        _l("The place went to the next person: {event}"),
        _l(
            "Dear {name},\n\nThe place that we offered you was not taken in time and went to the next person. You can "
            "register again and stand in line once more."
        ),
    ),
    "transferred": MailKind(
        _l("Transferred, to the previous holder"),
        _l("Your ticket was transferred: {event}"),
        _l(
            "Dear {name},\n\nYour ticket was transferred to {new_name}. Your ticket and your links have "
            "stopped working. If this was not your wish, answer this email at once."
        ),
        ("name", "event", "ticket", "when", "where", "new_name"),
    ),
    "session_seat": MailKind(
        _l("A seat in a session"),
        _l("You have a seat: {session}"),
        _l(
            "Dear {name},\n\nA seat became free in a session that you were waiting for, and it is yours: **{session}**."
        ),
        (*COMMON, "session"),
    ),
    "event_moved": MailKind(
        _l("The event has moved"),
        _l("New time or place: {event}"),
        _l(
            "Dear {name},\n\nThe event has a new time or place. It is now on **{when}**, at {where}. Your "
            "ticket stays good, and the invitation in this email moves the event in your calendar."
        ),
    ),
    "session_invited": MailKind(
        _l("Invitation to a booked session"),
        _l("{session}: {session_when}"),
        _l(
            "Dear {name},\n\nYou have a seat in **{session}**, {session_when}, {session_where}. Accept the "
            "invitation in this email to have it in your calendar; decline it if you cannot come, so that "
            "others get the chance."
        ),
        (*COMMON, "session", "session_when", "session_where"),
    ),
    "session_moved": MailKind(
        _l("A booked session has changed"),
        _l("Changed: {session}, {session_when}"),
        _l(
            "Dear {name},\n\nA session in which you have a seat has changed: **{session}** is now "
            "{session_when}, {session_where}. You keep your seat; decline the invitation in this email if "
            "that does not suit you."
        ),
        (*COMMON, "session", "session_when", "session_where"),
    ),
    "session_off": MailKind(
        _l("A booked session is off, or its seat given back"),
        _l("Not in your calendar any more: {session}"),
        _l(
            "Dear {name},\n\nYou have no seat in **{session}** ({session_when}) any more: it was given back, "
            "or the session is off. This email takes it out of your calendar."
        ),
        (*COMMON, "session", "session_when", "session_where"),
    ),
    "links": MailKind(
        _l("Lost links"),
        _l("Your registration: {event}"),
        _l("Dear {name},\n\nSomebody, probably you, asked for the link to your registration. Here it is."),
    ),
    "delegation": MailKind(
        _l("A group's page, to its liaison"),
        _l("Your group {company}: {event}"),
        _l(
            "Dear {name},\n\nYour group is registered. Everybody with an email address gets a ticket of their "
            "own. On the group's page you see how each one stands, name people for open seats and put others "
            "in their place."
        ),
        ("name", "event", "ticket", "when", "where", "company"),
    ),
    "invitation": MailKind(
        _l("Invitation"),
        _l("You are invited: {event}"),
        _l(
            "Dear {name},\n\nWe would be glad to see you at {event}. The link below is yours alone and works once: it "
            "opens the registration for {ticket}."
        ),
        ("name", "event", "ticket", "when", "where", "company"),
    ),
    "invitation_reminder": MailKind(
        _l("Reminder of an invitation"),
        _l("Will you come? {event}"),
        _l(
            "Dear {name},\n\nYou are invited to {event}, and we have not heard from you yet. Please answer until "
            "{deadline}: the link below opens the registration for {ticket}, or says that you cannot come."
        ),
        ("name", "event", "ticket", "when", "where", "company", "deadline"),
    ),
    "follow_up": MailKind(
        _l("Follow-up form"),
        _l("{form}: {event}"),
        _l(
            "Dear {name},\n\nWe look forward to seeing you at {event}. Please tell us a little more, until {deadline}: "
            "{form}."
        ),
        (*COMMON, "form", "deadline"),
    ),
    "follow_up_reminder": MailKind(
        _l("Reminder of a follow-up form"),
        _l("Please answer: {form}, {event}"),
        _l("Dear {name},\n\nWe have not heard from you yet. Please answer until {deadline}: {form}."),
        (*COMMON, "form", "deadline"),
    ),
    "programme_changes": MailKind(
        _l("Sessions of one's agenda have changed"),
        _l("Changes in your programme: {event}"),
        _l("Dear {name},\n\nSessions that you chose have changed:\n\n{changes}\n\nYour calendar follows by itself."),
        (*COMMON, "changes"),
    ),
    "speaker_link": MailKind(
        _l("To speakers: the private page"),
        _l("Your sessions and profile: {event}"),
        _l(
            "Dear {name},\n\nThank you for being part of {event}. On your own page you see your sessions, say whether "
            "you will be there, and complete the profile that visitors read. It takes five minutes."
        ),
        ("name", "event", "when", "where"),
    ),
    "speaker_changes": MailKind(
        _l("To speakers: their sessions have changed"),
        _l("Your sessions have changed: {event}"),
        _l("Dear {name},\n\nThis is how your sessions stand now:\n\n{changes}\n\nTell us if that does not suit you."),
        ("name", "event", "when", "where", "changes"),
    ),
    "company_link": MailKind(
        _l("To companies: the private page"),
        _l("{company} at {event}"),
        _l(
            "Dear {name},\n\n{company} is with us at {event}. On your company's own page you complete the profile that "
            "visitors read, say what happens at your stand, and see who registers with your seats."
        ),
        ("name", "event", "when", "where", "company"),
    ),
    "meeting_asked": MailKind(
        _l("Meetings: a request, or another time proposed"),
        _l("{person} would like to meet you"),
        _l(
            "Dear {name},\n\n**{person}** would like to meet you at {event}: {meeting_when}.\n\n{purpose}\n\n{message}"
            "\n\nYou answer with the links below; you need no password."
        ),
        (*COMMON, "person", "meeting_when", "purpose", "message"),
    ),
    "meeting_confirmed": MailKind(
        _l("Meetings: confirmed, moved, or taken over"),
        _l("Meeting with {person}: {meeting_when}"),
        _l(
            "Dear {name},\n\nYou meet **{person}** on **{meeting_when}**, {meeting_where}.\n\n{purpose}\n\nThe "
            "invitation in this email puts the meeting into your calendar, or moves it there."
        ),
        (*COMMON, "person", "meeting_when", "meeting_where", "purpose"),
    ),
    "meeting_off": MailKind(
        _l("Meetings: declined or called off"),
        _l("No meeting with {person}"),
        _l(
            "Dear {name},\n\nThe meeting with **{person}** does not take place: {meeting_when}.\n\n{message}\n\n"
            "Where it was in your calendar, this email takes it out."
        ),
        (*COMMON, "person", "meeting_when", "message"),
    ),
    "meeting_stays": MailKind(
        _l("Meetings: another time was declined"),
        _l("Meeting with {person} stays: {meeting_when}"),
        _l(
            "Dear {name},\n\n**{person}** cannot come at the time that you proposed. Your meeting stays where it was: "
            "**{meeting_when}**, {meeting_where}.\n\n{message}"
        ),
        (*COMMON, "person", "meeting_when", "meeting_where", "message"),
    ),
    "meeting_message": MailKind(
        _l("Meetings: a message"),
        _l("{person} has written to you"),
        _l("Dear {name},\n\n**{person}** writes about your meeting:\n\n{message}"),
        (*COMMON, "person", "message"),
    ),
    "team_invitation": MailKind(
        _l("To the team: invitation"),
        _l("Work with us on {event}"),
        _l(
            "Hello,\n\n{name} invites you to the team of {event}, in the role “{role}”. The invitation holds until "
            "{deadline}."
        ),
        ("name", "event", "when", "where", "role", "deadline"),
    ),
    "team_warning": MailKind(
        _l("To the team: something fills up"),
        _l("Filling up: {event}"),
        _l("Hello {name},\n\n{levels}"),
        ("name", "event", "when", "where", "levels"),
    ),
    "team_digest": MailKind(
        _l("To the team: the daily digest"),
        _l("Today at {event}"),
        _l("Good morning {name},\n\n{digest}"),
        ("name", "event", "when", "where", "digest"),
    ),
}
assert {name for kind in KINDS.values() for name in kind.placeholders} <= set(PLACEHOLDER_NAMES)
CAMPAIGN_PLACEHOLDERS = (*COMMON, "code", "company")

_PLACEHOLDER = re.compile(r"\{(\w*)\}")


def unknown_placeholders(text: str, allowed: tuple[str, ...]) -> list[str]:
    """What stands in braces and cannot be filled in, in order; a brace that is never closed counts too."""
    found = [f"{{{name}}}" for name in _PLACEHOLDER.findall(text) if name not in allowed]
    rest = _PLACEHOLDER.sub("", text)
    return found + [brace for brace in ("{", "}") if brace in rest]


def filled_line(text: str, values: Mapping[str, str]) -> str:
    """A subject: placeholders filled in, on one line."""
    return " ".join(_PLACEHOLDER.sub(lambda found: values.get(found[1], ""), text).split())


def filled_html(markdown: str, values: Mapping[str, str]) -> Markup:
    """The text as HTML. Values are escaped, their line ends kept, and links can be clicked."""
    html = str(richtext.to_html(markdown))
    return Markup(_PLACEHOLDER.sub(lambda found: _as_html(values.get(found[1], "")), html).replace("<p></p>", ""))


def filled_plain(markdown: str, values: Mapping[str, str]) -> str:
    """The same as plain text."""
    plain = _PLACEHOLDER.sub(lambda found: values.get(found[1], ""), richtext.to_plain(markdown))
    return re.sub(r"\n{3,}", "\n\n", plain).strip()


def _as_html(value: str) -> str:
    if value.startswith(("http://", "https://")) and " " not in value:
        return f'<a href="{escape(value)}">{escape(value)}</a>'
    return str(escape(value)).replace("\n", "<br>")
