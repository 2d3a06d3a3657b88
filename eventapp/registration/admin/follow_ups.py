"""Follow-up forms: written, sent, reminded of, and what was answered as a table."""

from collections.abc import Iterator

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from eventapp.core import clock
from eventapp.core.http import spreadsheet_response
from eventapp.core.locales import reader_locale
from eventapp.core.spreadsheets import Row
from eventapp.core.templating import localized
from eventapp.events import policy
from eventapp.events.access import event_for, reads_in_bulk, waits_for_approval
from eventapp.events.confirmation import Confirmation, ask_first, ask_to_delete, lines
from eventapp.events.models import Event
from eventapp.registration import queries, service
from eventapp.registration.admin import blueprint
from eventapp.registration.forms import FollowUpFormForm
from eventapp.registration.forms.questions import KIND_NAMES
from eventapp.registration.labels import answer_text
from eventapp.registration.models import FollowUpForm, FollowUpReply

SHOWN = 200


@blueprint.route("/registrations/follow-ups/", methods=["GET", "POST"])
@login_required
def follow_ups(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    form = _form(event)
    if form.is_submitted():
        event_for(slug, policy.may_edit_registrations)
        if form.validate():
            made = service.create_follow_up(event, form.details())
            flash(_("The form is there. Add its questions, then send it."))
            return redirect(url_for("registration_admin.follow_up", slug=slug, form_id=made.id), 303)
    page = render_template(
        "registration/admin/follow_ups.html", event=event, form=form, forms=queries.follow_ups_of(event.id),
        counts=queries.follow_up_counts(event.id), now=clock.now(),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.route("/registrations/follow-ups/<int:form_id>", methods=["GET", "POST"])
@login_required
def follow_up(slug: str, form_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    found = _found(event, form_id)
    form = _form(event, found)
    if form.is_submitted():
        event_for(slug, policy.may_edit_registrations)
        if form.validate():
            service.update_follow_up(found, form.details())
            flash(_("Saved."))
            return redirect(url_for("registration_admin.follow_up", slug=slug, form_id=form_id), 303)
    questions = queries.questions_of(event.id, found.id)
    replies = queries.follow_up_replies(found)
    answers = queries.every_answer(reply.registration_id for reply in replies[:SHOWN])
    page = render_template(
        "registration/admin/follow_up.html", event=event, form=form, follow_up=found, questions=questions,
        kind_names=KIND_NAMES, replies=replies[:SHOWN], number=len(replies),
        answered=sum(reply.answered_at is not None for reply in replies), waiting=len(queries.to_be_asked(found)),
        said={
            reply.id: [(one, answer_text(one, answers.get(reply.registration_id, {}).get(one.id), event.main_locale))
                       for one in questions]
            for reply in replies[:SHOWN]
        },
        is_open=found.is_open(clock.now()),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _form(event: Event, found: FollowUpForm | None = None) -> FollowUpFormForm:
    form = FollowUpFormForm(obj=found, zone=event.timezone)
    form.offer(queries.ticket_types_of(event.id), event.main_locale)
    return form


def _found(event: Event, form_id: int) -> FollowUpForm:
    return queries.follow_up(event.id, form_id) or abort(404)


@blueprint.post("/registrations/follow-ups/<int:form_id>/send")
@login_required
def send_follow_up(slug: str, form_id: int) -> ResponseReturnValue:
    """Ask everybody who was not asked yet, or remind those who have not answered."""
    event = event_for(slug, policy.may_edit_registrations)
    found = _found(event, form_id)
    back = url_for("registration_admin.follow_up", slug=slug, form_id=form_id)
    reminds = request.form.get("what") == "remind"
    asked, answered = queries.follow_up_counts(event.id).get(found.id, (0, 0))
    number = asked - answered if reminds else len(queries.to_be_asked(found))
    words = ngettext("%(num)s person gets an email.", "%(num)s people get an email.", number)
    later = "" if reminds else _("Whoever is confirmed later is asked too, until the form closes.")
    title = _("Send a reminder?") if reminds else _("Send the form?")
    asking = Confirmation(title, lines(words, later), _("Send"), back, is_dangerous=False)
    if page := ask_first(event, asking):
        return page
    try:
        sent = service.remind_of_follow_up(found) if reminds else service.send_follow_up(found)
    except service.NothingToAsk:
        flash(_("The form has no questions yet. Add one first."), "error")
    except service.NotAllowed:
        flash(_("The form is closed. Give it a later deadline first."), "error")
    else:
        flash(ngettext("%(num)s person is written to.", "%(num)s people are written to.", sent))
    return redirect(back, 303)


@blueprint.post("/registrations/follow-ups/<int:form_id>/delete")
@login_required
def delete_follow_up(slug: str, form_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    found = _found(event, form_id)
    back = url_for("registration_admin.follow_ups", slug=slug)
    if page := ask_to_delete(event, f"“{localized(found.title, event.main_locale)}”", back):
        return page
    try:
        service.delete_follow_up(found)
    except service.FollowUpInUse:
        flash(_("People were asked, so the form stays with what they answered. Close it by its deadline."), "error")
        return redirect(url_for("registration_admin.follow_up", slug=slug, form_id=form_id), 303)
    flash(_("Deleted."))
    return redirect(back, 303)


@blueprint.get("/registrations/follow-ups/<int:form_id>/answers.<kind>")
@login_required
@reads_in_bulk
@waits_for_approval(policy.may_export_people)
def follow_up_answers(slug: str, form_id: int, kind: str) -> Response:
    event = event_for(slug, policy.may_export_people)
    found = _found(event, form_id)
    return spreadsheet_response(_rows(event, found), f"{slug}-follow-up-{form_id}", kind)


def _rows(event: Event, found: FollowUpForm) -> Iterator[Row]:
    questions = queries.questions_of(event.id, found.id)
    main = event.main_locale
    labels = [one.label.text(reader_locale(), main) for one in questions]
    yield [_("Code"), _("Name"), _("Email"), _("Company"), _("Asked"), _("Reminded"), _("Answered"), *labels]
    replies = queries.follow_up_replies(found)
    answers = queries.every_answer(reply.registration_id for reply in replies)
    for reply in replies:
        person = reply.registration
        said = answers.get(person.id, {})
        yield [
            person.spoken_code, person.name, person.email, person.company, *_moments(event, reply),
            *(answer_text(one, said.get(one.id), main) for one in questions),
        ]  # fmt: skip


def _moments(event: Event, reply: FollowUpReply) -> list[str]:
    moments = (reply.asked_at, reply.reminded_at, reply.answered_at)
    return [event.local(at).strftime("%Y-%m-%d %H:%M") if at else "" for at in moments]
