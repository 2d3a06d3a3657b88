"""The registration form: one page that answers at once, keeps what was written, and registers nobody twice."""

from collections.abc import Hashable
from functools import cached_property
from typing import Any

from flask import Response, flash, g, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import generate_csrf

from eventapp.core import clock
from eventapp.core.http import RELEASE, without_cookies
from eventapp.core.locales import reader_locale
from eventapp.core.rate_limits import limiter
from eventapp.core.text_messages import are_sent
from eventapp.events.extension_points import PagePart, add_page_part
from eventapp.events.models import Event
from eventapp.events.public import published_event
from eventapp.events.queries import EventVersion
from eventapp.programme.models import Session
from eventapp.registration import availability, links, queries, service
from eventapp.registration.availability import Availability
from eventapp.registration.conditions import asked
from eventapp.registration.forms import LostLinkForm, QuestionFields, RegistrationForm, consent_text
from eventapp.registration.models import AccessCode, Invitation, Question, Registration, TicketType, Upload
from eventapp.registration.public import blueprint
from eventapp.registration.public.offers import Offer, offers_for, part_of, standing_of
from eventapp.registration.public.proofs import sender
from eventapp.registration.service import Choices


class Visit:
    """One request of the form: what is on offer to this visitor, and what they wrote."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.code_problem = ""
        self.ticket_types = queries.ticket_types_of(event.id)
        self.form = RegistrationForm()
        if not self.form.is_submitted():
            self.form.submission_key.data = _own_key(event)
            self.form.invitation.data = request.args.get("invitation", "")[:64]
            self.form.access_code.data = request.args.get("code", "")[:40]
        self.invitation = self._invitation()
        self.code = self._code()
        self.offers = offers_for(event, self.ticket_types, self.code, self.invitation)
        self.form.offer([offer.ticket_type for offer in self.offers if offer.can_be_chosen])
        asked = queries.questions_of(event.id)
        self.questions = QuestionFields(asked, event.main_locale, uploads=self._uploads(asked))

    @cached_property
    def sessions(self) -> list[Session]:
        """What seats can be booked in; asked for only where it is shown or chosen from."""
        return queries.bookable_sessions(self.event.id)

    @property
    def has_codes(self) -> bool:
        return any(ticket_type.visibility == "code" for ticket_type in self.ticket_types)

    @property
    def standing(self) -> Availability:
        """An invitation, or a code that works, opens the form where nothing is for everybody."""
        if any(offer.can_be_chosen for offer in self.offers) and self._time_is_right():
            return Availability.OPEN
        return standing_of(self.event, self.ticket_types, has_codes=self.has_codes)

    def _time_is_right(self) -> bool:
        standing = availability.of_event(self.event, clock.now())
        return standing in (Availability.OPEN, Availability.SOLD_OUT)

    def _invitation(self) -> Invitation | None:
        token = self.form.invitation.data
        found = service.invitation_by_token(token) if token else None
        if found is None or found.event_id != self.event.id or not service.is_open(found):
            return None
        if not self.form.is_submitted():
            self.form.name.data, self.form.email.data, self.form.company.data = found.name, found.email, found.company
            self.form.ticket_type.data = found.ticket_type_id
        return found

    def _code(self) -> AccessCode | None:
        typed = self.form.access_code.data
        if not typed:
            return None
        try:
            return service.usable_code(self.event.id, typed)
        except service.CodeInvalid as error:
            self.code_problem = code_problem(error)
            return None

    def _uploads(self, asked: list[Question]) -> dict[int, Upload]:
        key = self.form.submission_key.data
        if not self.form.is_submitted() or not key:
            return {}
        return {
            question.id: kept
            for question in asked
            if question.kind == "file" and (kept := service.upload_for(self.event.id, key, question.id))
        }

    def keep_files(self) -> None:
        """Store what was sent before anything else is looked at: an error elsewhere must not lose it."""
        key = self.form.submission_key.data or ""
        if self.form.submission_key.validate(self.form):
            for sent in self.questions.files():
                self.questions.uploads[sent.question.id] = service.keep_upload(
                    self.event.id, key, sent.question, name=sent.name, content_type=sent.content_type,
                    content=sent.content,
                )  # fmt: skip

    def choices(self) -> Choices:
        chosen = tuple(row_id for row_id in self.form.sessions.data or [] if row_id)
        waits = tuple(row_id for row_id in self.form.waits.data or [] if row_id)
        offered = {one.id for one in self.sessions} if chosen or waits else set()
        return Choices(
            answers=self.questions.answers,
            consents=self.questions.consents,
            session_ids=tuple(row_id for row_id in chosen if row_id in offered),
            waits_for_ids=tuple(row_id for row_id in waits if row_id in offered),
            access_code=self.form.access_code.data or "",
            invitation_token=self.form.invitation.data or "",
            may_wait=bool(self.form.may_wait.data),
            has_files=bool(self.questions.uploads),
            sender=sender(self.form),
        )

    def page(self) -> str:
        if are_sent(self.event.id):
            self.form.phone.description = _("Without an email address the link to your page comes as a text message.")
        chosen_kind = self.form.ticket_type.data
        asked_now = {one.id for one in asked(self.questions.questions, chosen_kind, self.questions.answers)}
        return render_template(
            "registration/register.html",
            event=self.event,
            form=self.form,
            offers=self.offers,
            consent=consent_text(self.event),
            questions=self.questions,
            asked=asked_now,
            sessions=self.sessions,
            has_codes=self.has_codes,
            code=self.code,
            code_problem=self.code_problem,
            invitation=self.invitation,
            asks_to_confirm=not self.invitation
            and any(service.confirm_minutes(self.event, offer.ticket_type) for offer in self.offers),
            can_wait=any(offer.can_wait or offer.ticket_type.has_waiting_list for offer in self.offers),
            earlier=_earlier(self.event) if request.method == "GET" else None,
            takes_groups=self.event.group_limit > 0
            and any(offer.ticket_type.visibility == "public" for offer in self.offers),
        )


@blueprint.route("/events/<slug>/register/", methods=["GET", "POST"])
def register(slug: str) -> ResponseReturnValue:
    event = published_event(slug)
    g.main_locale = event.main_locale
    if request.method == "GET" and not set(request.args) - {"lang"} and _earlier(event) is None:
        return _first_page(event)
    visit = Visit(event)
    if visit.standing is not Availability.OPEN:
        return _closed(visit, 409 if request.method == "POST" else 200)
    if not visit.form.is_submitted():
        return visit.page()
    visit.keep_files()
    if "use_code" in request.form:
        return visit.page()
    good = visit.form.validate()
    answered = visit.questions.clean(visit.form.ticket_type.data)
    if good and answered:
        return _register(visit)
    return visit.page(), 422


def _first_page(event: Event) -> ResponseReturnValue:
    """The empty form, the same for everybody who reads one language while nothing that it says has changed.

    What differs is put into the finished page: the key against forged forms, and the one of this submission.
    """
    ticket_types = queries.ticket_types_of(event.id)
    offers = tuple(
        (offer.ticket_type.id, offer.said, offer.shown_left, offer.ticket_type.waiting)
        for offer in offers_for(event, ticket_types)
    )
    sessions = tuple((one.id, one.seats_left) for one in queries.bookable_sessions(event.id))
    minute = clock.now().replace(second=0, microsecond=0)
    version = (event.uid, event.revision, reader_locale(), request.full_path, minute, offers, sessions)
    page = _first_pages.get(version)
    if page is None:
        visit = Visit(event)
        if visit.standing is not Availability.OPEN:
            return _closed(visit, 200)
        page = visit.page().replace(generate_csrf(), _TOKEN).replace(_own_key(event), _KEY)
        _first_pages.keep(version, page)
    return page.replace(_TOKEN, generate_csrf()).replace(_KEY, _own_key(event))


class _FewPages:
    """The last finished pages by all that they depend on."""

    def __init__(self, most: int = 64) -> None:
        self._pages: dict[Hashable, str] = {}
        self._most = most

    def get(self, version: Hashable) -> str | None:
        return self._pages.get((RELEASE, version))

    def keep(self, version: Hashable, page: str) -> None:
        while len(self._pages) >= self._most:
            self._pages.pop(next(iter(self._pages)), None)
        self._pages[RELEASE, version] = page


_first_pages = _FewPages()
_TOKEN, _KEY = "\x00token\x00", "\x00key\x00"


def _refusal(form: RegistrationForm, event: Event, error: service.RegistrationError) -> tuple[Any, str]:
    """The field that a refusal is about, and why, in words. Raises the error where it is none of a person's."""
    locale, main = reader_locale(), event.main_locale
    if isinstance(error, service.SessionFull):
        return form.sessions, _(
            "The last seat in “%(title)s” was taken a moment ago. Leave it out, or wait for a seat, and send again.",
            title=error.session.title.text(locale, main),
        )
    if isinstance(error, service.SessionsOverlap):
        titles = [one.text(locale, main) for one in (error.session.title, error.title)]
        return form.sessions, _(
            "“%(one)s” and “%(other)s” are at the same time: choose one.", one=titles[0], other=titles[1]
        )
    if isinstance(error, service.InvitationForAnother):
        return form.email, _("This invitation is for %(email)s alone: enter that address.", email=error.email)
    if isinstance(error, service.CodeInvalid):
        return form.access_code, code_problem(error)
    for kind, (name, message) in _IN_ONE_SENTENCE.items():
        if isinstance(error, kind):
            return form[name], str(message)
    raise error


