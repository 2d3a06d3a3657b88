"""One action for many people: first how many it would reach, then the deed."""

from collections import Counter
from collections.abc import Callable
from urllib.parse import parse_qsl

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required
from werkzeug.datastructures import MultiDict

from eventapp.core.codes import normal_code
from eventapp.core.db import db
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.models import Event
from eventapp.registration import queries, service
from eventapp.registration.admin import blueprint
from eventapp.registration.forms import BulkForm, FilterForm
from eventapp.registration.forms.lists import BULK_NAMES
from eventapp.registration.labels import STATE_NAMES
from eventapp.registration.models import Registration

MOST_AT_ONCE = 1_000
_FROM_STATES = {
    "approve": ("pending",),
    "decline": ("pending",),
    "cancel": ("pending", "incomplete", "unnamed", "unconfirmed", "waitlisted", "confirmed"),
    "send": ("confirmed",),
}


@blueprint.post("/registrations/bulk")
@login_required
def bulk(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    form = BulkForm()
    back = url_for("registration_admin.registrations", slug=slug)
    people = _chosen(event)
    if not form.validate() or not people:
        flash(_("Select people and an action first. Nothing was changed."), "error")
        return redirect(back, 303)
    action = str(form.action.data)
    fitting = [person for person in people if person.standing in _FROM_STATES[action]]
    if "confirmed" not in request.form:
        return render_template(
            "registration/admin/bulk.html", event=event, form=form, action=action, action_name=BULK_NAMES[action],
            people=people, fitting=fitting, state_names=STATE_NAMES, most=MOST_AT_ONCE,
            query=request.form.get("query", ""), everybody=request.form.get("scope") == "all",
        )  # fmt: skip
    done = _do(action, fitting, form.reason.data or "")
    flash(ngettext("Done for %(num)s person.", "Done for %(num)s people.", done["done"]))
    if done["not"]:
        message = ngettext(
            "%(num)s person was left as they are: somebody else was faster.",
            "%(num)s people were left as they are: somebody else was faster.",
            done["not"],
        )
        flash(message, "warning")
    return redirect(back, 303)


def _chosen(event: Event) -> list[Registration]:
    """The people who were ticked, or all that match the list's filter."""
    if request.form.get("scope") == "all":
        form = FilterForm(MultiDict(parse_qsl(request.form.get("query", "")[:4000])))
        form.offer(event, queries.ticket_types_of(event.id), queries.every_question_of(event.id))
        form.validate()
        ids = queries.matching_ids(event.id, form.wanted(), limit=MOST_AT_ONCE)
        found = (queries.registration_by_id(row_id) for row_id in ids)
    else:
        codes = list(dict.fromkeys(request.form.getlist("code")))[:MOST_AT_ONCE]
        found = (queries.registration_by_code(event.id, normal_code(code)) for code in codes)
    return [person for person in found if person is not None]


def _do(action: str, people: list[Registration], reason: str) -> Counter[str]:
    """Each in a transaction of its own: one that fails does not take the others with it."""
    actions: dict[str, Callable[[Registration], object]] = {
        "approve": lambda person: service.approve(person, reviewer_id=current_user.id),
        "decline": lambda person: service.decline(person, reason),
        "cancel": lambda person: service.cancel(person, reason),
        "send": service.send_mail_again,
    }
    done: Counter[str] = Counter()
    for person in people:
        try:
            actions[action](person)
        except service.RegistrationError:
            db.session.rollback()
            done["not"] += 1
        else:
            done["done"] += 1
    return done
