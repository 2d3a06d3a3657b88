"""Every meeting of an event: found, arranged, moved, called off, and who came."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.core import clock
from eventapp.core.http import spreadsheet_response
from eventapp.events import policy
from eventapp.events.access import event_for, reads_in_bulk, waits_for_approval
from eventapp.events.models import Event
from eventapp.meetings import labels, queries, service
from eventapp.meetings.admin import blueprint
from eventapp.meetings.admin_forms import ArrangeForm, MoveForm
from eventapp.meetings.forms import slot_choices
from eventapp.meetings.models import MEETING_STATUSES, PRESENCES, SIDES, Meeting
from eventapp.meetings.naming import called, person_name
from eventapp.meetings.queries import MeetingFilter
from eventapp.meetings.spreadsheet_columns import MEETING_COLUMNS, meeting_row

AROUND = timedelta(minutes=45)
"""The check-in shows what is on, and what begins within that."""


@blueprint.get("/list")
@login_required
def meetings(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_meetings)
    asked = _asked()
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    found, has_more = queries.find_meetings(event.id, asked, page)
    counts = queries.status_counts(event.id)
    return render_template(
        "meetings/admin/meetings.html", event=event, found=found, has_more=has_more, page=page, asked=asked,
        chosen={key: value for key, value in asked._asdict().items() if value}, counts=counts,
        total=sum(counts.values()), labels=labels, person_name=person_name,
    )  # fmt: skip


def _asked() -> MeetingFilter:
    status, presence = request.args.get("status", ""), request.args.get("presence", "")
    return MeetingFilter(
        words=request.args.get("words", "").strip()[:100],
        status=status if status in MEETING_STATUSES else "",
        presence=presence if presence in PRESENCES else "",
    )


@blueprint.get("/list.<kind>")
@login_required
@waits_for_approval(policy.may_edit_meetings)
@reads_in_bulk
def export_table(slug: str, kind: str) -> Response:
    """Every meeting as a table, for the closing report and for other programs."""
    event = event_for(slug, policy.may_edit_meetings)
    rows = [list(MEETING_COLUMNS), *(meeting_row(event, one) for one in queries.all_meetings(event.id))]
    return spreadsheet_response(rows, f"{slug}-meetings", kind)


@blueprint.route("/new", methods=["GET", "POST"])
@login_required
def arrange(slug: str) -> ResponseReturnValue:
    """Two people are brought together by the team."""
    event = event_for(slug, policy.may_edit_meetings)
    settings = queries.settings_of(event.id) or abort(404)
    form = ArrangeForm(zone=event.timezone)
    form.starts_at.choices = [
        ("", _("The first time that suits both")),
        *((slot.starts_at.isoformat(), "") for slot in queries.slots_of(settings)),
    ]
    people = {called(one): one for one in queries.people_on(event.id)}
    if form.validate_on_submit():
        two = [people.get(field.data or "") for field in (form.requester, form.recipient)]
        for field, one in zip((form.requester, form.recipient), two, strict=True):
            if one is None:
                field.errors = [_("Choose somebody from the list.")]
        if two[0] is not None and two[1] is not None:
            try:
                made = service.arrange_meeting(two[0], two[1], form.purpose.data or "", form.moment())
            except service.MeetingError as error:
                form.starts_at.errors = [labels.refusal(error)]
            else:
                flash(_("The meeting is arranged. Both hear of it."))
                return redirect(url_for("meetings_admin.meeting", slug=slug, code=made.code), 303)
    page = render_template(
        "meetings/admin/arrange.html", event=event, form=form, people=people, slots=queries.slots_of(settings)
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.get("/list/<code>")
@login_required
def meeting(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_meetings)
    return _page(event, _found(event, code))


def _found(event: Event, code: str) -> Meeting:
    return queries.meeting_by_code(event.id, code) or abort(404)


def _page(event: Event, found: Meeting) -> ResponseReturnValue:
    settings = queries.settings_of(event.id) or abort(404)
    times = service.Times.of(settings, found)
    possible = times.possible() if found.is_on else []
    form = MoveForm(formdata=None)
    form.starts_at.choices = slot_choices(possible)
    return render_template(
        "meetings/admin/meeting.html", event=event, meeting=found, possible=possible, form=form, labels=labels,
        person_name=person_name, sides=SIDES,
    )  # fmt: skip


@blueprint.post("/list/<code>/move")
@login_required
def move(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_meetings)
    found = _found(event, code)
    form = MoveForm()
    starts_at = form.moment()
    if starts_at is None:
        flash(_("Choose a time from the list."), "error")
        return redirect(url_for("meetings_admin.meeting", slug=slug, code=code), 303)
    return _done(event, found, lambda: service.move_by_team(found, starts_at), _("Moved. Both hear of it."))


@blueprint.post("/list/<code>/cancel")
@login_required
def cancel(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_meetings)
    found = _found(event, code)
    return _done(event, found, lambda: service.cancel_by_team(found), _("Called off. Both hear of it."))


def _done(event: Event, found: Meeting, act: Callable[[], object], words: str) -> ResponseReturnValue:
    try:
        act()
    except service.MeetingError as error:
        flash(labels.refusal(error), "error")
    else:
        flash(words)
    return redirect(url_for("meetings_admin.meeting", slug=event.slug, code=found.code), 303)


@blueprint.get("/check-in")
@login_required
def check_in(slug: str) -> ResponseReturnValue:
    """What is on now and what begins soon, with who has come; or the meetings of another hour."""
    event = event_for(slug, policy.may_edit_meetings)
    settings = queries.settings_of(event.id)
    slots = queries.slots_of(settings) if settings else []
    now = clock.now()
    chosen = next((slot for slot in slots if slot.starts_at.isoformat() == request.args.get("at")), None)
    begins, ends = chosen or (now - timedelta(minutes=15), now + AROUND)
    return render_template(
        "meetings/admin/check_in.html", event=event, found=queries.meetings_around(event.id, begins, ends),
        slots=slots, chosen=chosen, labels=labels, sides=SIDES,
    )  # fmt: skip


@blueprint.post("/list/<code>/presence/<any(requester, recipient):side>")
@login_required
def note_presence(slug: str, code: str, side: str) -> ResponseReturnValue:
    """Somebody came to the table, in time or late, or did not. Asked again it is taken back."""
    event = event_for(slug, policy.may_edit_meetings)
    found = _found(event, code)
    presence = request.form.get("presence") or None
    if presence is not None and presence not in PRESENCES:
        abort(422)
    try:
        service.note_presence_by_team(found, side, presence)
    except service.MeetingError as error:
        flash(labels.refusal(error), "error")
    if request.form.get("from") == "meeting":
        return redirect(url_for("meetings_admin.meeting", slug=slug, code=code), 303)
    at = _known_moment(request.form.get("at", ""))
    return redirect(url_for("meetings_admin.check_in", slug=slug, at=at, _anchor=f"meeting-{code}"), 303)


def _known_moment(text: str) -> str | None:
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        return None
