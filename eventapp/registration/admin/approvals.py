"""The inbox of approvals: read, decide, next; and think again."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from eventapp.core.codes import normal_code
from eventapp.core.db import db
from eventapp.core.forms import number_or_none
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import Confirmation, ask_first, lines
from eventapp.events.models import Event
from eventapp.registration import queries, service
from eventapp.registration.admin import blueprint
from eventapp.registration.admin.attendees import answers_shown, reason, registration_by
from eventapp.registration.forms import ReasonForm
from eventapp.registration.labels import BADGE_CLASS_NAMES, STATE_NAMES
from eventapp.registration.models import Registration

REMEMBERED = 20


@blueprint.get("/registrations/approvals/")
@login_required
def approvals(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    ticket_type_id, text = _narrowed()
    waiting = queries.to_be_approved(event.id, ticket_type_id, text)
    code = normal_code(request.args.get("code", ""))
    shown = next((person for person in waiting if person.code == code), waiting[0] if waiting else None)
    ticket_types = [ticket_type for ticket_type in queries.ticket_types_of(event.id) if ticket_type.needs_approval]
    return render_template(
        "registration/admin/approvals.html",
        event=event,
        waiting=waiting,
        shown=shown,
        ticket_types=ticket_types,
        ticket_type_id=ticket_type_id,
        text=text,
        form=ReasonForm(),
        class_names=BADGE_CLASS_NAMES,
        state_names=STATE_NAMES,
        recent=_recent(event),
        undo_minutes=int(service.UNDO_FOR.total_seconds() // 60),
        **(_evidence(event, shown) if shown else {}),
    )


def _narrowed() -> tuple[int | None, str]:
    try:
        ticket_type_id = number_or_none(request.args.get("ticket_type"))
    except ValueError:
        ticket_type_id = None
    return ticket_type_id, request.args.get("text", "")[:200]


def _evidence(event: Event, shown: Registration) -> dict[str, object]:
    """What a reviewer decides by: the evidence first, then every other answer."""
    return {"answers": sorted(answers_shown(event, shown), key=lambda item: not item[0].is_evidence)}


@blueprint.post("/registrations/approvals/decide")
@login_required
def decide(slug: str) -> ResponseReturnValue:
    """One decision about one person, or about all who were ticked. The mail waits until it can no longer be undone."""
    event = event_for(slug, policy.may_edit_registrations)
    codes = list(dict.fromkeys(request.form.getlist("code")))[:200]
    people = [registration_by(event, code) for code in codes]
    decision = request.form.get("decision")
    if not people or decision not in ("approve", "decline"):
        flash(_("Select somebody first. Nothing was changed."), "error")
        return redirect(_inbox(slug), 303)
    if len(people) > 1 and (asked := _ask(event, decision, len(people))):
        return asked
    why, badge_class = reason(), request.form.get("badge_class") or None
    if decision == "approve":
        action: Callable[[Registration], object] = lambda person: service.approve(  # noqa: E731
            person, reviewer_id=current_user.id, badge_class=badge_class, mail_delay=service.UNDO_FOR
        )
    else:
        action = lambda person: service.decline(person, why, mail_delay=service.UNDO_FOR)  # noqa: E731
    _decide_all(event, people, action, decision)
    return redirect(_inbox(slug, request.form.get("next", "")), 303)


def _ask(event: Event, decision: str, number: int) -> ResponseReturnValue | None:
    """Before many are decided about at once."""
    if decision == "approve":
        title = ngettext("Approve %(num)s person?", "Approve %(num)s people?", number)
        effects = lines(_("They get their tickets by email, two minutes from now: until then it can be undone."))
    else:
        title = ngettext("Decline %(num)s person?", "Decline %(num)s people?", number)
        effects = lines(_("Their places go to others. They are told by email, two minutes from now."))
    back = url_for("registration_admin.approvals", slug=event.slug)
    return ask_first(event, Confirmation(title, effects, title.rstrip("?？"), back, is_dangerous=decision == "decline"))


def _decide_all(
    event: Event, people: list[Registration], action: Callable[[Registration], object], decision: str
) -> None:
    done = second = 0
    for person in people:
        try:
            result = action(person)
        except service.SecondReviewerNeeded:
            db.session.rollback()
            flash(
                _("You said yes to %(name)s already. Somebody else of the team has to agree.", name=person.name),
                "error",
            )
        except service.RegistrationError:
            db.session.rollback()
            flash(_("%(name)s had been decided about by somebody else.", name=person.name), "error")
        else:
            done += 1
            second += result is False
            _remember(event, person)
    if done - second:
        messages = {
            "approve": ngettext("%(num)s person is approved.", "%(num)s people are approved.", done - second),
            "decline": ngettext("%(num)s person is declined.", "%(num)s people are declined.", done - second),
        }
        flash(messages[decision])
    if second:
        flash(ngettext("%(num)s person needs a second approval.", "%(num)s people need a second approval.", second))


@blueprint.post("/registrations/approvals/undo")
@login_required
def undo_decision(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    person = registration_by(event, request.form.get("code", ""))
    try:
        service.undo_decision(person)
    except service.SoldOut:
        db.session.rollback()
        flash(_("Their place went to somebody else meanwhile, so this cannot be undone."), "error")
    except service.RegistrationError:
        db.session.rollback()
        flash(_("There is nothing to undo any more."), "error")
    else:
        flash(_("The decision about %(name)s is undone.", name=person.name))
    _forget(event, person)
    return redirect(_inbox(slug, person.code), 303)


def _inbox(slug: str, code: str = "") -> str:
    wanted = {name: request.form.get(f"filter-{name}", "") for name in ("ticket_type", "text")}
    kept: dict[str, Any] = {name: value[:200] for name, value in wanted.items() if value}
    return url_for("registration_admin.approvals", slug=slug, code=normal_code(code)[:8] or None, **kept)


def _remember(event: Event, person: Registration) -> None:
    """This browser's own decisions, so that each can be taken back."""
    name = f"decided-{event.id}"
    session[name] = [person.code, *(code for code in session.get(name, []) if code != person.code)][:REMEMBERED]


def _forget(event: Event, person: Registration) -> None:
    name = f"decided-{event.id}"
    session[name] = [code for code in session.get(name, []) if code != person.code]


def _recent(event: Event) -> list[Registration]:
    codes = session.get(f"decided-{event.id}", [])[:8]
    found = (queries.registration_by_code(event.id, str(code)) for code in codes)
    return [person for person in found if person is not None and _can_be_undone(person)]


def _can_be_undone(person: Registration) -> bool:
    if person.standing == "pending":
        return person.first_reviewer_id is not None
    return person.state == "declined" or (person.is_confirmed and person.ticket_type.needs_approval)
