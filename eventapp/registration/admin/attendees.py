"""The list of people, and one person: seen, changed, decided about."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from eventapp.accounts.access import asks_again
from eventapp.core import outbox
from eventapp.core.codes import normal_code
from eventapp.core.db import db
from eventapp.core.http import download
from eventapp.events import policy
from eventapp.events.access import event_for, reads_in_bulk, waits_for_approval
from eventapp.events.confirmation import Confirmation, ask_first, lines
from eventapp.events.models import Event
from eventapp.registration import exports, extension_points, links, queries, service
from eventapp.registration.admin import blueprint
from eventapp.registration.forms import (
    BulkForm,
    FilterForm,
    ManualForm,
    NotesForm,
    PersonForm,
    ReasonForm,
    RegistrationForm,
    ViewForm,
)
from eventapp.registration.forms.lists import COLUMN_NAMES, USUAL_COLUMNS, chosen_columns
from eventapp.registration.labels import BADGE_CLASS_NAMES, STATE_NAMES, answer_text
from eventapp.registration.models import Question, Registration, Upload
from eventapp.registration.queries import RegistrationFilter
from eventapp.registration.service.views import KEPT


@blueprint.get("/registrations/")
@login_required
def registrations(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    form, wanted = filter_of(event)
    page = form.page.data if form.page.data and not form.page.errors else 1
    sort = form.sort.data if form.sort.data in queries.SORTS else "newest"
    found = queries.find_registrations(event.id, wanted, page, sort)
    template = "registrations_table.html" if request.headers.get("X-Part") == "registrations" else "registrations.html"
    columns = chosen_columns(request)
    return render_template(
        f"registration/admin/{template}",
        event=event,
        form=form,
        found=found,
        wanted=wanted,
        sort=sort,
        columns=columns,
        column_names=COLUMN_NAMES,
        state_names=STATE_NAMES,
        class_names=BADGE_CLASS_NAMES,
        chosen=address_of(wanted, sort, columns),
        views=queries.saved_views_of(event.id),
        view_form=ViewForm(),
        bulk=BulkForm(),
    )


def filter_of(event: Event) -> tuple[FilterForm, RegistrationFilter]:
    """The filter that this request's address holds."""
    form = FilterForm(request.args)
    form.offer(event, queries.ticket_types_of(event.id), queries.every_question_of(event.id))
    form.validate()
    return form, form.wanted()


def address_of(wanted: RegistrationFilter, sort: str, columns: tuple[str, ...]) -> dict[str, Any]:
    """A list as its address says it, without its page."""
    values = wanted.as_values()
    for name in ("ticket_type", "session"):
        if f"{name}_id" in values:
            values[name] = values.pop(f"{name}_id")
    if sort != "newest":
        values["sort"] = sort
    if columns != USUAL_COLUMNS:
        values["columns"] = ",".join(columns)
    return {key: value for key, value in values.items() if key in KEPT}


@blueprint.get("/registrations.csv")
@login_required
@reads_in_bulk
@waits_for_approval(policy.may_export_people)
@asks_again("GET")
def export_csv(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_export_people)
    rows = queries.every_registration(event.id, filter_of(event)[1])
    return Response(
        stream_with_context(exports.to_csv(event, rows)),
        content_type="text/csv; charset=utf-8",
        headers=download(f"{slug}-registrations.csv"),
    )


@blueprint.get("/registrations.xlsx")
@login_required
@reads_in_bulk
@waits_for_approval(policy.may_export_people)
@asks_again("GET")
def export_xlsx(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_export_people)
    rows = queries.every_registration(event.id, filter_of(event)[1])
    return Response(
        exports.to_xlsx(event, rows),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers=download(f"{slug}-registrations.xlsx"),
    )


