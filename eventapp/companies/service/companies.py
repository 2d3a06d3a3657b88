"""Companies: made, changed, shown, hidden, and asked to complete what is said of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import delete, select

from eventapp.companies.extension_points import company_uses
from eventapp.companies.models import (
    Company,
    CompanyCategory,
    CompanyCategoryLink,
    CompanyLogo,
    CompanyPerson,
    CompanySeats,
    CompanyStand,
    StandEvent,
)
from eventapp.companies.naming import in_order_of_names, searchable_text
from eventapp.companies.service.directory import directory_changed, directory_of, lock_directory
from eventapp.companies.service.errors import ApplicationsClosed, CompanyInUse, LogoRefused
from eventapp.companies.service.stands import (
    StandPlace,
    announce_anew,
    put_at_stands,
    stand_places,
    stands_named,
    tidy_stands,
)
from eventapp.core import audit, clock, outbox
from eventapp.core.codes import derived_secret, secret_hash
from eventapp.core.db import db, transactional
from eventapp.core.files import content_key
from eventapp.core.moved_links import forget_moved
from eventapp.core.pictures import PictureRefused, upright_picture, whole_png
from eventapp.core.signals import company_asked
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.registration.search import company_key

LOGO_SIDE = 480


@dataclass(frozen=True)
class CompanyDetails:
    """What is said of a company. `category_ids` are of the event's taxonomy; None for `stands` leaves them alone."""

    name: LocalizedText
    description: LocalizedText = field(default_factory=LocalizedText)
    country: str | None = None
    website: str = ""
    contact_name: str = ""
    email: str | None = None
    phone: str = ""
    locale: str = "en"
    category_ids: tuple[int, ...] = ()
    stands: tuple[StandPlace, ...] | None = None


class NewCompany(NamedTuple):
    """A company that is to be added; `uid` is set where it has one elsewhere already."""

    details: CompanyDetails
    import_reference: str | None = None
    state: str = "published"
    uid: UUID | None = None


_LINKED = ("category_ids", "stands")


def details_of(company: Company) -> CompanyDetails:
    plain = {name: getattr(company, name) for name in CompanyDetails.__dataclass_fields__ if name not in _LINKED}
    return CompanyDetails(
        **plain, category_ids=tuple(one.id for one in company.categories), stands=stand_places(company)
    )


@transactional
def create_company(event: Event, details: CompanyDetails, *, state: str = "published") -> Company:
    (company,) = create_companies(event, [NewCompany(details, state=state)])
    return company


@transactional
def create_companies(event: Event, wanted: Sequence[NewCompany]) -> list[Company]:
    """The same for many at once."""
    lock_directory(event.id)
    now = clock.now()
    categories = _categories_among(event, {one for new in wanted for one in new.details.category_ids})
    stands = stands_named(event, [place for new in wanted for place in new.details.stands or ()])
    companies = [
        Company(
            event_id=event.id, import_reference=one.import_reference, uid=one.uid or uuid4(), state=one.state,
            was_public=one.state == "published", created_at=now, changed_at=now, **_columns(event, one.details),
            category_links=[
                CompanyCategoryLink(category_id=category)
                for category in dict.fromkeys(one.details.category_ids) if category in categories
            ],
            stand_links=[
                CompanyStand(stand_id=stands[place])
                for place in dict.fromkeys(one.details.stands or ()) if place in stands
            ],
        )
        for one in wanted
    ]  # fmt: skip
    db.session.add_all(companies)
    db.session.flush()
    for company, one in zip(companies, wanted, strict=True):
        audit.record("company.created", company, event_id=event.id, after=_told(one.details))
    directory_changed(event)
    return companies


@transactional
def update_company(company: Company, details: CompanyDetails) -> bool:
    """False where nothing was different."""
    lock_directory(company.event_id)
    event = db.session.get_one(Event, company.event_id)
    before, after = audit.differences(_told(details_of(company)), _told(details))
    if details.stands is None:
        before.pop("stands", None)
        after.pop("stands", None)
    if not after:
        return False
    for name, value in _columns(event, details).items():
        setattr(company, name, value)
    _link(event, company, details)
    company.changed_at = clock.now()
    if {"email", "name", "locale"} & set(after):
        outbox.readdress(
            "Company", company.id, company.email or "", company.contact_name or company.name.text(company.locale),
            company.locale,
        )  # fmt: skip
    directory_changed(event)
    audit.record("company.updated", company, event_id=event.id, before=before, after=after)
    return True


def _told(details: CompanyDetails) -> dict[str, Any]:
    """The details as the history keeps them."""
    stands = None if details.stands is None else [list(place) for place in details.stands]
    return vars(details) | {"category_ids": sorted(details.category_ids), "stands": stands}


def _columns(event: Event, details: CompanyDetails) -> dict[str, Any]:
    values = {name: value for name, value in vars(details).items() if name not in _LINKED}
    main = details.name.text(event.main_locale, event.main_locale)
    return values | {
        "sort_name": in_order_of_names(main), "company_key": company_key(main),
        "search_text": searchable_text(details.name, details.description),
    }  # fmt: skip


