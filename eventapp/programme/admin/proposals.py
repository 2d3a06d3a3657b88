"""“Propose”: ask for a schedule, watch it being worked out, take it or leave it."""

from flask import abort, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.models import Event
from eventapp.programme import queries, service, solver
from eventapp.programme.admin import blueprint
from eventapp.programme.forms import ProposalForm
from eventapp.programme.models import ScheduleProposal


@blueprint.post("/schedule/proposals")
@login_required
def new_proposal(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    if not solver.is_available():
        flash(_("Proposals need the solver, which is not installed here: pip install 'eventapp[solver]'."), "error")
        return redirect(url_for("programme_admin.schedule", slug=slug), 303)
    form = ProposalForm()
    if not form.validate_on_submit():
        flash(_("Choose again what the proposal should consider."), "error")
        return redirect(url_for("programme_admin.schedule", slug=slug), 303)
    names = ("step", "apart", "big_rooms", "may_move")
    proposal = service.ask_for_proposal(event, {name: form[name].data for name in names})
    return redirect(url_for("programme_admin.proposal", slug=slug, proposal_id=proposal.id), 303)


@blueprint.get("/schedule/proposals/<int:proposal_id>")
@login_required
def proposal(slug: str, proposal_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    found = _proposal(event, proposal_id)
    return render_template(
        "programme/admin/proposal.html", event=event, proposal=found,
        rooms={one.id: one for one in queries.rooms_of(event.id)},
        sessions={one.released.code: one for one in queries.sessions_with_drafts(event.id)},
    )  # fmt: skip


@blueprint.get("/schedule/proposals/<int:proposal_id>/progress")
@login_required
def proposal_progress(slug: str, proposal_id: int) -> ResponseReturnValue:
    found = _proposal(event_for(slug, policy.may_edit_programme), proposal_id)
    return jsonify(state=found.state)


@blueprint.post("/schedule/proposals/<int:proposal_id>/apply")
@login_required
def apply_proposal(slug: str, proposal_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    found = _proposal(event, proposal_id)
    if found.state != "done":
        flash(_("This proposal cannot be taken now: ask for a new one."), "error")
    else:
        moved = service.apply_proposal(found)
        flash(ngettext("%(num)s session has a new place.", "%(num)s sessions have a new place.", moved))
    return redirect(url_for("programme_admin.schedule", slug=slug), 303)


@blueprint.post("/schedule/proposals/<int:proposal_id>/discard")
@login_required
def discard_proposal(slug: str, proposal_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    service.discard_proposal(_proposal(event, proposal_id))
    flash(_("The proposal is discarded. Nothing was moved."))
    return redirect(url_for("programme_admin.schedule", slug=slug), 303)


def _proposal(event: Event, proposal_id: int) -> ScheduleProposal:
    return queries.proposal_of(event.id, proposal_id) or abort(404)