_IN_ONE_SENTENCE = {
    service.RegistrationClosed: (
        "ticket_type",
        _l("This ticket is not on offer now. What you wrote is kept: choose another ticket."),
    ),
    service.TicketTypeUnknown: (
        "ticket_type",
        _l("There is no such ticket. What you wrote is kept: choose one from the list."),
    ),
    service.CompanyFull: (
        "ticket_type",
        _l("Your company has all the places of this ticket that it may have. Choose another ticket."),
    ),
    service.InvitationInvalid: (
        "ticket_type",
        _l("This ticket is by invitation, and your invitation cannot be used (any more)."),
    ),
    service.CompanyNeeded: ("company", _l("Name your company: this ticket counts places by company.")),
    service.EmailNeeded: (
        "email",
        _l("Enter your email address: your registration is confirmed by a link that goes to it."),
    ),
}


def _register(visit: Visit) -> ResponseReturnValue:
    form, event = visit.form, visit.event
    status = 409
    try:
        registration = service.register(
            event,
            form.ticket_type.data,
            form.details(reader_locale()),
            submission_key=form.submission_key.data or "",
            consent=consent_text(event),
            choices=visit.choices(),
        )
    except service.SoldOut as error:
        return _sold_out(visit, error)
    except service.OtherPersonSameForm as error:
        form.submission_key.data = session[_key_name(event)] = form.new_submission_key()
        field, message = form.name, _(
            "%(name)s was registered with this form already, perhaps in another tab. To register somebody else too, "
            "send it once more.", name=error.name,
        )  # fmt: skip
    except service.RegistrationError as error:
        field, message = _refusal(form, event, error)
    else:
        token = links.page_token(registration)
        session.pop(_key_name(event), None)
        session[f"registered-{event.id}"] = token
        return redirect(url_for("registration.page", token=token), 303)
    again = Visit(event)
    if again.standing is not Availability.OPEN:
        return _closed(again, status)
    visit.offers = again.offers
    field.errors = [message]
    return visit.page(), status


