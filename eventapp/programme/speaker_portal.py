"""A speaker's private page: they complete and confirm their own profile, and say whether they will be there."""

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core.rate_limits import limiter
from eventapp.events.models import Event
from eventapp.programme import queries, service
from eventapp.programme.drafts import SessionWithDraft
from eventapp.programme.extension_points import speaker_links
from eventapp.programme.forms import OwnSessionForm, SpeakerForm
from eventapp.programme.models import Speaker
from eventapp.programme.speaker_form import save_photo, speaker_form

blueprint = Blueprint("speaker_page", __name__, url_prefix="/s/<token>")


@blueprint.route("/", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def page(token: str) -> ResponseReturnValue:
    """Their profile and sessions. Saving it confirms it."""
    speaker, event = _speaker(token)
    form = speaker_form(SpeakerForm, event, speaker)
    del form.email
    if form.validate_on_submit():
        service.confirm_profile(speaker, form.details(email=speaker.email))
        if save_photo(form, speaker):
            flash(_("Thank you. The organisers see what you wrote."))
            return redirect(url_for("speaker_page.page", token=token), 303)
    sessions = _sessions(event, speaker)
    page = render_template(
        "programme/speaker_portal.html", event=event, speaker=speaker, form=form, sessions=sessions, token=token,
        links=speaker_links(speaker),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.post("/sessions/<code>/<any(yes, no):answer>")
def answer(token: str, code: str, answer: str) -> ResponseReturnValue:
    """Whether they will be there."""
    speaker, event = _speaker(token)
    session = _own_session(event, speaker, code)
    service.answer_for_session(speaker, session.released, "yes" if answer == "yes" else "no")
    flash(_("Thank you. The organisers see your answer."))
    return redirect(url_for("speaker_page.page", token=token, _anchor="sessions"), 303)


@blueprint.route("/sessions/<code>", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def session(token: str, code: str) -> ResponseReturnValue:
    """Title and summary in the speaker's words; the team looks at them before they are public."""
    speaker, event = _speaker(token)
    own = _own_session(event, speaker, code)
    form = OwnSessionForm(data={"title": own.title, "abstract": own.abstract})
    if form.validate_on_submit():
        service.describe_session(own.released, form.title.data, form.abstract.data)
        flash(_("Thank you. The organisers see what you wrote."))
        return redirect(url_for("speaker_page.page", token=token, _anchor="sessions"), 303)
    page = render_template("programme/own_session.html", event=event, session=own, form=form, token=token)
    return page, 422 if form.errors else 200


def _speaker(token: str) -> tuple[Speaker, Event]:
    speaker = queries.speaker_by_link(token) or abort(404)
    event = queries.event_of(speaker)
    g.main_locale = event.main_locale
    return speaker, event


def _sessions(event: Event, speaker: Speaker) -> list[SessionWithDraft]:
    return [one for one in queries.sessions_with_drafts(event.id) if speaker in one.speakers and not one.is_cancelled]


def _own_session(event: Event, speaker: Speaker, code: str) -> SessionWithDraft:
    return next((one for one in _sessions(event, speaker) if one.released.code == code), None) or abort(404)
