"""Groups: the liaison's form, and the page on which they name and replace people."""

from contextlib import suppress

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.core import clock
from eventapp.events.models import Event
from eventapp.events.public import published_event
from eventapp.registration import links, policy, queries, service
from eventapp.registration.availability import Availability
from eventapp.registration.forms import (
    GroupForm,
    MemberForm,
    QuestionFields,
    RegistrationForm,
    asked_of_group,
    consent_text,
)
from eventapp.registration.labels import STATE_NAMES
from eventapp.registration.models import Delegation, Registration
from eventapp.registration.public import blueprint
from eventapp.registration.public.form import open_ticket_types
from eventapp.registration.public.offers import offers_for, standing_of
from eventapp.registration.public.proofs import sender


@blueprint.route("/events/<slug>/register/group", methods=["GET", "POST"])
def group(slug: str) -> ResponseReturnValue:
    event = published_event(slug)
    g.main_locale = event.main_locale
    if not event.group_limit:
        abort(404)
    ticket_types = queries.public_ticket_types(event.id)
    standing = standing_of(event, ticket_types)
    if standing is not Availability.OPEN:
        page = render_template(
            "registration/closed.html", event=event, standing=standing, opens_at=service.opens_at(event, ticket_types),
            has_written=request.method == "POST",
        )  # fmt: skip
        return page, 409 if request.method == "POST" else 200
    form = GroupForm()
    form.offer(open_ticket_types(event))
    form.questions = QuestionFields(asked_of_group(queries.questions_of(event.id)), event.main_locale, asks_all=False)
    if not form.is_submitted():
        form.rows = []
        form.submission_key.data = RegistrationForm.new_submission_key()
        return _page(event, form)
    form.read_rows(request, event.group_limit)
    if "fill" in request.form:
        if problem := form.take_pasted():
            form.pasted.errors = [problem]
        form.check_rows(event.group_limit)
        return _page(event, form)
    if "more" in request.form:
        return _page(event, form, more=5)
    good = form.validate()
    answered = form.questions.clean(form.ticket_type.data)
    if form.check_rows(event.group_limit) and good and answered:
        return _register(event, form)
    return _page(event, form), 422


def _register(event: Event, form: GroupForm) -> ResponseReturnValue:
    try:
        delegation = service.register_delegation(
            event,
            form.ticket_type.data,
            form.details(),
            form.people(),
            unnamed=form.unnamed.data or 0,
            submission_key=form.submission_key.data or "",
            consent=consent_text(event),
            answers=form.questions.answers,
            take_what_is_left="take" in request.form,
            sender=sender(form),
        )
    except (service.SoldOut, service.CompanyFull) as error:
        wanted = len(form.rows) + (form.unnamed.data or 0)
        form.ticket_type.errors = [_too_few(error, wanted)]
        return _page(event, form, left=error.left), 409
    except service.CompanyNeeded:
        form.company.errors = [_("Name your company: this ticket counts places by company.")]
    except (service.RegistrationClosed, service.TicketTypeUnknown):
        form.ticket_type.errors = [_("This ticket is not on offer now. What you wrote is kept: choose another ticket.")]
    except service.NotAllowed:
        form.unnamed.errors = [_("A group has at most %(most)s seats.", most=event.group_limit)]
    else:
        return redirect(url_for("registration.delegation", token=links.delegation_token(delegation)), 303)
    return _page(event, form), 409


def _too_few(error: service.SoldOut | service.CompanyFull, wanted: int) -> str:
    if not error.left:
        if isinstance(error, service.CompanyFull):
            return _("Your company has all the places of this ticket that it may have. Nobody was registered.")
        return _("These tickets are sold out. Nobody was registered; what you wrote is kept.")
    if isinstance(error, service.CompanyFull):
        return ngettext(
            "Your company may have only %(num)s more place, and you want %(wanted)s. Nobody was registered yet.",
            "Your company may have only %(num)s more places, and you want %(wanted)s. Nobody was registered yet.",
            error.left, wanted=wanted,
        )  # fmt: skip
    return ngettext(
        "Only %(num)s place is left, and you want %(wanted)s. Nobody was registered yet.",
        "Only %(num)s places are left, and you want %(wanted)s. Nobody was registered yet.",
        error.left, wanted=wanted,
    )  # fmt: skip


def _page(event: Event, form: GroupForm, *, more: int = 0, left: int = 0) -> str:
    return render_template(
        "registration/group.html",
        event=event,
        form=form,
        offers=offers_for(event, queries.public_ticket_types(event.id)),
        rows=form.shown_rows(event.group_limit, more),
        consent=consent_text(event),
        left=left,
        transfers_end=policy.transfers_end(event),
    )


def _delegation(token: str) -> Delegation:
    found = service.delegation_by_token(token)
    if found is None:
        abort(404)
    g.main_locale = found.event.main_locale
    return found


@blueprint.get("/g/<token>/")
def delegation(token: str) -> ResponseReturnValue:
    """How everybody stands. Private links are shown for those only who have no mail address to get them at."""
    found = _delegation(token)
    now = clock.now()
    members = [
        (
            member,
            policy.may_substitute(member, now),
            links.page_url(member) if member.is_named and not member.email and member.is_active else None,
        )
        for member in found.members
    ]
    return render_template(
        "registration/delegation.html",
        event=found.event,
        delegation=found,
        members=members,
        token=token,
        state_names=STATE_NAMES,
        waits_until=max((one.confirm_by for one in found.members if one.confirm_by), default=None),
        transfers_end=policy.transfers_end(found.event),
    )


@blueprint.route("/g/<token>/<code>", methods=["GET", "POST"])
def member(token: str, code: str) -> ResponseReturnValue:
    """Name somebody for an open seat, or put somebody in another's place."""
    found = _delegation(token)
    seat = _seat(found, code)
    if not policy.may_substitute(seat, clock.now()):
        flash(_("People can no longer be named or replaced."), "error")
        return redirect(url_for("registration.delegation", token=token), 303)
    form = MemberForm(company=found.company)
    if form.validate_on_submit():
        try:
            service.name_seat(seat, form.details(found.locale), consent=consent_text(found.event))
        except service.HasCome:
            flash(_("%(name)s has come in already, so the place stays theirs.", name=seat.name), "error")
            return redirect(url_for("registration.delegation", token=token), 303)
        except service.NotAllowed:
            flash(_("People can no longer be named or replaced."), "error")
            return redirect(url_for("registration.delegation", token=token), 303)
        except service.CompanyFull:
            form.company.errors = [_("That company has all the places it may have.")]
        else:
            flash(_("%(name)s has the seat now.", name=seat.name))
            return redirect(url_for("registration.delegation", token=token), 303)
    page = render_template(
        "registration/member.html", event=found.event, delegation=found, seat=seat, form=form, token=token
    )
    return page, 422 if form.errors else 200


@blueprint.post("/g/<token>/<code>/cancel")
def cancel_member(token: str, code: str) -> ResponseReturnValue:
    found = _delegation(token)
    seat = _seat(found, code)
    if "confirmed" not in request.form:
        return render_template(
            "registration/give_back.html", event=found.event, delegation=found, seat=seat, token=token
        )
    if policy.may_cancel(seat, clock.now()):
        with suppress(service.NotAllowed):
            service.cancel(seat)
        flash(_("The seat is given back."))
    return redirect(url_for("registration.delegation", token=token), 303)


def _seat(found: Delegation, code: str) -> Registration:
    seat = queries.registration_by_code(found.event_id, code)
    if seat is None or seat.delegation_id != found.id:
        abort(404)
    return seat
