"""The programme and the rooms' signs on paper."""

from flask import Response, abort
from flask.typing import ResponseReturnValue
from flask_login import login_required

from eventapp.core.http import shown_inline
from eventapp.core.locales import LOCALES
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.programme import printing, queries
from eventapp.programme.admin import blueprint


@blueprint.get("/print/<what>/<locale>.pdf")
@login_required
def print_programme(slug: str, what: str, locale: str) -> ResponseReturnValue:
    """`programme` for the whole, `signs` for one page a room and day; as the team has it."""
    event = event_for(slug, policy.may_see)
    if what not in ("programme", "signs") or locale not in LOCALES:
        abort(404)
    pdf = printing.to_pdf(event, queries.sessions_with_drafts(event.id), queries.rooms_of(event.id), what, locale)
    headers = shown_inline(f"{slug}-{what}-{locale}.pdf")
    return Response(pdf, content_type="application/pdf", headers=headers)
