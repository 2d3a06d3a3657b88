"""Who changed what, from which value to which: searchable."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from eventapp.core import audit
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.admin import blueprint


@blueprint.get("/events/<slug>/history")
@login_required
def history(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_history)
    return render_template("events/admin/history.html", event=event, **audit.asked_page(event.id))
