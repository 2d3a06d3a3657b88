"""The organiser's page of a session's live captions: languages, who reads them, the links to write and to show them."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.core.db import db
from eventapp.core.http import spreadsheet_response
from eventapp.core.links import absolute_url
from eventapp.events.confirmation import ask_to_delete
from eventapp.events.extension_points import AdminLink
from eventapp.events.models import Event
from eventapp.programme.extension_points import add_session_admin_links
from eventapp.programme.models import Session
from eventapp.recordings import languages, queries, service
from eventapp.recordings.admin.lookups import asked_session
from eventapp.recordings.forms.captions import FeedForm
from eventapp.recordings.models import CaptionFeed

blueprint = Blueprint("captions_admin", __name__, url_prefix="/admin/events/<slug>/sessions/<code>/captions")


@blueprint.route("/", methods=["GET", "POST"])
@login_required
def captions(slug: str, code: str) -> ResponseReturnValue:
    event, session = asked_session(slug, code)
    feeds = queries.feeds_of(session.id)
    form = FeedForm(audience="public" if event.streams_public else "watching")
    form.offer(feed.language for feed in feeds)
    if form.validate_on_submit():
        try:
            service.open_feed(session, form.language.data, is_public=form.audience.data == "public")
        except service.FeedThere:
            db.session.rollback()
            form.language.errors = [_("There are captions in this language already.")]
        else:
            flash(_("Give the link to whoever writes them."))
            return redirect(url_for("captions_admin.captions", slug=slug, code=code), 303)
    page = render_template(
        "recordings/admin/captions.html", event=event, session=session, form=form, feeds=feeds,
        counts=queries.line_counts(feed.id for feed in feeds),
        captioner_links={one.id: absolute_url("captioner.page", token=service.captioner_token(one)) for one in feeds},
        screen_links={one.id: absolute_url("captions.screen", token=service.screen_token(one)) for one in feeds},
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.post("/<int:feed_id>/<any(public, watching, open, close, renew):setting>")
@login_required
def change(slug: str, code: str, feed_id: int, setting: str) -> ResponseReturnValue:
    _event, session, feed = _feed(slug, code, feed_id)
    if setting in ("public", "watching"):
        service.set_audience(session, feed, is_public=setting == "public")
    elif setting in ("open", "close"):
        service.set_open(session, feed, is_open=setting == "open")
    else:
        service.renew_links(session, feed)
    flash(_("Saved.") if setting != "renew" else _("The old links no longer work. These are the new ones."))
    return redirect(url_for("captions_admin.captions", slug=slug, code=code), 303)


@blueprint.post("/<int:feed_id>/delete")
@login_required
def delete(slug: str, code: str, feed_id: int) -> ResponseReturnValue:
    event, session, feed = _feed(slug, code, feed_id)
    back = url_for("captions_admin.captions", slug=slug, code=code)
    lines = queries.line_counts([feed.id]).get(feed.id, 0)
    words = _("%(lines)s lines of captions go with it.", lines=lines)
    if page := ask_to_delete(event, f"“{languages.written_language(feed.language)}”", back, words):
        return page
    service.delete_feed(session, feed)
    flash(_("Deleted."))
    return redirect(back, 303)


@blueprint.get("/<int:feed_id>/captions.<kind>")
@login_required
def export_table(slug: str, code: str, feed_id: int, kind: str) -> ResponseReturnValue:
    """Every line with its time on the clocks of the event's place."""
    event, session, feed = _feed(slug, code, feed_id)
    rows = [["time", "text"]]
    for line in queries.lines_of(feed, None):
        rows.append([event.local(line.written_at).strftime("%Y-%m-%d %H:%M:%S"), line.text])
    return spreadsheet_response(rows, f"{slug}-{session.code}-{feed.language}", kind)


def _feed(slug: str, code: str, feed_id: int) -> tuple[Event, Session, CaptionFeed]:
    event, session = asked_session(slug, code)
    return event, session, queries.feed(session.id, feed_id) or abort(404)


@add_session_admin_links
def _captions_link(event: Event, session: Session) -> AdminLink:
    link = url_for("captions_admin.captions", slug=event.slug, code=session.code)
    return AdminLink("captions", _("Live captions"), link)