@blueprint.post("/registrations/views")
@login_required
def save_view(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    form, query = ViewForm(), request.form.get("query", "")
    if not form.validate_on_submit():
        flash(str(form.name.errors[0]) if form.name.errors else _("Load the page again."), "error")
        return redirect(url_for("registration_admin.registrations", slug=slug), 303)
    view = service.save_view(event, form.name.data or "", query)
    flash(_("The view is kept for the whole team."))
    return redirect(f"{url_for('registration_admin.registrations', slug=slug)}?{view.query}", 303)


@blueprint.post("/registrations/views/<int:view_id>/delete")
@login_required
def delete_view(slug: str, view_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    service.delete_view(queries.saved_view(event.id, view_id) or abort(404))
    flash(_("The view is gone; the people in it are not."))
    return redirect(url_for("registration_admin.registrations", slug=slug), 303)


@blueprint.route("/registrations/new", methods=["GET", "POST"])
@login_required
def new_registration(slug: str) -> ResponseReturnValue:
    """Somebody whom the team registers, whatever is on offer."""
    event = event_for(slug, policy.may_edit_registrations)
    form = ManualForm()
    ticket_types = queries.ticket_types_of(event.id)
    form.ticket_type.offer(ticket_types)
    if not form.is_submitted():
        form.submission_key.data = RegistrationForm.new_submission_key()
    elif form.validate():
        ticket_type = next(ticket_type for ticket_type in ticket_types if ticket_type.id == form.ticket_type.data)
        try:
            made = service.register_by_team(
                event, ticket_type, form.details(event.main_locale), submission_key=form.submission_key.data or "",
                tells=form.tells.data,
            )  # fmt: skip
        except service.SoldOut:
            form.ticket_type.errors = [_("No place is left for this ticket. Add places to it first.")]
        except service.CompanyFull:
            form.ticket_type.errors = [_("That company has all the places it may have.")]
        except service.CompanyNeeded:
            form.company.errors = [_("Name the company: this ticket counts places by company.")]
        else:
            flash(_("%(name)s is registered.", name=made.name))
            return redirect(url_for("registration_admin.registration", slug=slug, code=made.code), 303)
    page = render_template("registration/admin/new.html", event=event, form=form, ticket_types=ticket_types)
    return page, 422 if form.errors else 200


@blueprint.get("/registrations/<code>")
@login_required
def registration(slug: str, code: str) -> ResponseReturnValue:
    """One person; as a part alone where the list shows it beside itself."""
    event = event_for(slug, policy.may_see_registrations)
    found = registration_by(event, code)
    part = request.headers.get("X-Part") == "panel"
    return render_template(
        f"registration/admin/{'_person.html' if part else 'registration.html'}",
        event=event,
        registration=found,
        state_names=STATE_NAMES,
        class_names=BADGE_CLASS_NAMES,
        history=extension_points.history(found),
        answers=answers_shown(event, found),
        consents=queries.consents_of(found.id),
        agenda=queries.agenda_items_of(found.id).values(),
        bounce=outbox.bounce_of(found.email) if found.email else None,
        form=ReasonForm(),
        notes=NotesForm(obj=found),
        page_url=links.page_url(found),
        is_panel=part,
    )


def answers_shown(event: Event, found: Registration) -> list[tuple[Question, str, Upload | None]]:
    """What a person answered, in words, with the files that came along."""
    uploads = {one.question_id: one for one in queries.uploads_of(found.id)}
    return [
        (question, answer_text(question, value, event.main_locale, uploads), uploads.get(question.id))
        for question, value in queries.answered_by(found.id)
    ]


@blueprint.get("/registrations/<code>/files/<int:upload_id>")
@login_required
def uploaded_file(slug: str, code: str, upload_id: int) -> ResponseReturnValue:
    """A file that a person sent: to be saved, never to be shown as a page of ours."""
    event = event_for(slug, policy.may_see_registrations)
    found = registration_by(event, code)
    upload = queries.upload(event.id, upload_id)
    if upload is None or upload.registration_id != found.id:
        abort(404)
    ending = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}[upload.content_type]
    headers = download(f"{found.code}-{upload.id}.{ending}") | {
        "Content-Security-Policy": "sandbox; default-src 'none'"
    }
    return Response(upload.content, content_type=upload.content_type, headers=headers)


@blueprint.route("/registrations/<code>/edit", methods=["GET", "POST"])
@login_required
def edit_registration(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    found = registration_by(event, code)
    form = PersonForm(obj=found)
    if form.validate_on_submit():
        return act(found, lambda: service.change_details(found, form.details(found.locale)), _("Saved."))
    status = 422 if form.errors else 200
    return render_template("registration/admin/edit.html", event=event, registration=found, form=form), status


@blueprint.post("/registrations/<code>/approve")
@login_required
def approve(slug: str, code: str) -> ResponseReturnValue:
    found = registration_by(event_for(slug, policy.may_edit_registrations), code)
    badge_class = request.form.get("badge_class") or None
    return act(
        found,
        lambda: service.approve(found, reviewer_id=current_user.id, badge_class=badge_class),
        _("Approved: the ticket is on its way."),
    )


@blueprint.post("/registrations/<code>/decline")
@login_required
def decline(slug: str, code: str) -> ResponseReturnValue:
    found = registration_by(event_for(slug, policy.may_edit_registrations), code)
    return act(found, lambda: service.decline(found, reason()), _("Declined: the place is free again."))


@blueprint.post("/registrations/<code>/confirm")
@login_required
def confirm_by_hand(slug: str, code: str) -> ResponseReturnValue:
    """Somebody of the team knows the person: the link in the email need not be opened."""
    found = registration_by(event_for(slug, policy.may_edit_registrations), code)
    return act(found, lambda: service.confirm_by_hand(found), _("Confirmed: the ticket is on its way."))


@blueprint.post("/registrations/<code>/cancel")
@login_required
def cancel(slug: str, code: str) -> ResponseReturnValue:
    found = registration_by(event_for(slug, policy.may_edit_registrations), code)
    return act(found, lambda: service.cancel(found, reason()), _("Cancelled: the ticket no longer opens the door."))


@blueprint.post("/registrations/<code>/revoke")
@login_required
def revoke(slug: str, code: str) -> ResponseReturnValue:
    found = registration_by(event_for(slug, policy.may_edit_registrations), code)
    return act(found, lambda: service.revoke(found, reason()), _("Withdrawn: ticket, calendar and seats have ended."))


@blueprint.post("/registrations/<code>/send")
@login_required
def send_again(slug: str, code: str) -> ResponseReturnValue:
    found = registration_by(event_for(slug, policy.may_edit_registrations), code)
    return act(found, lambda: service.send_mail_again(found), _("The ticket is emailed once more."))


@blueprint.post("/registrations/<code>/notes")
@login_required
def save_notes(slug: str, code: str) -> ResponseReturnValue:
    found = registration_by(event_for(slug, policy.may_edit_registrations), code)
    form = NotesForm()
    if not form.validate_on_submit():
        flash(_("The notes are too long: at most 4,000 characters. Nothing was saved."), "error")
        return redirect(url_for("registration_admin.registration", slug=slug, code=code), 303)
    door_note = form.door_note.data if form.door_note.raw_data else None
    return act(found, lambda: service.set_notes(found, form.notes.data or "", door_note), _("The notes are saved."))


@blueprint.post("/registrations/<code>/bounce")
@login_required
def bounce(slug: str, code: str) -> ResponseReturnValue:
    """Say that mail does not reach this person, or that it does again."""
    found = registration_by(event_for(slug, policy.may_edit_registrations), code)
    if request.form.get("choice") == "clear":
        return act(found, lambda: outbox.clear_bounce(found.email), _("The address counts as working again."))
    return act(
        found,
        lambda: outbox.record_bounce(found.email, _("Marked by %(name)s", name=current_user.name)),
        _("The address counts as bounced: campaigns leave it out."),
    )


@blueprint.post("/registrations/<code>/erase")
@login_required
@asks_again("POST")
def erase(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    found = registration_by(event, code)
    back = url_for("registration_admin.registration", slug=slug, code=found.code)
    booked = sum(item.is_booking for item in found.agenda)
    seats = ngettext("%(num)s booked seat is given back.", "%(num)s booked seats are given back.", booked)
    effects = lines(
        _("Name, address, answers, files, consents and the texts of all emails are erased for good."),
        _("The registration is cancelled, and the place is free for others.") if found.is_active else "",
        seats if booked else "",
        _("The person is not told. This cannot be undone."),
    )
    asked = Confirmation(_("Erase %(name)s?", name=found.name), effects, _("Erase for good"), back)
    if page := ask_first(event, asked):
        return page
    return act(found, lambda: service.erase(found), _("Erased: nothing personal is left."))


def registration_by(event: Event, code: str) -> Registration:
    """Whose code this is, or was: an organiser may have an old ticket before them."""
    typed = normal_code(code)
    found = queries.registration_by_code(event.id, typed) or queries.registration_by_former_code(event.id, typed)
    if found is None:
        abort(404)
    return found


def reason() -> str:
    form = ReasonForm()
    return (form.reason.data or "")[:1000] if form.validate() else ""


def act(found: Registration, action: Callable[[], object], done: str) -> ResponseReturnValue:
    """Do something with a person, say what came of it, and show the person again."""
    slug = found.event.slug
    try:
        result = action()
    except service.SecondReviewerNeeded:
        db.session.rollback()
        flash(_("You said yes already. Somebody else of the team has to agree."), "error")
    except (service.CompanyFull, service.CompanyNeeded):
        db.session.rollback()
        flash(_("That company has all the places it may have. Nothing was changed."), "error")
    except service.SoldOut:
        db.session.rollback()
        flash(_("No place is left for this ticket. Nothing was changed."), "error")
    except service.NotAllowed:
        db.session.rollback()
        flash(_("That is no longer possible: somebody changed this registration before. It is as you see it."), "error")
    else:
        flash(done if result is not False else _("Your yes is noted. A second person of the team has to agree."))
    return redirect(url_for("registration_admin.registration", slug=slug, code=found.code), 303)
