"""A captioner's page, by private link: type or paste what is said; readers have each line two seconds later."""

from uuid import uuid4

from flask import Blueprint, Response, abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core.db import db
from eventapp.core.rate_limits import limiter
from eventapp.events.models import Event
from eventapp.recordings import languages, queries, service
from eventapp.recordings.forms.captions import LinesForm, lines_in
from eventapp.recordings.models import CaptionFeed

blueprint = Blueprint("captioner", __name__, url_prefix="/captions/<token>")


@blueprint.get("/")
def page(token: str) -> ResponseReturnValue:
    feed, event = _feed(token)
    return _page(token, feed, event, LinesForm(key=uuid4().hex))


@blueprint.post("/")
@limiter.limit("300 per minute")
def write(token: str) -> ResponseReturnValue:
    """Some lines. A script that sends them asks for JSON, and is told in words what is wrong."""
    feed, event = _feed(token)
    form = LinesForm()
    error = ""
    if form.validate_on_submit():
        try:
            service.add_lines(feed, form.lines())
        except service.CaptionError as refused:
            db.session.rollback()
            error = _refusal(refused)
    else:
        error = next(iter(next(iter(form.errors.values()), [""])), "")
    if request.accept_mimetypes.best == "application/json":
        return (jsonify(error=str(error)), 422) if error else Response(status=204)
    if error:
        form.text.errors = form.text.errors or [error]
        return _page(token, feed, event, form), 422
    return redirect(url_for("captioner.page", token=token), 303)


@blueprint.get("/part")
def part(token: str) -> ResponseReturnValue:
    """The last lines, as another captioner of the same feed may have written them."""
    feed, _event = _feed(token)
    lines = queries.lines_of(feed, 30)
    body = render_template("recordings/_written.html", lines=lines, token=token, feed=feed)
    return Response(body, headers={"Cache-Control": "private, no-store"})


@blueprint.route("/lines/<int:number>", methods=["GET", "POST"])
@limiter.limit("120 per minute", methods=["POST"])
def line(token: str, number: int) -> ResponseReturnValue:
    """Other words for a line that was written; none take it back."""
    feed, event = _feed(token)
    found = queries.line_of(feed, number)
    if found is None or not found.text:
        abort(404)
    error, text = "", found.text
    if request.method == "POST":
        text = " ".join(lines_in(request.form.get("text", "")))
        error = _too_long(text)
        if not error:
            try:
                service.correct_line(feed, number, text)
            except service.CaptionError as refused:
                db.session.rollback()
                error = _refusal(refused)
            else:
                flash(_("Corrected.") if text else _("Taken back."))
                return redirect(url_for("captioner.page", token=token), 303)
    page = render_template(
        "recordings/line.html", event=event, feed=feed, token=token, number=number, text=text, error=error
    )
    return page, 422 if error else 200


def _too_long(text: str) -> str:
    return _("A line has at most 500 characters. Break it in two.") if len(text) > service.LONGEST_LINE else ""


def _refusal(error: service.CaptionError) -> str:
    if isinstance(error, service.FeedClosed):
        return _("The team has closed these captions. Ask them to open them again.")
    if isinstance(error, service.TooManyLines):
        return _("These captions are full. Ask the team for others.")
    return _("There is no such line any more.")


def _feed(token: str) -> tuple[CaptionFeed, Event]:
    feed = queries.feed_by_captioner(token) or abort(404)
    event = db.session.get_one(Event, feed.session.event_id)
    g.main_locale = event.main_locale
    return feed, event


def _page(token: str, feed: CaptionFeed, event: Event, form: LinesForm) -> str:
    return render_template(
        "recordings/captioner.html", event=event, feed=feed, session=feed.session, token=token, form=form,
        lines=queries.lines_of(feed, 30), name=languages.written_language(feed.language),
    )  # fmt: skip
