"""Each person's private page: the ticket, the agenda, the details, and every way out."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Gone

from eventapp.core import clock
from eventapp.core.http import without_cookies
from eventapp.core.links import absolute_url
from eventapp.core.locales import reader_locale
from eventapp.core.qr_codes import qr_svg
from eventapp.core.rate_limits import limiter
from eventapp.core.templating import static_url, stylesheet_url
from eventapp.programme.extension_points import SpeakerLink, add_speaker_link
from eventapp.programme.models import Session, Speaker
from eventapp.programme.queries import public_session, public_sessions
from eventapp.programme.timetable import days_of
from eventapp.registration import extension_points, links, policy, queries, service, tickets, wallet_keys
from eventapp.registration.contacts import contact_of
from eventapp.registration.forms import AttendeeForm, MemberForm, QuestionFields, consent_text
from eventapp.registration.labels import answer_text
from eventapp.registration.models import AgendaItem, Registration
from eventapp.registration.overlaps import beside_booked, hurried_changes, overlapping_pairs
from eventapp.registration.public import blueprint


def registration_of(token: str) -> Registration:
    """The registration of a private link; 404 where there is none, 410 with a reason where it has ended."""
    registration = queries.registration_by_token(token)
    if registration is None:
        retired = queries.retired_link(token)
        if retired is None:
            abort(404)
        page = render_template("registration/retired.html", reason=retired.reason)
        raise Gone(response=Response(page, 410))
    g.main_locale = registration.event.main_locale
    return registration


@blueprint.get("/r/<token>/")
def page(token: str) -> ResponseReturnValue:
    registration = registration_of(token)
    event, now = registration.event, clock.now()
    items = queries.agenda_items_of(registration.id)
    chosen = [session for session in public_sessions(event.id) if session.id in items] if items else []
    answered = queries.answered_by(registration.id)
    has_files = any(question.kind == "file" for question, _value in answered)
    uploads = {one.question_id: one for one in queries.uploads_of(registration.id)} if has_files else {}
    return render_template(
        "registration/page.html",
        event=event,
        registration=registration,
        token=token,
        qr=tickets.ticket_svg(registration) if registration.is_confirmed else None,
        contact=contact_of(registration),
        page_qr=qr_svg(absolute_url("registration.page", token=token)) if registration.is_confirmed else None,
        days=days_of(chosen, [], event.zone),
        unscheduled=[session for session in chosen if not session.is_scheduled],
        items=items,
        may_watch={one.id: policy.may_watch(registration, one, items[one.id]) for one in chosen},
        **_at_one_time(chosen, items, event.changeover_minutes),
        position=queries.place_in_line(registration) if registration.standing == "waitlisted" else 0,
        answers=[
            (question.label, answer_text(question, value, event.main_locale, uploads)) for question, value in answered
        ],
        may=_possible(registration),
        actions=extension_points.ticket_actions(registration, token) if registration.is_confirmed else [],
        wallets={"apple": wallet_keys.has_apple(), "google": wallet_keys.has_google()},
        follow_ups=queries.follow_ups_for(registration, now) if registration.is_confirmed else [],
        transfers_end=policy.transfers_end(event),
        offer_is_open=registration.has_offer and (registration.offer_ends_at or now) > clock.lenient_now(),
        calendar_url=links.calendar_url(registration) if policy.has_feed(registration) else None,
    )


def _possible(registration: Registration) -> dict[str, bool]:
    now = clock.now()
    return {
        "change": policy.may_change_details(registration, now),
        "choose": policy.may_choose_sessions(registration, now),
        "cancel": policy.may_cancel(registration, now),
        "transfer": policy.may_transfer(registration, now) and not extension_points.has_come(registration),
    }


@blueprint.get("/r/<token>/ticket")
def ticket(token: str) -> ResponseReturnValue:
    """The ticket alone, large enough for a scanner. A phone that opened it once shows it without a network too."""
    registration = _confirmed(token)
    return render_template(
        "registration/ticket.html", event=registration.event, registration=registration, token=token,
        qr=tickets.ticket_svg(registration),
    )  # fmt: skip


@blueprint.get("/r/worker.js")
def ticket_worker() -> ResponseReturnValue:
    """The script that keeps opened tickets on the phone."""
    without_cookies()
    files = ("js/page.js", "js/keep-ticket.js", "icon.svg")
    script = render_template(
        "registration/worker.js",
        kept=[stylesheet_url(), *map(static_url, files)],
    )
    return Response(script, content_type="text/javascript; charset=utf-8")


@blueprint.get("/r/<token>/ticket.pkpass")
def apple_pass(token: str) -> ResponseReturnValue:
    registration = _confirmed(token)
    if not wallet_keys.has_apple():
        abort(404)
    from eventapp.registration import wallets

    name = f"{registration.event.slug}-{registration.spoken_code}.pkpass"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(wallets.apple_pass(registration), content_type="application/vnd.apple.pkpass", headers=headers)


@blueprint.get("/r/<token>/google-wallet")
def google_pass(token: str) -> ResponseReturnValue:
    registration = _confirmed(token)
    if not wallet_keys.has_google():
        abort(404)
    from eventapp.registration import wallets

    return redirect(wallets.google_link(registration), 303)


@blueprint.get("/r/<token>/ticket.svg")
def ticket_svg(token: str) -> ResponseReturnValue:
    return Response(tickets.ticket_svg(_confirmed(token)), content_type="image/svg+xml")


@blueprint.get("/r/<token>/ticket.pdf")
def ticket_pdf(token: str) -> ResponseReturnValue:
    registration = _confirmed(token)
    pdf = tickets.ticket_pdf(registration, reader_locale())
    name = f"{registration.event.slug}-{registration.spoken_code}.pdf"
    return Response(pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


def _confirmed(token: str) -> Registration:
    registration = registration_of(token)
    if not registration.is_confirmed:
        abort(404)
    return registration


@blueprint.route("/r/<token>/edit", methods=["GET", "POST"])
def edit(token: str) -> ResponseReturnValue:
    registration = registration_of(token)
    if not policy.may_change_details(registration, clock.now()):
        flash(_("These details can no longer be changed."), "error")
        return _back(token)
    form = AttendeeForm(obj=registration)
    questions = _questions(registration)
    if form.is_submitted():
        keep_files(registration, questions)
        good = form.validate()
        if questions.clean(registration.ticket_type_id) and good:
            return _save(token, registration, form, questions)
    page = render_template(
        "registration/edit.html", event=registration.event, form=form, token=token, questions=questions,
        ticket_type_id=registration.ticket_type_id,
    )  # fmt: skip
    return page, 422 if form.errors or questions.errors() else 200


def _save(token: str, registration: Registration, form: AttendeeForm, questions: QuestionFields) -> ResponseReturnValue:
    try:
        service.change_details(registration, form.details(form.locale.data))
        if questions.questions:
            service.change_answers(registration, questions.answers, questions.consents)
    except service.NotAllowed:
        flash(_("These details can no longer be changed."), "error")
    except service.CompanyFull:
        flash(_("That company has all the places it may have, so your details stay as they were."), "error")
    except service.CompanyNeeded:
        flash(
            _("Your ticket counts places by company, so one has to be named. Your details stay as they were."), "error"
        )
    else:
        flash(_("Your details are saved. Your ticket stays valid."))
    return _back(token)


def _questions(registration: Registration) -> QuestionFields:
    questions = queries.questions_of(registration.event_id)
    uploads = {one.question_id: one for one in queries.uploads_of(registration.id)} if questions else {}
    answers = queries.answers_of(registration.id) if questions else {}
    return QuestionFields(questions, registration.event.main_locale, answers=answers, uploads=uploads)


def keep_files(registration: Registration, questions: QuestionFields) -> None:
    """Store what was sent before anything else is looked at: an error elsewhere must not lose it."""
    for sent in questions.files():
        questions.uploads[sent.question.id] = service.keep_upload(
            registration.event_id, registration.submission_key, sent.question, name=sent.name,
            content_type=sent.content_type, content=sent.content,
        )  # fmt: skip


@blueprint.route("/r/<token>/complete", methods=["GET", "POST"])
def complete(token: str) -> ResponseReturnValue:
    """What somebody who was registered by others still has to answer before there is a ticket."""
    registration = registration_of(token)
    if registration.standing != "incomplete":
        return _back(token)
    questions = _questions(registration)
    if request.method == "POST":
        keep_files(registration, questions)
        if questions.clean(registration.ticket_type_id):
            with suppress(service.NotAllowed):  # sent twice: the other one completed it a moment ago
                service.complete(registration, questions.answers, questions.consents)
            return _back(token)
    page = render_template(
        "registration/complete.html", event=registration.event, token=token, questions=questions,
        ticket_type_id=registration.ticket_type_id,
    )  # fmt: skip
    return page, 422 if questions.errors() else 200


def _at_one_time(chosen: Sequence[Session], items: Mapping[int, AgendaItem], needed: int) -> dict[str, Any]:
    """What is at one time in an agenda: booked sessions as pairs, what is marked beside a booked one, and changes of
    rooms for which fewer minutes are left than are `needed`."""
    seats = [session for session in chosen if items[session.id].is_booking and not session.is_cancelled]
    marked = [session for session in chosen if session not in seats]
    return {
        "overlapping": overlapping_pairs(seats), "beside": beside_booked(marked, seats),
        "hurried": hurried_changes(seats, needed),
    }  # fmt: skip


@blueprint.get("/r/<token>/agenda")
def agenda(token: str) -> ResponseReturnValue:
    registration = registration_of(token)
    event = registration.event
    sessions = [session for session in public_sessions(event.id) if not session.is_break]
    items = queries.agenda_items_of(registration.id)
    return render_template(
        "registration/agenda.html",
        event=event,
        registration=registration,
        token=token,
        days=days_of(sessions, [], event.zone),
        items=items,
        **_at_one_time([session for session in sessions if session.id in items], items, event.changeover_minutes),
        may_change=policy.may_choose_sessions(registration, clock.now()),
    )


@blueprint.post("/r/<token>/agenda/<code>")
def change_agenda(token: str, code: str) -> ResponseReturnValue:
    registration = registration_of(token)
    session = public_session(registration.event_id, code) or abort(404)
    choice = request.form.get("choice")
    try:
        if choice == "remove":
            service.remove_from_agenda(registration, session)
        else:
            service.add_to_agenda(registration, session, wait=choice == "wait")
    except service.SessionFull:
        flash(_("The last seat in this session was taken a moment ago. Your agenda is as it was."), "error")
    except service.SessionsOverlap as error:
        title = error.title.text(reader_locale(), registration.event.main_locale)
        flash(_("You have booked “%(title)s” at that time. Give that seat back first.", title=title), "error")
    except service.NotAllowed:
        flash(_("This session cannot be chosen now. Your agenda is as it was."), "error")
    if request.form.get("from") == "page":
        return _back(token, "agenda")
    return redirect(url_for("registration.agenda", token=token, _anchor=f"session-{code}"), 303)


@blueprint.route("/r/<token>/cancel", methods=["GET", "POST"])
def cancel(token: str) -> ResponseReturnValue:
    registration = registration_of(token)
    if not policy.may_cancel(registration, clock.now()):
        return _back(token)
    if request.method == "POST":
        with suppress(service.NotAllowed):  # sent twice: the other one cancelled it a moment ago
            service.cancel(registration)
        flash(_("Your registration is cancelled, and your place is free for somebody else."))
        return _back(token)
    return render_template("registration/cancel.html", event=registration.event, registration=registration, token=token)


@blueprint.route("/r/<token>/transfer", methods=["GET", "POST"])
def transfer(token: str) -> ResponseReturnValue:
    """Pass the place on. The page that follows is the old person's last one: the new one gets links of their own."""
    registration = registration_of(token)
    event = registration.event
    if extension_points.has_come(registration):
        flash(_("You have come in already, so this place stays yours."), "error")
        return _back(token)
    if not policy.may_transfer(registration, clock.now()):
        flash(_("This ticket can no longer be transferred."), "error")
        return _back(token)
    form = MemberForm(company=registration.company)
    if form.validate_on_submit():
        try:
            service.transfer(registration, form.details(registration.locale), consent=consent_text(event))
        except service.NotAllowed:
            flash(_("This ticket can no longer be transferred."), "error")
            return _back(token)
        except service.CompanyFull:
            form.company.errors = [_("That company has all the places it may have.")]
        else:
            return render_template("registration/transferred.html", event=event, registration=registration)
    page = render_template(
        "registration/transfer.html", event=event, registration=registration, form=form, token=token,
        transfers_end=policy.transfers_end(event),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.post("/r/<token>/offer")
def accept_offer(token: str) -> ResponseReturnValue:
    return _act(
        token,
        service.accept_offer,
        _("The place is yours."),
        _("This offer has ended, and the place went to the next person."),
    )


@blueprint.post("/r/<token>/calendar")
def renew_calendar(token: str) -> ResponseReturnValue:
    service.renew_calendar_link(registration_of(token))
    flash(_("Your calendar has a new link. The old one has stopped working; subscribe again with the new one."))
    return _back(token, "calendar")


@blueprint.post("/r/<token>/send")
@limiter.limit("3 per minute; 10 per hour")
def send_again(token: str) -> ResponseReturnValue:
    return _act(token, service.send_mail_again, _("It is on its way."), _("There is no ticket to send yet."))


@blueprint.post("/r/<token>/campaigns")
def choose_campaigns(token: str) -> ResponseReturnValue:
    declines = request.form.get("choice") == "decline"
    service.set_no_campaigns(registration_of(token), declines)
    flash(
        _("You get no more general emails about this event.")
        if declines
        else _("You get emails about this event again.")
    )
    return _back(token, "privacy")


@blueprint.get("/r/<token>/data.json")
def own_data(token: str) -> ResponseReturnValue:
    registration = registration_of(token)
    body = json.dumps(service.own_data(registration), ensure_ascii=False, indent=2)
    name = f"{registration.event.slug}-{registration.spoken_code}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, content_type="application/json", headers=headers)


@blueprint.route("/r/<token>/consents/", methods=["GET", "POST"])
def consents(token: str) -> ResponseReturnValue:
    """What the person agreed to; what a question asked for can be taken back."""
    registration = registration_of(token)
    found = queries.consents_of(registration.id)
    if request.method == "POST":
        wanted = request.form.get("consent", type=int)
        consent = next((one for one in found if one.id == wanted), None) or abort(404)
        try:
            service.withdraw_consent(registration, consent)
        except service.NotAllowed:
            flash(_("This cannot be taken back here: to take everything back, have yourself erased."), "error")
        else:
            flash(_("It is taken back."))
        return redirect(url_for("registration.consents", token=token), 303)
    return render_template(
        "registration/consents.html", event=registration.event, registration=registration, token=token,
        consents=[(one, service.question_of(one) is not None) for one in found],
    )  # fmt: skip


@blueprint.route("/r/<token>/erase", methods=["GET", "POST"])
def erase(token: str) -> ResponseReturnValue:
    registration = registration_of(token)
    if request.method == "POST":
        event = registration.event
        with suppress(service.NotAllowed):
            service.erase(registration)
        return render_template("registration/retired.html", reason="erased", event=event)
    return render_template("registration/erase.html", event=registration.event, registration=registration, token=token)


@blueprint.route("/unsubscribe/<token>", methods=["GET", "POST"])
def unsubscribe(token: str) -> ResponseReturnValue:
    """The page behind List-Unsubscribe; a mail program posts to it by itself (RFC 8058), so it asks for no token."""
    registration_id = links.registration_id_of(token)
    registration = queries.registration_by_id(registration_id) if registration_id is not None else None
    if registration is None or registration.erased_at is not None:
        abort(404)
    if request.method == "POST":
        service.set_no_campaigns(registration, True)
    return render_template(
        "registration/unsubscribe.html", event=registration.event, registration=registration, token=token
    )


def _act(token: str, action: Callable[[Registration], None], done: str, refused: str) -> ResponseReturnValue:
    try:
        action(registration_of(token))
    except service.NotAllowed:
        flash(refused, "error")
    else:
        flash(done)
    return _back(token)


def _back(token: str, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("registration.page", token=token, _anchor=anchor), 303)


@add_speaker_link
def _ticket_of_speaker(speaker: Speaker) -> SpeakerLink | None:
    """The way from a speaker's page to their ticket."""
    found = service.registration_of_speaker(speaker)
    if found is None or not found.is_confirmed:
        return None
    return SpeakerLink("ticket", _("Your ticket"), links.page_url(found))
