"""What looks as if a script had registered it: shown by network address, and taken back in one action."""

from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import Confirmation, ask_first, lines
from eventapp.events.extension_points import AttentionItem, add_attention_source
from eventapp.events.models import Event
from eventapp.registration import queries, service
from eventapp.registration.admin import blueprint


@blueprint.get("/registrations/suspicious/")
@login_required
def suspicious(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    groups = queries.much_from_one_origin(event.id)
    return render_template(
        "registration/admin/suspicious.html", event=event, groups=groups, most=queries.FROM_ONE_ORIGIN
    )


@blueprint.post("/registrations/suspicious/undo")
@login_required
def undo_suspicious(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    back = url_for("registration_admin.suspicious", slug=slug)
    chosen = set(request.form.getlist("origin"))
    groups = [group for group in queries.much_from_one_origin(event.id) if group.origin in chosen]
    if not groups:
        flash(_("Select network addresses first. Nothing was changed."), "error")
        return redirect(back, 303)
    number = sum(group.standing for group in groups)
    effects = lines(
        _("Their places are free at once; who is on the waiting list comes next."),
        _("Who has confirmed their email address or has come in keeps their registration."),
        _("Nobody is told by email. This cannot be undone."),
    )
    title = ngettext("Take %(num)s registration back?", "Take %(num)s registrations back?", number)
    if page := ask_first(event, Confirmation(title, effects, _("Take back"), back)):
        return page
    undone = service.undo_suspicious(event, [group.origin for group in groups])
    flash(ngettext("%(num)s registration is taken back.", "%(num)s registrations are taken back.", undone))
    return redirect(back, 303)


@add_attention_source(policy.may_edit_registrations)
def _attention(event: Event) -> Iterable[AttentionItem]:
    if number := queries.count_from_one_origin(event.id):
        words = ngettext("%(num)s suspicious registration", "%(num)s suspicious registrations", number)
        yield AttentionItem("people", words, url_for("registration_admin.suspicious", slug=event.slug))