def _categories_among(event: Event, ids: Collection[int]) -> set[int]:
    """Those that are the event's own."""
    if not ids:
        return set()
    ours = select(CompanyCategory.id).where(CompanyCategory.event_id == event.id, CompanyCategory.id.in_(ids))
    return set(db.session.scalars(ours))


def _link(event: Event, company: Company, details: CompanyDetails) -> None:
    known = {link.category_id: link for link in company.category_links}
    wanted = _categories_among(event, details.category_ids)
    if set(known) != wanted:
        company.category_links = [
            known.get(one) or CompanyCategoryLink(company_id=company.id, category_id=one) for one in sorted(wanted)
        ]
    if details.stands is not None:
        put_at_stands(event, company, details.stands)


@transactional
def set_state(company: Company, state: str) -> None:
    """Show a company to the public, or hide it. Who applied and can be written to is told that it was taken in."""
    lock_directory(company.event_id)
    if company.state == state:
        return
    was = company.state
    company.state, company.was_public = state, company.was_public or state == "published"
    company.changed_at = clock.now()
    announce_anew(company)
    directory_changed(db.session.get_one(Event, company.event_id))
    audit.record("company.state_set", company, event_id=company.event_id, before={"state": was}, after={"state": state})
    if was == "pending" and state == "published" and company.email:
        ask_company(company)


@transactional
def delete_company(company: Company) -> None:
    """Raises CompanyInUse once people came for it, or calendars know what happens at its stand: it can be hidden."""
    lock_directory(company.event_id)
    used_by: list[Any] = [CompanyPerson, CompanySeats]
    if company.was_public:
        used_by.append(StandEvent)
    for used in used_by:
        if db.session.scalar(select(used.company_id).where(used.company_id == company.id).limit(1)) is not None:
            raise CompanyInUse
    if any(use(company) for use in company_uses):
        raise CompanyInUse
    event = db.session.get_one(Event, company.event_id)
    audit.record("company.deleted", company, event_id=event.id, before=_told(details_of(company)))
    outbox.forget("Company", company.id)
    forget_moved(["company"], company.id)
    for owned in (StandEvent, CompanyLogo):
        db.session.execute(delete(owned).where(owned.company_id == company.id))
    db.session.delete(company)
    db.session.flush()
    tidy_stands(event)
    directory_changed(event)


def company_token(company: Company) -> str:
    """The secret of the company's private link, the same until the link is renewed."""
    purpose = f"company:{company.uid}:{company.link_generation}"
    return derived_secret(current_app.config["SECRET_KEY"], purpose)


@transactional
def ask_company(company: Company) -> None:
    """Mail the private link to a company with an address, the first time or again."""
    company.link_hash = secret_hash(company_token(company))
    company.asked_at = clock.now()
    audit.record("company.asked", company, event_id=company.event_id, after={"email": company.email})
    company_asked.send(company)


@transactional
def ask_silent_companies(event: Event) -> int:
    """Mail everybody who has an address and has not confirmed. Returns how many that were."""
    silent = silent_companies(event)
    for company in silent:
        ask_company(company)
    return len(silent)


def silent_companies(event: Event) -> list[Company]:
    """Those that can be written to, are not hidden, and have not confirmed."""
    query = select(Company).where(
        Company.event_id == event.id, Company.email.is_not(None), Company.confirmed_at.is_(None),
        Company.state == "published",
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(Company.id)))


@transactional
def renew_link(company: Company) -> None:
    """Make the link that is out worthless."""
    company.link_generation += 1
    forget_moved(["company"], company.id)
    company.link_hash = secret_hash(company_token(company))
    audit.record("company.link_renewed", company, event_id=company.event_id)


@transactional
def confirm_profile(company: Company, details: CompanyDetails) -> None:
    """What a company says of itself: it is right now, and shown."""
    update_company(company, details)
    company.confirmed_at = clock.now()
    audit.record("company.confirmed", company, event_id=company.event_id)


@transactional
def apply(event: Event, details: CompanyDetails) -> Company:
    """A company asks to be in the directory; the team looks at it. Raises ApplicationsClosed."""
    if not directory_of(event.id).takes_applications:
        raise ApplicationsClosed
    company = create_company(event, details, state="pending")
    if company.email:
        ask_company(company)
    return company


@transactional
def set_logo(company: Company, content: bytes) -> None:
    """Keep a logo, at most 480 pixels wide and high, without its metadata. Raises LogoRefused."""
    lock_directory(company.event_id)
    try:
        made = whole_png(upright_picture(content), LOGO_SIDE)
    except PictureRefused as error:
        raise LogoRefused(str(error)) from None
    db.session.merge(CompanyLogo(company_id=company.id, content=made, changed_at=clock.now()))
    _logo_changed(company, content_key(made), "company.logo_set")


@transactional
def remove_logo(company: Company) -> None:
    lock_directory(company.event_id)
    logo = db.session.get(CompanyLogo, company.id)
    if logo is not None:
        db.session.delete(logo)
        _logo_changed(company, "", "company.logo_removed")


def _logo_changed(company: Company, key: str, action: str) -> None:
    company.logo_key, company.changed_at = key, clock.now()
    directory_changed(db.session.get_one(Event, company.event_id))
    audit.record(action, company, event_id=company.event_id)
