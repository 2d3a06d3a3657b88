"""The event's questions: written, put in order by hand or by keyboard, retired."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.core.templating import localized
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import ask_to_delete
from eventapp.events.models import Event
from eventapp.registration import queries, service
from eventapp.registration.admin import blueprint
from eventapp.registration.admin.ticket_types import sent_order
from eventapp.registration.forms import QuestionForm
from eventapp.registration.forms.questions import KIND_NAMES
from eventapp.registration.models import Question


@blueprint.get("/tickets/questions/")
@login_required
def questions(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    return render_template(
        "registration/admin/questions.html",
        event=event,
        questions=queries.questions_of(event.id),
        ticket_types={ticket_type.id: ticket_type for ticket_type in queries.ticket_types_of(event.id)},
        kind_names=KIND_NAMES,
    )


@blueprint.route("/tickets/questions/new", methods=["GET", "POST"])
@login_required
def new_question(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    form_id = request.args.get("follow_up", type=int)
    follow_up = (queries.follow_up(event.id, form_id) or abort(404)) if form_id else None
    form = QuestionForm()
    form.offer(queries.ticket_types_of(event.id), queries.questions_of(event.id, form_id), event.main_locale)
    if form.validate_on_submit():
        service.create_question(event, form.details(), follow_up)
        flash(_("The question is added at the end of the form."))
        return redirect(_back(event, form_id), 303)
    return _page(event, form, None, form_id)


@blueprint.route("/tickets/questions/<int:question_id>", methods=["GET", "POST"])
@login_required
def edit_question(slug: str, question_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    question: Question = queries.question(event.id, question_id) or abort(404)
    condition = f"{question.depends_on_id}:{question.depends_on_values[0]}" if question.depends_on_id else ""
    form = QuestionForm(obj=question, data={"condition": condition})
    beside = queries.questions_of(event.id, question.follow_up_id)
    earlier = [one for one in beside if one.position < question.position]
    form.offer(queries.ticket_types_of(event.id), earlier, event.main_locale)
    if form.validate_on_submit():
        try:
            service.update_question(question, form.details())
        except service.ConditionInvalid:
            form.condition.errors = [_("A question can hang only on an earlier one.")]
        else:
            flash(_("Saved."))
            return redirect(_back(event, question.follow_up_id), 303)
    return _page(event, form, question, question.follow_up_id)


def _back(event: Event, form_id: int | None) -> str:
    """The page that has the question's form."""
    if form_id is None:
        return url_for("registration_admin.questions", slug=event.slug)
    return url_for("registration_admin.follow_up", slug=event.slug, form_id=form_id)


@blueprint.post("/tickets/questions/<int:question_id>/delete")
@login_required
def delete_question(slug: str, question_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    question = queries.question(event.id, question_id) or abort(404)
    name = f"“{localized(question.label, event.main_locale)}”"
    back = _back(event, question.follow_up_id)
    if page := ask_to_delete(event, name, back, _("It is asked no more. What was answered is kept.")):
        return page
    service.delete_question(question)
    flash(_("The question is no longer asked. What was answered is kept."))
    return redirect(back, 303)


@blueprint.post("/tickets/questions/order")
@login_required
def order_questions(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    service.reorder_questions(event, sent_order(request.form.getlist("id")))
    return redirect(_back(event, request.form.get("follow_up", type=int)), 303)


def _page(event: Event, form: QuestionForm, question: Question | None, form_id: int | None) -> ResponseReturnValue:
    page = render_template(
        "registration/admin/question.html", event=event, form=form, question=question, back=_back(event, form_id)
    )
    return page, 422 if form.errors else 200
