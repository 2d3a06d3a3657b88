"""Who agreed to what, when, and who took it back."""

from collections.abc import Iterator

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.core.http import spreadsheet_response
from eventapp.core.spreadsheets import Row
from eventapp.events import policy
from eventapp.events.access import event_for, reads_in_bulk, waits_for_approval
from eventapp.events.models import Event
from eventapp.registration import queries
from eventapp.registration.admin import blueprint

PAGE = 50


@blueprint.get("/registrations/consents/")
@login_required
def consents(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    page = min(max(request.args.get("page", 1, type=int), 1), 100_000)
    number = queries.consents_number(event.id)
    return render_template(
        "registration/admin/consents.html", event=event, consents=queries.consents_in(event.id, PAGE, page), page=page,
        pages=-(-number // PAGE), texts=queries.consent_counts(event.id),
    )  # fmt: skip


@blueprint.get("/registrations/consents.<kind>")
@login_required
@reads_in_bulk
@waits_for_approval(policy.may_export_people)
def consents_table(slug: str, kind: str) -> Response:
    event = event_for(slug, policy.may_export_people)
    return spreadsheet_response(_rows(event), f"{slug}-consents", kind)


def _rows(event: Event) -> Iterator[Row]:
    yield [_("Code"), _("Name"), _("Email"), _("Agreed to"), _("Language"), _("Agreed"), _("Taken back")]
    for consent in queries.consents_in(event.id):
        person, taken_back = consent.registration, consent.withdrawn_at
        yield [
            person.spoken_code, person.name, person.email, consent.text, consent.locale,
            event.local(consent.agreed_at).strftime("%Y-%m-%d %H:%M"),
            event.local(taken_back).strftime("%Y-%m-%d %H:%M") if taken_back else "",
        ]  # fmt: skip
