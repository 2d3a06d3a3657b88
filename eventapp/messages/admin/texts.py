"""The words of each kind of mail: built in, or the team's own."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.core.locales import LOCALES, match_locale, speaking
from eventapp.core.outbox import Mail
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.models import Event
from eventapp.messages import mails, queries, service
from eventapp.messages.admin import blueprint
from eventapp.messages.admin.outbox import PREVIEW_POLICY
from eventapp.messages.campaigns import sample_values
from eventapp.messages.forms import MailTextForm
from eventapp.messages.texts import KINDS, PLACEHOLDER_NAMES
from eventapp.registration.models import Registration
from eventapp.registration.queries import RegistrationFilter, find_registrations


@blueprint.get("/texts/")
@login_required
def mail_texts(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    return render_template("messages/admin/texts.html", event=event, kinds=KINDS, own=queries.mail_texts_of(event.id))


@blueprint.route("/texts/<kind>", methods=["GET", "POST"])
@login_required
def mail_text(slug: str, kind: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_send_messages)
    if kind not in KINDS:
        abort(404)
    form = MailTextForm(kind, obj=queries.mail_text(event.id, kind))
    if form.validate_on_submit():
        service.save_mail_text(event, kind, form.subject.data, form.body.data)
        flash(_("Saved. Emails of this kind say it from now on."))
        return redirect(url_for("messages_admin.mail_text", slug=slug, kind=kind), 303)
    page = render_template(
        "messages/admin/text.html",
        event=event,
        form=form,
        kind=kind,
        kinds=KINDS,
        built_in={locale: _built_in(kind, locale) for locale in LOCALES},
        placeholders={name: PLACEHOLDER_NAMES[name] for name in KINDS[kind].placeholders},
        person=example_person(event),
    )
    return page, 422 if form.errors else 200


def _built_in(kind: str, locale: str) -> tuple[str, str]:
    with speaking(locale):
        return str(KINDS[kind].subject), str(KINDS[kind].body)


@blueprint.get("/texts/<kind>/preview")
@login_required
def preview_text(slug: str, kind: str) -> ResponseReturnValue:
    """The mail as it would look to a real person of this event, with the text as it is saved."""
    event = event_for(slug, policy.may_send_messages)
    if kind not in KINDS:
        abort(404)
    locale = match_locale(request.values.get("in")) or event.main_locale
    text = mails.text_of(event, kind, locale)
    return preview(event, kind, locale, text)


def preview(event: Event, kind: str, locale: str, text: tuple[str, str]) -> Response:
    """A mail in a sandbox, filled in with a person who is there, or with the placeholders' names."""
    person = example_person(event)
    sample = Mail(kind=kind, locale=locale, recipient="", recipient_name="", details={})
    values = sample_values(person, locale) if person else {**mails.event_values(event, locale), "name": "…"}
    composed = mails.compose(sample, event, values, text=text)
    response = Response(composed.html, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY
    return response


@blueprint.post("/texts/<kind>/test")
@login_required
def test_text(slug: str, kind: str) -> ResponseReturnValue:
    """Mail it to oneself."""
    event = event_for(slug, policy.may_send_messages)
    if kind not in KINDS:
        abort(404)
    send_test(event, kind)
    return redirect(url_for("messages_admin.mail_text", slug=slug, kind=kind), 303)


def send_test(event: Event, kind: str, campaign_id: int | None = None) -> None:
    person = example_person(event)
    if person is None:
        flash(_("Nobody is registered yet whose details could fill a test. Register somebody first."), "error")
        return
    locale = match_locale(request.form.get("in")) or event.main_locale
    service.send_test(kind, person, current_user.email, locale, campaign_id)
    flash(_("A test is on its way to %(email)s.", email=current_user.email))


def example_person(event: Event) -> Registration | None:
    """Whose details fill a preview: the one asked for by code, or the latest who is confirmed."""
    asked = request.values.get("person", "")
    found = find_registrations(event.id, RegistrationFilter(text=asked, state="confirmed")).registrations
    found = found or find_registrations(event.id, RegistrationFilter(state="confirmed")).registrations
    return found[0] if found else None