def _sold_out(visit: Visit, error: service.SoldOut) -> ResponseReturnValue:
    again = Visit(visit.event)
    if again.standing is not Availability.OPEN:
        return _closed(again, 409)
    visit.offers = again.offers
    wanted = visit.form.ticket_type.data
    if any(offer.ticket_type.id == wanted and offer.can_wait for offer in again.offers):
        message = _("The last of these tickets was taken a moment ago. You can stand in its waiting list: send again.")
        visit.form.may_wait.data = True
    elif error.whole_event:
        message = _("The last place was taken a moment ago. What you wrote is kept: choose what has a waiting list.")
    else:
        message = _("The last of these tickets was taken a moment ago. What you wrote is kept: choose another ticket.")
    visit.form.ticket_type.errors = [message]
    return visit.page(), 409


def _closed(visit: Visit, status: int) -> ResponseReturnValue:
    page = render_template(
        "registration/closed.html",
        event=visit.event,
        standing=visit.standing,
        opens_at=service.opens_at(
            visit.event, [ticket_type for ticket_type in visit.ticket_types if ticket_type.visibility == "public"]
        ),
        has_written=request.method == "POST",
    )
    return page, status


def code_problem(error: service.CodeInvalid) -> str:
    if error.why == "expired":
        return _("This code has expired. Ask whoever gave it to you for a new one.")
    if error.why == "used":
        return _("This code has been used as often as it can be.")
    return _("There is no such code. Look at it again: it has no spaces that matter, and no small or large letters.")


