"""The page that makes the lines to paste into an organiser's own site."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.core.links import absolute_url
from eventapp.core.locales import LOCALES
from eventapp.events import policy, service
from eventapp.events.access import event_for
from eventapp.events.admin import blueprint
from eventapp.events.widget_forms import WidgetSitesForm


@blueprint.route("/events/<slug>/widgets/", methods=["GET", "POST"])
@login_required
def widgets(slug: str) -> ResponseReturnValue:
    """`?language=zh-Hant` makes the lines for one language; otherwise they follow the page that they stand on."""
    event = event_for(slug, policy.may_edit_event)
    form = WidgetSitesForm(sites="\n".join(event.widget_sites))
    if form.validate_on_submit():
        service.set_widget_sites(event, form.origins())
        flash(_("Saved."))
        return redirect(url_for("events_admin.widgets", slug=slug), 303)
    language = request.args.get("language", "")
    page = render_template(
        "events/admin/widgets.html", event=event, form=form, language=language if language in LOCALES else "",
        widgets={
            "schedule": (_("Programme"), absolute_url("programme.schedule", slug=slug)),
            "register": (_("Register"), absolute_url("registration.register", slug=slug)),
            "countdown": (_("Countdown"), absolute_url("events.page", slug=slug)),
        },
    )  # fmt: skip
    return page, 422 if form.errors else 200
