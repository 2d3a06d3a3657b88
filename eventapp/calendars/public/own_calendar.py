"""One's own calendar: subscribing to it, reminders, and the devices that sync it."""

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from eventapp.calendars import queries, service
from eventapp.calendars.forms import AppPasswordForm, ReminderForm
from eventapp.calendars.public import blueprint
from eventapp.calendars.public.subscribing import offer
from eventapp.core.links import absolute_url
from eventapp.core.locales import reader_locale
from eventapp.core.rate_limits import limiter
from eventapp.registration import links, policy
from eventapp.registration.models import Registration
from eventapp.registration.public.private_page import registration_of


@blueprint.get("/r/<token>/calendar/")
def own(token: str) -> ResponseReturnValue:
    registration = _with_feed(token)
    return _page(token, registration, ReminderForm(obj=registration), AppPasswordForm())


@blueprint.post("/r/<token>/calendar/reminder")
def remind(token: str) -> ResponseReturnValue:
    """How long before a session the own calendar rings."""
    registration = _with_feed(token)
    form = ReminderForm()
    if not form.validate():
        return _page(token, registration, form, AppPasswordForm()), 422
    service.set_reminder(registration, form.reminder_minutes.data)
    flash(_("Your calendar learns of it at its next update."))
    return redirect(url_for("calendars.own", token=token), 303)


@blueprint.post("/r/<token>/calendar/passwords")
@limiter.limit("20/hour")
def add_password(token: str) -> ResponseReturnValue:
    """A password for one more device. It is shown in this answer, and never again."""
    registration = _with_feed(token)
    form = AppPasswordForm()
    if not form.validate():
        return _page(token, registration, ReminderForm(obj=registration), form), 422
    try:
        _made, password = service.create_app_password(registration, form.label.data or "")
    except service.TooManyPasswords:
        form.label.errors = [_("You have as many devices as can be. Remove one that you no longer use.")]
        return _page(token, registration, ReminderForm(obj=registration), form), 422
    fresh = AppPasswordForm(formdata=None)
    return _page(token, registration, ReminderForm(obj=registration, formdata=None), fresh, password=password)


@blueprint.post("/r/<token>/calendar/passwords/<int:password_id>/revoke")
def revoke_password(token: str, password_id: int) -> ResponseReturnValue:
    registration = _with_feed(token)
    if not service.revoke_app_password(registration, password_id):
        raise NotFound
    flash(_("The device is removed: its password opens nothing any more."))
    return redirect(url_for("calendars.own", token=token) + "#devices", 303)


def _with_feed(token: str) -> Registration:
    registration = registration_of(token)
    if not policy.has_feed(registration):
        raise NotFound
    return registration


def _page(
    token: str, registration: Registration, reminder: ReminderForm, new_password: AppPasswordForm, password: str = ""
) -> str:
    event = registration.event
    name = event.name.text(reader_locale(), event.main_locale)
    offered = offer(name, partial(absolute_url, "calendars.personal", token=links.calendar_token(registration)))
    return render_template(
        "calendars/own.html",
        event=event,
        registration=registration,
        token=token,
        offered=offered,
        reminder=reminder,
        new_password=new_password,
        password=password,
        devices=queries.app_passwords_of(registration.id),
        server=absolute_url("caldav.root"),
    )
