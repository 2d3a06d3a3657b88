"""One field that finds people, sessions, speakers, settings and pages of an event."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required

from eventapp.events import policy, search
from eventapp.events.access import event_for
from eventapp.events.admin import blueprint
from eventapp.events.search import AdminPage, add_admin_pages

LONGEST = 100


@blueprint.get("/events/<slug>/search")
@login_required
def find(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see)
    text = " ".join(request.args.get("q", "").split())[:LONGEST]
    return render_template(
        "events/admin/search.html",
        event=event,
        text=text,
        pages=[
            (str(page.name), url_for(page.endpoint, slug=slug))
            for page in search.found_pages(current_user, event, text)
        ],
        hits=search.search(current_user, event, text) if text else [],
    )


add_admin_pages(
    AdminPage(
        _l("Overview"), _l("dashboard, reports, statistics, figures, publish, archive"),
        "dashboard report reports statistics numbers analytics publish unpublish archive",
        "events_admin.dashboard", policy.may_see,
    ),
    AdminPage(
        _l("Settings"), _l("name, date, time zone, venue, address, colour, languages, capacity, contact"),
        "name date time zone timezone venue place address colour color language languages capacity limit contact email",
        "events_admin.settings", policy.may_edit_event,
    ),
    AdminPage(
        _l("Team"), _l("roles, permissions, invite, colleagues, volunteers, access"),
        "roles permissions invite colleagues members volunteers staff access rights",
        "events_admin.team", policy.may_see_team,
    ),
    AdminPage(
        _l("History"), _l("audit log, who changed what"), "audit log changes activity",
        "events_admin.history", policy.may_see_history,
    ),
    AdminPage(
        _l("Copy event"), _l("copy, duplicate, next year, template"), "copy duplicate next year template repeat",
        "events_admin.clone", policy.may_clone,
    ),
)  # fmt: skip
