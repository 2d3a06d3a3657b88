"""How the mails to the team are composed: what filled up, and what happened since the last digest."""

from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from eventapp.checkin.models import Scan
from eventapp.core import clock, outbox
from eventapp.core.db import db
from eventapp.core.links import absolute_url
from eventapp.core.locales import speaking
from eventapp.core.outbox import Composed, Mail
from eventapp.core.types import LocalizedText
from eventapp.events import policy
from eventapp.events.extension_points import attention_of
from eventapp.events.models import Event, Membership
from eventapp.messages import team_notices  # noqa: F401  # looks around once this is there
from eventapp.messages.mails import check_addressee, compose, event_values
from eventapp.registration.labels import fill_words
from eventapp.registration.models import Registration
from eventapp.registration.queries import counts_by_standing


@outbox.composer("team_warning")
def team_warning(mail: Mail) -> Composed:
    member, event = _member(mail)
    if not member.wants_warnings:
        raise outbox.NotWanted
    with speaking(mail.locale):
        words = [
            fill_words(
                LocalizedText(one["name"]).text(mail.locale, event.main_locale), one["taken"], one["capacity"],
                one["level"],
            )
            for one in mail.details["levels"]
        ]  # fmt: skip
        return _composed(mail, member, event, {"levels": _listed(words)})


@outbox.composer("team_digest")
def team_digest(mail: Mail) -> Composed:
    """What happened and what waits; nothing at all is no mail."""
    member, event = _member(mail)
    if not member.wants_digest:
        raise outbox.NotWanted
    since, until = (datetime.fromisoformat(mail.details[name]) for name in ("since", "until"))
    with speaking(mail.locale):
        happened = _happened(event, since, until) if policy.may_see_registrations(member.user, event) else []
        with current_app.test_request_context(base_url=current_app.config["BASE_URL"]), speaking(mail.locale):
            waits = [item.words for item in attention_of(member.user, event, clock.now())]
        if not happened and not waits:
            raise outbox.NotWanted
        parts = [_listed(happened)] if happened else []
        if waits:
            parts += [_("This waits for you:"), _listed(waits)]
        return _composed(mail, member, event, {"digest": "\n\n".join(parts)})


def _member(mail: Mail) -> tuple[Membership, Event]:
    """Who is written to; nobody whose time in the team is over, or has not begun."""
    member = db.session.get(Membership, mail.subject_id)
    if member is None or member.user.is_disabled or not policy.may_see(member.user, member.event):
        raise outbox.NotWanted
    check_addressee(mail, member.user.email)
    return member, member.event


def _composed(mail: Mail, member: Membership, event: Event, more: dict[str, str]) -> Composed:
    values = {**event_values(event, mail.locale), "name": member.user.name, **more}
    shown = ((_("Open the overview"), absolute_url("events_admin.dashboard", slug=event.slug)),)
    team = absolute_url("events_admin.team", slug=event.slug)
    note = _("You chose these emails on the page of the team, and can end them there: %(link)s", link=team)
    return compose(mail, event, values, links=shown, note=note)


def _listed(words: list[str]) -> str:
    return "\n".join(f"- {one}" for one in words)


def _happened(event: Event, since: datetime, until: datetime) -> list[str]:
    made, cancelled = (_registrations(event, column, since, until) for column in ("created_at", "cancelled_at"))
    came = db.session.scalar(
        select(func.count(func.distinct(Scan.registration_id))).where(
            Scan.event_id == event.id, Scan.scanned_at >= since, Scan.scanned_at < until, Scan.outcome == "admitted",
            Scan.direction == "entry",
        )
    )  # fmt: skip
    confirmed = counts_by_standing(event.id).get("confirmed", 0)
    said = [
        ngettext("%(num)s new registration", "%(num)s new registrations", made) if made else "",
        ngettext("%(num)s cancellation", "%(num)s cancellations", cancelled) if cancelled else "",
        ngettext("%(num)s person checked in", "%(num)s people checked in", came or 0) if came else "",
    ]
    found = [one for one in said if one]
    if found:
        found.append(ngettext("%(num)s confirmed in all", "%(num)s confirmed in all", confirmed))
    return found


def _registrations(event: Event, column: str, since: datetime, until: datetime) -> int:
    moment = getattr(Registration, column)
    query = select(func.count(Registration.id)).where(
        Registration.event_id == event.id, moment >= since, moment < until
    )
    return db.session.scalar(query) or 0
