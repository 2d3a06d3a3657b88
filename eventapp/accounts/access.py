"""What every request of somebody who is signed in goes through: is the session good, is a second factor due, has the
person proved lately who they are."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from eventapp.accounts import service
from eventapp.accounts.challenges import answered
from eventapp.accounts.forms import ConfirmationForm
from eventapp.accounts.models import BrowserSession, User
from eventapp.accounts.queries import session_of_token
from eventapp.accounts.service import PasskeyRefused, TooManyGuesses
from eventapp.core import clock
from eventapp.core.http import is_safe_local_path

View = TypeVar("View", bound=Callable[..., Any])


def asks_again(*methods: str) -> Callable[[View], View]:
    """Have a view let in only who proved lately who they are: what it does cannot be undone.

    `methods` are those that ask; what is typed into a form is carried along.
    """

    def mark(view: View) -> View:
        view.asks_again = frozenset(methods)  # type: ignore[attr-defined]
        return view

    return mark


def user_of_cookie(token: str) -> User | None:
    """What Flask-Login asks: whose session a cookie's secret is, while it is good."""
    found = session_of_token(token)
    if found is None:
        return None
    browser_session, user = found
    if not service.is_running(browser_session, clock.lenient_now()):
        return None
    g.browser_session = browser_session
    user.session_token = token
    return user


def browser_session() -> BrowserSession:
    """The session of who is signed in."""
    found: BrowserSession = g.browser_session
    return found


def look_at_session() -> ResponseReturnValue | None:
    """Before every request: nothing for who is not signed in, and nothing on public pages."""
    if not request.path.startswith(("/admin/", "/account/")) or not current_user.is_authenticated:
        return None
    present = browser_session()
    if clock.now() - present.seen_at > service.SEEN_EVERY:
        service.note_seen(present)
    if service.is_demanded_by_site(current_user):
        demand_second_factor(current_user)
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method in getattr(view, "asks_again", ()) and not service.is_confirmed(present, clock.lenient_now()):
        return _ask_again()
    return None


def demand_second_factor(user: User) -> None:
    """Say until when a second factor has to be there; afterwards lead to where it is set up, and nowhere else."""
    if user.has_second_factor:
        return
    due: datetime = service.set_up_by(user)
    g.second_factor_due = due
    if due <= clock.lenient_now() and not (request.endpoint or "").startswith("accounts."):
        flash(_("Your team asks for a second factor. Set one up to go on."), "warning")
        abort(redirect(url_for("accounts.account"), 303))


def _ask_again() -> ResponseReturnValue | None:
    """Nothing where the form that was sent says who it is; otherwise a page that asks, and carries the form along."""
    if request.method == "GET":
        return redirect(url_for("accounts.confirm", next=request.full_path.rstrip("?")))
    form = ConfirmationForm()
    if form.confirm_password.name in request.form and form.validate() and confirm_by(form):
        return None
    own = {form.confirm_password.name, form.confirm_answer.name, "csrf_token"}
    carried = [(name, value) for name, value in request.form.items(multi=True) if name not in own]
    page = render_template(
        "accounts/confirm.html", event=None, form=form, carried=carried,
        identities=service.identities_of(current_user), back=_page_before(),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _page_before() -> str:
    """The path of the page whose form was sent, where the browser says it."""
    before = urlsplit(request.referrer or "")
    return before.path if before.netloc == request.host and is_safe_local_path(before.path) else ""


def confirm_by(form: ConfirmationForm) -> bool:
    """Whether the form holds a password or a passkey's answer of who is signed in. Then the session has risen."""
    if form.confirm_answer.data:
        return _confirm_by_passkey(form)
    try:
        if service.confirm_password(current_user, form.confirm_password.data or ""):
            rise()
            return True
        form.confirm_password.errors = [_("This is not your password. Nothing was changed; try again.")]
    except TooManyGuesses as error:
        form.confirm_password.errors = [too_many_guesses(error)]
    return False


def _confirm_by_passkey(form: ConfirmationForm) -> bool:
    try:
        is_theirs = service.user_of_passkey(*answered(form.confirm_answer.data or "")).id == current_user.id
    except PasskeyRefused:
        is_theirs = False
    if is_theirs:
        rise(with_second_factor=True)
    else:
        form.confirm_password.errors = [_("This passkey is not one of yours. Nothing was changed.")]
    form.confirm_answer.data = ""
    return is_theirs


def rise(*, with_second_factor: bool = False) -> None:
    """The session of who is signed in rises, and its cookie changes."""
    service.confirm_session(current_user, browser_session(), with_second_factor=with_second_factor)
    session["_user_id"] = current_user.get_id()


def too_many_guesses(error: TooManyGuesses) -> str:
    seconds = int(error.wait.total_seconds()) + 1
    if seconds <= 90:
        return _("Too many wrong tries. Wait %(number)s seconds, and try again.", number=seconds)
    return _("Too many wrong tries. Wait %(number)s minutes, and try again.", number=-(-seconds // 60))


def next_page(fallback: str) -> str:
    """Where the address's `next` leads, if that is on this site; the page of that endpoint otherwise."""
    target = request.args.get("next")
    return target if target and is_safe_local_path(target) else url_for(fallback)
