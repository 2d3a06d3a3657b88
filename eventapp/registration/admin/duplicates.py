"""People who seem to be registered twice, brought together by somebody who looks."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.core.db import db
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import Confirmation, ask_first, lines
from eventapp.registration import queries, service
from eventapp.registration.admin import blueprint
from eventapp.registration.admin.attendees import registration_by
from eventapp.registration.labels import STATE_NAMES


@blueprint.get("/registrations/duplicates/")
@login_required
def duplicates(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    return render_template(
        "registration/admin/duplicates.html", event=event, groups=queries.duplicates_of(event.id),
        state_names=STATE_NAMES,
    )  # fmt: skip


@blueprint.post("/registrations/duplicates/merge")
@login_required
def merge(slug: str) -> ResponseReturnValue:
    """Keep one of a group, and bring the others into it."""
    event = event_for(slug, policy.may_edit_registrations)
    kept = registration_by(event, request.form.get("keep", ""))
    others = [registration_by(event, code) for code in dict.fromkeys(request.form.getlist("other")[:20])]
    others = [other for other in others if other.id != kept.id]
    back = url_for("registration_admin.duplicates", slug=slug)
    effects = lines(
        *(
            _(
                "%(name)s (%(code)s) is cancelled; ticket and links lead nowhere.",
                name=other.name,
                code=other.spoken_code,
            )
            for other in others
        ),
        _("What only they knew (answers, seats, contact) goes over to %(code)s.", code=kept.spoken_code),
        _("Nobody is told by email. This cannot be undone."),
    )
    asked = Confirmation(_("Keep one registration of %(name)s?", name=kept.name), effects, _("Merge"), back)
    if page := ask_first(event, asked):
        return page
    try:
        for other in others:
            service.merge(kept, other)
    except service.NotAllowed:
        db.session.rollback()
        flash(_("One of them had changed meanwhile. Look at the rest again."), "error")
    else:
        flash(_("Merged: %(name)s has one registration.", name=kept.name))
    return redirect(url_for("registration_admin.duplicates", slug=slug), 303)
