"""The follow-up forms on somebody's private page."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core import clock
from eventapp.registration import queries, service
from eventapp.registration.forms import QuestionFields
from eventapp.registration.models import FollowUpForm, Registration
from eventapp.registration.public import blueprint
from eventapp.registration.public.private_page import keep_files, registration_of


@blueprint.route("/r/<token>/follow-up/<int:form_id>", methods=["GET", "POST"])
def follow_up(token: str, form_id: int) -> ResponseReturnValue:
    """Its questions; what was answered can be changed until it closes."""
    registration = registration_of(token)
    form = queries.follow_up(registration.event_id, form_id)
    reply = service.reply_of(registration, form) if form else None
    if form is None or reply is None or not registration.is_confirmed:
        abort(404)
    questions = _questions(registration, form)
    is_open = form.is_open(clock.now())
    if request.method == "POST":
        keep_files(registration, questions)
        if questions.clean(registration.ticket_type_id):
            return _save(token, registration, form, questions)
    page = render_template(
        "registration/follow_up.html", event=registration.event, token=token, questions=questions, follow_up=form,
        reply=reply, is_open=is_open, ticket_type_id=registration.ticket_type_id,
    )  # fmt: skip
    return page, 422 if questions.errors() else 200


def _save(token: str, registration: Registration, form: FollowUpForm, questions: QuestionFields) -> ResponseReturnValue:
    try:
        service.answer_follow_up(registration, form, questions.answers, questions.consents)
    except service.NotAllowed:
        flash(_("This form is closed, so what you wrote was not kept."), "error")
    else:
        flash(_("Thank you. Your answers are saved; you can change them until the form closes."))
    return redirect(url_for("registration.page", token=token, _anchor="follow-ups"), 303)


def _questions(registration: Registration, form: FollowUpForm) -> QuestionFields:
    asked = queries.questions_of(registration.event_id, form.id)
    uploads = {one.question_id: one for one in queries.uploads_of(registration.id)}
    answers = queries.answers_of(registration.id)
    return QuestionFields(asked, registration.event.main_locale, answers=answers, uploads=uploads)
