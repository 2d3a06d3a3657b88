"""A title's form, as the team and the company fill it in."""

from types import SimpleNamespace
from typing import Any, TypeVar

from flask_babel import gettext as _

from eventapp.companies.models import COMPANY_STATES, Company
from eventapp.companies.queries import all_companies
from eventapp.core import clock
from eventapp.core.picture_forms import save_sent_picture
from eventapp.events.models import Event
from eventapp.programme.queries import sessions_with_drafts
from eventapp.titles import queries, service
from eventapp.titles.forms import OwnTitleForm, TitleForm, known_values, rows_of
from eventapp.titles.models import Title
from eventapp.titles.visibility import ANYBODY

AnyForm = TypeVar("AnyForm", bound=OwnTitleForm)


def title_form(
    kind: type[AnyForm], event: Event, title: Title | None = None, *, company: Company | None = None
) -> AnyForm:
    """The form with what is known; its times are on the event's clocks. A `company` that fills it in is offered its own
    titles and those that everybody sees: what others bring later is not for it to know."""
    known: dict[str, Any] = {}
    if title is not None:
        columns = {name: getattr(title, name) for name in service.TitleDetails.__dataclass_fields__
                   if hasattr(title, name)}  # fmt: skip
        known = {"obj": SimpleNamespace(**columns | rows_of(title) | known_values(title))}
    form = kind(zone=event.timezone, **known)
    others = queries.titles_of(event.id) if company is None else _known_to(company, title)
    form.offer([one for one in others if title is None or one.id != title.id], is_sent=form.is_submitted())
    if isinstance(form, TitleForm):
        form.offer_places(all_companies(event.id, COMPANY_STATES), sessions_with_drafts(event.id))
    return form


def _known_to(company: Company, title: Title | None) -> list[Title]:
    known = [*queries.visible_titles(company.event_id, ANYBODY, clock.now()), *queries.titles_of_company(company)]
    if title is not None and title.source is not None:
        known.append(title.source)
    return list({one.id: one for one in known}.values())


def save_picture(form: OwnTitleForm, title: Title) -> bool:
    """Take the picture that came with the form. False where it cannot be taken: the form then says why."""
    return save_sent_picture(
        form.picture, lambda content: service.set_picture(title, content), service.PictureUnfit,
        words=_("Everything but the picture is saved."),
        remove=(lambda: service.remove_picture(title)) if form.remove_picture.data else None,
    )  # fmt: skip
