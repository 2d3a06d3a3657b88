"""How badges look, and printing them: one, or all."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.checkin import badges, queries, service
from eventapp.checkin.admin.blueprint import blueprint
from eventapp.checkin.forms import BadgeRunForm, DesignForm
from eventapp.checkin.models import LAYOUTS, PAPERS, BadgeDesign
from eventapp.core.forms import choices
from eventapp.core.http import shown_inline
from eventapp.core.locales import reader_locale
from eventapp.events import policy
from eventapp.events.access import event_for, reads_in_bulk
from eventapp.events.models import Event
from eventapp.registration.queries import registration_by_code, ticket_types_of

LARGEST_UPLOAD = 5 * 1024 * 1024


@blueprint.get("/badges/")
@login_required
def badge_design(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_run_door)
    return _page(event, DesignForm(obj=queries.badge_design(event.id)))


def _page(event: Event, form: DesignForm) -> str:
    run = BadgeRunForm()
    ticket_types = ticket_types_of(event.id)
    run.ticket_type.choices = choices(
        [
            ("", _("All")),
            *(
                (ticket_type.id, ticket_type.name.text(reader_locale(), event.main_locale))
                for ticket_type in ticket_types
            ),
        ]
    )
    return render_template(
        "checkin/admin/badges.html",
        event=event,
        form=form,
        run=run,
        design=queries.badge_design(event.id),
        counts=queries.badge_print_counts(event.id),
    )


@blueprint.post("/badges/")
@login_required
def save_badge_design(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_run_door)
    form = DesignForm()
    logo = None
    sent = form.logo.data
    is_good = form.validate_on_submit()
    if is_good and sent:
        content = sent.read(LARGEST_UPLOAD + 1)
        try:
            logo = badges.logo_from(content) if len(content) <= LARGEST_UPLOAD else None
        except ValueError:
            logo = None
        if logo is None:
            form.logo.errors = [_("This is no PNG, JPEG or WebP picture of at most 5 MB. The design stays as it was.")]
            is_good = False
    if not is_good:
        return _page(event, form), 422
    service.set_badge_design(event, form.details(), logo, drops_logo=form.drops_logo.data)
    flash(_("Saved."))
    return redirect(url_for("checkin_admin.badge_design", slug=slug), 303)


@blueprint.get("/badges/preview.svg")
@login_required
def badge_preview(slug: str) -> ResponseReturnValue:
    """A badge of somebody made up, in a layout and on a paper that need not be chosen yet."""
    event = event_for(slug, policy.may_run_door)
    stored = queries.badge_design(event.id)
    layout, paper = request.args.get("layout", stored.layout), request.args.get("paper", stored.paper)
    if layout not in LAYOUTS or paper not in PAPERS:
        abort(404)
    shown = {
        name: request.args.get(name) == "1" if name in request.args else getattr(stored, name)
        for name in ("shows_company", "shows_job_title", "shows_country", "shows_qr")
    }
    design = BadgeDesign(event_id=event.id, layout=layout, paper=paper, logo=stored.logo, **shown)
    picture = badges.sample_picture(event, design, is_latin=request.args.get("sample") == "latin")
    return Response(picture, content_type="image/svg+xml", headers={"Cache-Control": "private, no-store"})


@blueprint.post("/badges/print")
@login_required
@reads_in_bulk
def print_badges(slug: str) -> ResponseReturnValue:
    """Many at once, sorted. Each printing is counted."""
    event = event_for(slug, policy.may_run_door)
    form = BadgeRunForm()
    form.ticket_type.choices = choices([("", ""), *((ticket_type.id, "") for ticket_type in ticket_types_of(event.id))])
    if not form.validate_on_submit():
        flash(_("Choose from the lists. Nothing was printed."), "error")
        return redirect(url_for("checkin_admin.badge_design", slug=slug), 303)
    people = queries.people_for_badges(event.id, form.ticket_type.data, form.sort.data, only_new=form.only_new.data)
    if not people:
        flash(_("There is no badge to print: all of these were printed already, or nobody is confirmed."), "error")
        return redirect(url_for("checkin_admin.badge_design", slug=slug), 303)
    pdf = badges.badges_pdf(event, people)
    service.note_printed(people, user_id=current_user.id)
    return _pdf(pdf, f"{slug}-badges.pdf")


@blueprint.post("/badges/<code>")
@login_required
def print_badge(slug: str, code: str) -> ResponseReturnValue:
    """One badge, to be printed at once. It is no arrival."""
    event = event_for(slug, policy.may_run_door)
    person = registration_by_code(event.id, code) or abort(404)
    try:
        service.note_printed([person], user_id=current_user.id)
    except service.NotConfirmed:
        flash(_("Only who is confirmed gets a badge."), "error")
        return redirect(url_for("checkin_admin.desk", slug=slug, person=code), 303)
    return _pdf(badges.badges_pdf(event, [person]), f"{slug}-{person.spoken_code}.pdf")


def _pdf(content: bytes, name: str) -> Response:
    return Response(content, content_type="application/pdf", headers=shown_inline(name))
