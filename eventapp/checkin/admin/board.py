"""The live board for the organiser; the big screen's is in checkin/public.py, without names."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.checkin import service
from eventapp.checkin.admin.blueprint import blueprint
from eventapp.checkin.board_link import board_url
from eventapp.checkin.live_board import live_response
from eventapp.events import policy
from eventapp.events.access import event_for


@blueprint.get("/board/")
@login_required
def board(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_run_door)
    part = url_for("checkin_admin.board_part", slug=slug)
    return render_template("checkin/admin/board.html", event=event, part=part, screen=board_url(event))


@blueprint.get("/board/live")
@login_required
def board_part(slug: str) -> ResponseReturnValue:
    return live_response(event_for(slug, policy.may_run_door), shows_names=True)


@blueprint.post("/board/renew")
@login_required
def renew_board(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_run_door)
    service.renew_board_link(event)
    flash(_("The big screen has a new link; the old one shows nothing any more."))
    return redirect(url_for("checkin_admin.board", slug=slug), 303)
