"""The list of titles, and each of them."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.core.http import shown_inline
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import ask_to_delete
from eventapp.events.models import Event
from eventapp.programme.admin.responses import form_status
from eventapp.titles import labels, queries, service
from eventapp.titles.admin import blueprint
from eventapp.titles.extension_points import title_admin_links
from eventapp.titles.forms import TitleForm
from eventapp.titles.models import TITLE_STATES, Title
from eventapp.titles.printing import card
from eventapp.titles.queries import Wanted
from eventapp.titles.title_form import save_picture, title_form


@blueprint.get("/")
@login_required
def titles(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    state = request.args.get("state", "")
    states = (state,) if state in TITLE_STATES else TITLE_STATES
    words = request.args.get("q", "").strip()[:100]
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    found = queries.find_titles(event.id, Wanted(words=words), states, page)
    asked = {key: value for key, value in (("q", words), ("state", state)) if value}
    counts = queries.state_counts(event.id)
    return render_template(
        "titles/admin/titles.html", event=event, found=found, page=page, asked=asked, words=words, state=state,
        counts=counts, total=sum(counts.values()), labels=labels,
    )  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@login_required
def new_title(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    form = title_form(TitleForm, event)
    if form.validate_on_submit():
        title = service.create_title(event, form.details())
        if save_picture(form, title):
            flash(_("The title is added."))
        return redirect(url_for("titles_admin.edit_title", slug=slug, code=title.code), 303)
    page = render_template("titles/admin/title.html", form=form, event=event, title=None, labels=labels)
    return page, form_status(form)


@blueprint.route("/<code>", methods=["GET", "POST"])
@login_required
def edit_title(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    title = _title(event, code)
    form = title_form(TitleForm, event, title)
    if form.validate_on_submit():
        service.update_title(title, form.details())
        if save_picture(form, title):
            flash(_("The title is saved."))
            return redirect(url_for("titles_admin.edit_title", slug=slug, code=code), 303)
    page = render_template(
        "titles/admin/title.html", form=form, event=event, title=title, labels=labels,
        more=[link(event, title) for link in title_admin_links],
    )  # fmt: skip
    return page, form_status(form)


@blueprint.post("/<code>/<any(published, hidden):state>")
@login_required
def set_state(slug: str, code: str, state: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    service.set_title_state(_title(event, code), state)
    flash(_("The title is published.") if state == "published" else _("The title is hidden."))
    return redirect(url_for("titles_admin.edit_title", slug=slug, code=code), 303)


@blueprint.post("/<code>/delete")
@login_required
def delete_title(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    title = _title(event, code)
    back = url_for("titles_admin.edit_title", slug=slug, code=code)
    if page := ask_to_delete(event, title.name.text(event.main_locale), back):
        return page
    service.delete_title(title)
    flash(_("Deleted."))
    return redirect(url_for("titles_admin.titles", slug=slug), 303)


@blueprint.get("/<code>/picture")
@login_required
def picture(slug: str, code: str) -> ResponseReturnValue:
    """The picture of a title that the public may not see yet."""
    event = event_for(slug, policy.may_edit_companies)
    found = queries.picture_of(_title(event, code)) or abort(404)
    return Response(found.content, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


@blueprint.get("/<code>/card.pdf")
@login_required
def print_card(slug: str, code: str) -> ResponseReturnValue:
    """A card for the stand, with a code that leads to the title's page."""
    event = event_for(slug, policy.may_edit_companies)
    title = _title(event, code)
    headers = shown_inline(f"{slug}-{title.code}.pdf")
    return Response(card(event, title), content_type="application/pdf", headers=headers)


def _title(event: Event, code: str) -> Title:
    return queries.title_by_code(event.id, code) or abort(404)
