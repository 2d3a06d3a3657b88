"""The organiser's outbox."""

from collections.abc import Iterable

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import login_required

from eventapp.core import outbox
from eventapp.core.outbox import Composed, Mail
from eventapp.core.text_messages import number_of_parts
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.extension_points import AttentionItem, add_attention_source
from eventapp.events.models import Event
from eventapp.messages import queries
from eventapp.messages.admin import blueprint

MAIL_STATE_NAMES = {
    "queued": _l("Waiting to be sent"),
    "sending": _l("Being sent"),
    "handed": _l("Being sent"),
    "sent": _l("Sent"),
    "kept": _l("Kept here"),
    "failed": _l("Failed"),
    "withdrawn": _l("Withdrawn"),
    "skipped": _l("Left out"),
}
PREVIEW_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; sandbox"
)


@add_attention_source(policy.may_see_registrations)
def _attention(event: Event) -> Iterable[AttentionItem]:
    if failed := queries.mail_counts(event.id, None).get("failed", 0):
        words = ngettext("%(num)s email was not sent", "%(num)s emails were not sent", failed)
        yield AttentionItem("mail", words, url_for("messages_admin.mails", slug=event.slug, state="failed"), "always")
    if not any(one.kind == "thanks" for one in queries.campaigns_of(event.id)):
        link = url_for("messages_admin.new_campaign", slug=event.slug, kind="thanks")
        yield AttentionItem("mail", _("Thank the attendees"), link, "after")


@blueprint.get("/")
@login_required
def mails(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    page = max(request.args.get("page", 1, type=int), 1)
    state = request.args.get("state", "")
    state = state if state in MAIL_STATE_NAMES else ""
    campaign_id = request.args.get("campaign", None, type=int)
    by_text = request.args.get("by") == "text"
    total = queries.mail_count(event.id, state=state, campaign_id=campaign_id, by_text=by_text)
    return render_template(
        "messages/admin/mails.html",
        event=event,
        mails=queries.mails_of(event.id, min(page, 100_000), state=state, campaign_id=campaign_id, by_text=by_text),
        counts=queries.mail_counts(event.id, campaign_id),
        state=state,
        campaign_id=campaign_id,
        by_text=by_text,
        page=page,
        pages=max(-(-total // queries.PAGE_SIZE), 1),
        state_names=MAIL_STATE_NAMES,
        bounced=queries.bounced_of(event.id),
    )


@blueprint.get("/<int:mail_id>")
@login_required
def mail(slug: str, mail_id: int) -> ResponseReturnValue:
    found = _mail(slug, mail_id)
    event = event_for(slug, policy.may_see_registrations)
    composed = _composed(found)
    short = (found.text or composed.short) if found.is_text else ""
    return render_template(
        "messages/admin/mail.html", event=event, mail=found, composed=composed, state_names=MAIL_STATE_NAMES,
        short=short, parts=number_of_parts(short),
    )  # fmt: skip


@blueprint.get("/<int:mail_id>/html")
@login_required
def mail_html(slug: str, mail_id: int) -> ResponseReturnValue:
    """The mail as a mail program shows it: in a sandbox, with the inline styles that mail needs."""
    found = _mail(slug, mail_id)
    response = Response(found.html or _composed(found).html, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY
    return response


@blueprint.get("/<int:mail_id>/attachments/<int:number>")
@login_required
def attachment(slug: str, mail_id: int, number: int) -> ResponseReturnValue:
    attachments = _composed(_mail(slug, mail_id)).attachments
    if number >= len(attachments):
        abort(404)
    found = attachments[number]
    return Response(
        found.content,
        content_type=found.content_type,
        headers={"Content-Disposition": f'attachment; filename="{found.name}"'},
    )


@blueprint.post("/<int:mail_id>/retry")
@login_required
def retry(slug: str, mail_id: int) -> ResponseReturnValue:
    event_for(slug, policy.may_send_messages)
    outbox.try_again(_mail(slug, mail_id))
    flash(_("It is tried again within a minute."))
    return redirect(url_for("messages_admin.mail", slug=slug, mail_id=mail_id), 303)


def _composed(found: Mail) -> Composed:
    """A mail as it is or would be; one that is wanted no more shows what was kept of it."""
    try:
        return outbox.compose(found)
    except outbox.NotWanted:
        return Composed(found.subject or _("No longer sent"), found.text, found.html, "", "")


def _mail(slug: str, mail_id: int) -> Mail:
    event = event_for(slug, policy.may_see_registrations)
    return queries.mail(event.id, mail_id) or abort(404)
