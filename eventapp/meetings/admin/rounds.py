"""Rounds: what is wished and owed, timetables that are made of it, and confirming one."""

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from eventapp.core.http import spreadsheet_response
from eventapp.events import policy
from eventapp.events.access import event_for, reads_in_bulk, waits_for_approval
from eventapp.events.models import Event
from eventapp.meetings import queries, service
from eventapp.meetings.admin import blueprint
from eventapp.meetings.admin_forms import OwedForm, RoundForm
from eventapp.meetings.labels import ROUND_STATE_NAMES, why_unmet
from eventapp.meetings.models import MeetingRound
from eventapp.meetings.naming import person_name

MOST_SHOWN = 100


@blueprint.route("/rounds", methods=["GET", "POST"])
@login_required
def rounds(slug: str) -> ResponseReturnValue:
    """Ask for a timetable, and see those that were made."""
    event = event_for(slug, policy.may_edit_meetings)
    settings = queries.settings_of(event.id)
    if settings is None:
        return redirect(url_for("meetings_admin.settings", slug=slug), 303)
    form = RoundForm()
    if form.validate_on_submit():
        made = service.ask_for_round(event, form.seconds.data or 30, may_move=bool(form.may_move.data))
        return redirect(url_for("meetings_admin.one_round", slug=slug, round_id=made.id), 303)
    return _page(event, form, OwedForm(formdata=None))


def _page(event: Event, form: RoundForm, owed: OwedForm) -> ResponseReturnValue:
    page = render_template(
        "meetings/admin/rounds.html", event=event, form=form, owed_form=owed, rounds=queries.rounds_of(event.id),
        people=len(queries.people_on(event.id)), numbers=service.number_of_wishes(event.id),
        requests=queries.status_counts(event.id).get("requested", 0), state_names=ROUND_STATE_NAMES,
    )  # fmt: skip
    return page, 422 if form.errors or owed.errors else 200


@blueprint.post("/rounds/owed")
@login_required
def owe(slug: str) -> ResponseReturnValue:
    """Pairs that have to meet, a line each."""
    event = event_for(slug, policy.may_edit_meetings)
    form = OwedForm()
    if form.validate():
        pairs, unknown = form.pairs(queries.people_on(event.id))
        if unknown:
            form.pairs_text.errors = [_("Nobody of the meetings is this: %(text)s", text=one) for one in unknown[:10]]
        else:
            new = service.owe_meetings(event, pairs)
            flash(ngettext("%(num)s more pair has to meet.", "%(num)s more pairs have to meet.", new))
            return redirect(url_for("meetings_admin.rounds", slug=slug), 303)
    return _page(event, RoundForm(formdata=None), form)


@blueprint.post("/rounds/owed/forget")
@login_required
def forget_owed(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_meetings)
    service.forget_owed(event)
    flash(_("Nothing has to be any more. What people wish stays."))
    return redirect(url_for("meetings_admin.rounds", slug=slug), 303)


@blueprint.get("/rounds/<int:round_id>")
@login_required
def one_round(slug: str, round_id: int) -> ResponseReturnValue:
    """A timetable: on its way, or to be looked at and confirmed."""
    event = event_for(slug, policy.may_edit_meetings)
    found = _found(event, round_id)
    return render_template(
        "meetings/admin/round.html", event=event, round=found, people=service.people_named(found), most=MOST_SHOWN,
        state_names=ROUND_STATE_NAMES, why=why_unmet, person_name=person_name,
        outcome=_outcome(found),
    )  # fmt: skip


def _found(event: Event, round_id: int) -> MeetingRound:
    return queries.round_of(event.id, round_id) or abort(404)


@blueprint.get("/rounds/<int:round_id>/progress")
@login_required
def round_progress(slug: str, round_id: int) -> Response:
    """How far a round is, for the page that follows it."""
    event = event_for(slug, policy.may_edit_meetings)
    found = _found(event, round_id)
    state = "running" if found.is_at_work else found.state
    if found.state == "confirming":
        return jsonify(state=state, position=found.position, total=len(found.timetable))
    return jsonify(state=state, position=found.met, total=found.wishes)


@blueprint.post("/rounds/<int:round_id>/<deed>")
@login_required
def change_round(slug: str, round_id: int, deed: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_meetings)
    found = _found(event, round_id)
    try:
        if deed == "stop":
            service.stop_round(found)
        elif deed == "discard":
            service.discard_round(found)
            flash(_("Discarded: nothing comes of it."))
        elif deed != "confirm":
            abort(404)
        else:
            service.confirm_round(found, tells="quiet" not in request.form)
    except service.NotYours:
        flash(_("This round is confirmed or discarded already."), "error")
    return redirect(url_for("meetings_admin.one_round", slug=slug, round_id=round_id), 303)


def _outcome(found: MeetingRound) -> str:
    """What came of a round that is confirmed."""
    said = [ngettext("%(num)s meeting is confirmed.", "%(num)s meetings are confirmed.", found.made)]
    if found.moved:
        said.append(ngettext("%(num)s was moved.", "%(num)s were moved.", found.moved))
    if found.left_out:
        said.append(
            ngettext(
                "%(num)s could not be any more, since something had changed meanwhile.",
                "%(num)s could not be any more, since something had changed meanwhile.",
                found.left_out,
            )
        )
    return " ".join(said)


@blueprint.get("/rounds/<int:round_id>/unmet.<kind>")
@login_required
@waits_for_approval(policy.may_edit_meetings)
@reads_in_bulk
def export_unmet(slug: str, round_id: int, kind: str) -> Response:
    """The wishes that a round leaves unmet, each with its reason."""
    event = event_for(slug, policy.may_edit_meetings)
    found = _found(event, round_id)
    people = service.people_named(found)
    rows = [["requester", "recipient", "reason"]]
    for requester, recipient, key, whose in found.unmet:
        if requester in people and recipient in people:
            words = why_unmet(key, people.get(whose) if whose else None)
            rows.append([person_name(people[requester]), person_name(people[recipient]), words])
    return spreadsheet_response(rows, f"{slug}-unmet", kind)
