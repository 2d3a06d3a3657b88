"""How long an event keeps what it knows of people, and the record of what that is."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import login_required
from wtforms.validators import NumberRange, Optional

from eventapp.accounts.access import asks_again
from eventapp.core.forms import EventappForm, IntegerField
from eventapp.events import policy, queries, service
from eventapp.events.access import event_for
from eventapp.events.admin import blueprint
from eventapp.events.confirmation import Confirmation, ask_first
from eventapp.events.extension_points import Effect
from eventapp.events.models import Event
from eventapp.events.record_of_processing import processing_of
from eventapp.events.retention import retention_purposes


class RetentionForm(EventappForm):
    """Days after the event's end, by purpose; the fields are those of the purposes that features have added."""


def _form(event: Event) -> RetentionForm:
    days = [Optional(), NumberRange(0, 3650, _l("Enter a number from 0 to 3650."))]
    fields: dict[str, Any] = {purpose.key: IntegerField(purpose.label, days) for purpose in retention_purposes}
    form: type[RetentionForm] = type("RetentionForm", (RetentionForm,), fields)
    return form(data=queries.retention_days(event.id))


@blueprint.route("/events/<slug>/privacy/", methods=["GET", "POST"])
@login_required
@asks_again("POST")
def privacy(slug: str) -> ResponseReturnValue:
    """What there is, until when it is kept, and how long it is to be."""
    event = event_for(slug, policy.may_edit_event)
    here = url_for("events_admin.privacy", slug=slug)
    form = _form(event)
    if form.validate_on_submit():
        wanted = {purpose.key: form[purpose.key].data for purpose in retention_purposes}
        if page := _ask_about_what_goes_now(event, wanted, here):
            return page
        service.set_retention(event, wanted)
        flash(_("Saved."))
        return redirect(here, 303)
    page = render_template("events/admin/privacy.html", event=event, form=form, kept=service.kept(event))
    return page, 422 if form.errors else 200


def _ask_about_what_goes_now(event: Event, wanted: dict[str, int | None], back: str) -> ResponseReturnValue | None:
    """The page that asks first, where the event has been over for longer than that."""
    going = service.due_at_once(event, wanted)
    if not going:
        return None
    effects = [
        Effect(_("%(what)s: %(number)s", what=one.purpose.label, number=_entries(one.number)), is_warning=True)
        for one in going
    ]
    title = _("Remove this now, for good?")
    return ask_first(event, Confirmation(title, effects, _("Remove it"), back))


def _entries(number: int) -> str:
    return ngettext("%(num)s entry", "%(num)s entries", number)


@blueprint.get("/events/<slug>/privacy/record")
@login_required
def record_of_processing(slug: str) -> ResponseReturnValue:
    """What is processed of whom and why, as the models say (Regulation (EU) 2016/679, Article 30)."""
    event = event_for(slug, policy.may_edit_event)
    return render_template("events/admin/record_of_processing.html", event=event, processing=processing_of(event))
