"""Who should meet whom: planted pairs are found, reasons say what is known, and nothing private shows through."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.companies.models import Company
from eventapp.companies.service import add_person
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.locales import LOCALES, speaking
from eventapp.events.models import Event
from eventapp.meetings import queries, service
from eventapp.meetings.interests import suggestions_for
from eventapp.meetings.reasons import reason_words
from eventapp.meetings.service import ProfileDetails
from eventapp.meetings.suggestions import (
    WEIGHTS,
    Interests,
    Reason,
    Suggestion,
    TitleInterest,
    reasons_to_meet,
    score_of,
    suggest,
)
from eventapp.registration.models import Registration
from eventapp.titles.labels import GENRE_NAMES, LANGUAGES
from eventapp.titles.models import REGIMES, SOUGHT, STAGES
from eventapp.titles.territories import GROUPS
from tests.factories import Factories
from tests.meetings.conftest import Market

_KEYS = {
    "wanted": SOUGHT, "offered": SOUGHT, "genres": tuple(GENRE_NAMES), "territories": tuple(GROUPS),
    "languages": LANGUAGES, "stages": STAGES, "regimes": REGIMES,
}  # fmt: skip
interests = st.builds(
    Interests, **{name: st.frozensets(st.sampled_from(keys), max_size=3) for name, keys in _KEYS.items()}
)


def somebody(chance: random.Random, *, offers: bool) -> Interests:
    """A person of a synthetic market: what projects want, guests offer."""

    def some(keys: tuple[str, ...], number: int) -> frozenset[str]:
        return frozenset(chance.sample(keys, number))

    return Interests(
        wanted=frozenset() if offers else some(SOUGHT, 1), offered=some(SOUGHT, 1) if offers else frozenset(),
        genres=some(tuple(GENRE_NAMES), 2), territories=some(tuple(GROUPS), 1), languages=some(LANGUAGES, 1),
        stages=some(STAGES, 1),
    )  # fmt: skip


def planted(chance: random.Random, project: Interests) -> Interests:
    """A guest who is just what a project is looking for."""
    return Interests(
        offered=project.wanted, genres=project.genres, territories=project.territories, languages=project.languages,
        stages=project.stages,
    )  # fmt: skip


def test_of_planted_pairs_nine_in_ten_are_among_the_first_ten() -> None:
    chance = random.Random(21)
    projects = [somebody(chance, offers=False) for _ in range(80)]
    guests = [somebody(chance, offers=True) for _ in range(220)]
    places = chance.sample(range(len(guests)), len(projects))
    for project, place in zip(projects, places, strict=True):
        guests[place] = planted(chance, project)
    found = sum(
        place in [one.key for one in suggest(project, enumerate(guests), WEIGHTS, 10)]
        for project, place in zip(projects, places, strict=True)
    )
    assert found / len(projects) >= 0.9


@given(reader=interests, other=interests)
def test_two_have_as_much_for_each_other_from_either_side(reader: Interests, other: Interests) -> None:
    mirrored = {"they_offer": "they_seek", "they_seek": "they_offer"}
    mine = sorted((one.kind, one.what) for one in reasons_to_meet(reader, other))
    theirs = sorted((mirrored.get(one.kind, one.kind), one.what) for one in reasons_to_meet(other, reader))
    assert mine == theirs


@given(reader=interests, other=interests, weights=st.dictionaries(st.sampled_from(sorted(WEIGHTS)), st.integers(0, 10)))
def test_every_point_of_a_score_has_its_reason(reader: Interests, other: Interests, weights: dict[str, int]) -> None:
    whole = {**WEIGHTS, **weights}
    for one in suggest(reader, [(7, other)], whole):
        assert one.score == score_of(one.reasons, whole)
        assert all(whole[reason.kind] > 0 for reason in one.reasons)


def test_a_weight_of_nothing_is_never_said() -> None:
    reader = Interests(wanted=frozenset({"finance"}), genres=frozenset({"drama"}))
    other = Interests(offered=frozenset({"finance"}), genres=frozenset({"drama"}))
    silent = dict.fromkeys(WEIGHTS, 0) | {"genre": 3}
    assert suggest(reader, [(1, other)], silent) == [Suggestion(1, 3, (Reason("genre", "drama"),))]


def test_who_deals_in_asia_and_who_in_a_part_of_it_share_the_part() -> None:
    reader, other = Interests(territories=frozenset({"asia"})), Interests(territories=frozenset({"south_east_asia"}))
    assert reasons_to_meet(reader, other) == [Reason("territory", "south_east_asia")]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_reason_has_words_in_every_language(market: Market, locale: str) -> None:
    title = TitleInterest("ABCDEFGH", "Flowing Harbour")
    every = [
        *(Reason(kind, "finance", title if "title" in kind else None) for kind in
          ("they_offer", "they_seek", "title_sought", "own_title")),
        Reason("genre", "drama"), Reason("territory", "asia"), Reason("language", "yue"), Reason("stage", "idea"),
        Reason("regime", "cepa"),
    ]  # fmt: skip
    with market.make.inside(), speaking(locale):
        words = reason_words(every)
    assert len(set(words)) == len(WEIGHTS)
    assert [one for one in words if not one.strip()] == []


def suggested(market: Market, reader: Registration, at: datetime | None = None) -> dict[str, list[str]]:
    """{name: reasons in words} as somebody's page has it."""
    with market.make.inside():
        event = db.session.get_one(Event, market.event.id)
        settings = queries.settings_of(event.id)
        assert settings is not None
        people = queries.interests_of(settings, leaving_out=[reader.id])
        found = suggestions_for(event, settings, market.profile(reader), people, at or clock.now())
        names = {one.registration_id: one.registration.name for one in queries.people_on(event.id)}
        return {names[one.key]: reason_words(one.reasons) for one in found}


