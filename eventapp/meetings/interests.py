"""What people's profiles and their companies' titles say, as suggestions compare it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from eventapp.core.locales import reader_locale
from eventapp.events.models import Event
from eventapp.meetings import queries
from eventapp.meetings.models import MeetingProfile, MeetingSettings
from eventapp.meetings.suggestions import WEIGHTS, Interests, Suggestion, TitleInterest, suggest
from eventapp.titles.models import Title
from eventapp.titles.queries import visible_titles
from eventapp.titles.visibility import viewer_of


def suggestions_for(
    event: Event, settings: MeetingSettings, reader: MeetingProfile, others: Collection[MeetingProfile], at: datetime
) -> list[Suggestion]:
    """Whom of these the reader should meet, the best first, by registration. Titles count that the reader may see."""
    titles = visible_titles(event.id, viewer_of(reader.registration), at)
    everybody = [reader, *others]
    brought = _titles_of(event, everybody, titles)
    weights = {**WEIGHTS, **settings.weights}
    pairs = ((one.registration_id, _interests(one, brought.get(one.registration_id, ()))) for one in others)
    return suggest(_interests(reader, brought.get(reader.registration_id, ())), pairs, weights)


def _interests(profile: MeetingProfile, titles: Iterable[TitleInterest]) -> Interests:
    names = ("wanted", "offered", "genres", "territories", "languages", "stages", "regimes")
    return Interests(**{name: frozenset(getattr(profile, name)) for name in names}, titles=tuple(titles))


def _titles_of(
    event: Event, people: Collection[MeetingProfile], titles: Iterable[Title]
) -> dict[int, list[TitleInterest]]:
    """What each person's company brings, by registration."""
    by_company: dict[int, list[TitleInterest]] = {}
    for title in titles:
        if title.company_id is not None:
            by_company.setdefault(title.company_id, []).append(_title(event, title))
    if not by_company:
        return {}
    companies = queries.companies_of([one.registration for one in people])
    return {key: by_company[company.id] for key, company in companies.items() if company.id in by_company}


def _title(event: Event, title: Title) -> TitleInterest:
    return TitleInterest(
        code=title.code, name=title.name.text(reader_locale(), event.main_locale), sought=frozenset(title.sought),
        genres=frozenset(title.genres), stage=title.stage, regime=title.regime,
    )  # fmt: skip