def _key_name(event: Event) -> str:
    return f"submission-{event.id}"


def _own_key(event: Event) -> str:
    """One key for all tabs of a browser, until it has registered somebody: what is sent from two tabs is one."""
    name = _key_name(event)
    if name not in session:
        session[name] = RegistrationForm.new_submission_key()
    return str(session[name])


def _earlier(event: Event) -> tuple[Registration, str] | None:
    """Whom this browser registered last, with the link, so that coming back does not begin at nothing."""
    token = session.get(f"registered-{event.id}")
    found = queries.registration_by_token(token) if token else None
    return (found, token) if found is not None and found.is_active and token else None


@blueprint.get("/events/<slug>/register/seats")
def seats(slug: str) -> Response:
    """What is left, for a form that is open for a while."""
    without_cookies()
    event = published_event(slug)
    offers = offers_for(event, queries.public_ticket_types(event.id))
    answer = jsonify(
        tickets={str(offer.ticket_type.id): _left(offer) for offer in offers},
        sessions={str(one.id): one.seats_left for one in queries.bookable_sessions(event.id)},
    )
    answer.headers["Cache-Control"] = "public, max-age=5"
    return answer


def _left(offer: Offer) -> int | None:
    return offer.ticket_type.seats_left if offer.is_open else 0


@blueprint.route("/events/<slug>/register/lost", methods=["GET", "POST"])
@limiter.limit("5 per minute; 30 per hour", methods=["POST"])
def lost_link(slug: str) -> ResponseReturnValue:
    """Answers every address in the same words, and in the same time."""
    event = published_event(slug)
    g.main_locale = event.main_locale
    form = LostLinkForm()
    if are_sent(event.id):
        form.take_numbers()
    if form.validate_on_submit():
        service.ask_for_links(event, form.email.data or "")
        if "@" in (form.email.data or ""):
            flash(_("If this address is registered, the link is on its way to it. Look into the spam folder too."))
        else:
            flash(_("If this number is registered without an email address, the link is on its way to it."))
        return redirect(url_for("registration.lost_link", slug=slug), 303)
    return render_template("registration/lost_link.html", event=event, form=form), 422 if form.errors else 200


def _offer_version(version: EventVersion) -> tuple[object, ...]:
    """The offer changes with the event's own standing at once, and with its ticket types within a minute."""
    now = clock.now()
    standing = availability.of_event(version, now)
    return (standing, now.replace(second=0, microsecond=0) if standing is Availability.OPEN else None)


add_page_part(PagePart(5, "registration/_offer.html", part_of, _offer_version))


def open_ticket_types(event: Event) -> list[TicketType]:
    """The ticket types that a group can have now."""
    return [offer.ticket_type for offer in offers_for(event, queries.public_ticket_types(event.id)) if offer.is_open]