HIDDEN = {
    "a draft": {"state": "draft"},
    "hidden": {"state": "hidden"},
    "under embargo": {"embargo_until": clock.now() + timedelta(days=300)},
    "for another class": {"audience": "badge_class", "badge_class": "vip"},
}


@pytest.mark.parametrize("why", HIDDEN)
def test_a_title_that_the_reader_may_not_see_changes_neither_reasons_nor_order(
    market: Market, make: Factories, why: str
) -> None:
    buyer = market.person("Buyer", details=ProfileDetails(offered=("finance",), genres=("drama",)))
    plain = market.person("Plain", details=ProfileDetails(genres=("drama",)))
    seller = market.person("Seller", details=ProfileDetails(genres=("drama",)))
    company = make.company(market.event)
    with make.inside():
        add_person(db.session.get_one(Company, company.id), seller.code)
    without = suggested(market, buyer)
    make.title(
        market.event, "Secret", company_id=company.id, sought=("finance",), genres=("drama",), regime="cepa",
        **HIDDEN[why],  # type: ignore[arg-type]
    )  # fmt: skip
    assert suggested(market, buyer) == without
    assert list(without) == ["Plain", "Seller"], plain


def test_a_title_that_the_reader_may_see_is_named_as_a_reason(market: Market, make: Factories) -> None:
    buyer = market.person("Buyer", details=ProfileDetails(offered=("finance",)))
    seller = market.person("Seller")
    company = make.company(market.event)
    with make.inside():
        add_person(db.session.get_one(Company, company.id), seller.code)
    make.title(market.event, "Flowing Harbour", company_id=company.id, sought=("finance",))
    assert suggested(market, buyer) == {"Seller": ["“Flowing Harbour” is looking for what you are: Finance"]}


def test_what_somebody_ruled_out_and_writes_freely_is_no_reason(market: Market) -> None:
    buyer = market.person("Buyer", details=ProfileDetails(seeks="gold", genres=("drama",)))
    details = ProfileDetails(genres=("drama",))
    seller = market.person("Seller", details=details)
    without = suggested(market, buyer)
    with market.make.inside():
        said = replace(details, offers="gold", seeks="gold", unavailable=(clock.now(),))
        service.switch_on(db.session.get_one(Registration, seller.id), said)
    assert suggested(market, buyer) == without


def test_who_opts_out_is_suggested_to_nobody(market: Market) -> None:
    buyer = market.person("Buyer", details=ProfileDetails(genres=("drama",)))
    seller = market.person("Seller", details=ProfileDetails(genres=("drama",)))
    assert list(suggested(market, buyer)) == ["Seller"]
    with market.make.inside():
        service.switch_off(market.profile(seller))
    assert suggested(market, buyer) == {}
