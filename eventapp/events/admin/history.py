"""Who changed what, from which value to which: searchable."""

from flask import render_template, request
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
    text, actor = request.args.get("text", "")[:200], request.args.get("actor", "")[:200]
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    entries, has_more = audit.search(event.id, text, actor, page)
    return render_template(
        "events/admin/history.html", event=event, entries=entries, has_more=has_more, page=page, text=text,
        actor=actor, actors=audit.actors(event.id),
    )  # fmt: skip
