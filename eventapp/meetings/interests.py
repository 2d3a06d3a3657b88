"""What people's profiles and their companies' titles say, as suggestions compare it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from eventapp.core.locales import reader_locale
from eventapp.events.models import Event
from eventapp.meetings import queries
from eventapp.meetings.models import MeetingProfile, MeetingSettings
from eventapp.meetings.queries import InterestRow
from eventapp.meetings.suggestions import WEIGHTS, Interests, Suggestion, TitleInterest, suggest
from eventapp.titles.queries import visible_rows
from eventapp.titles.visibility import viewer_of

_SAID = ("wanted", "offered", "genres", "territories", "languages", "stages", "regimes")


def suggestions_for(
    event: Event, settings: MeetingSettings, reader: MeetingProfile, others: Sequence[InterestRow], at: datetime
) -> list[Suggestion]:
    """Whom of these the reader should meet, the best first, by registration. Titles count that the reader may see."""
    own = queries.interests_of(settings, only=[reader.registration_id])
    companies = queries.company_ids(event.id, (*own, *others))
    titles = _titles_of(event, reader, set(companies.values()), at)
    brought = {key: titles[company] for key, company in companies.items() if company in titles}
    weights = {**WEIGHTS, **settings.weights}
    pairs = ((one.registration_id, _interests(one, brought.get(one.registration_id, ()))) for one in others)
    mine = _interests(own[0], brought.get(reader.registration_id, ())) if own else Interests()
    return suggest(mine, pairs, weights)


def _interests(row: InterestRow, titles: Iterable[TitleInterest]) -> Interests:
    return Interests(**{name: frozenset(getattr(row, name)) for name in _SAID}, titles=tuple(titles))


def _titles_of(
    event: Event, reader: MeetingProfile, companies: set[int], at: datetime
) -> dict[int, list[TitleInterest]]:
    """What each of these companies brings, as far as the reader may see it."""
    locale, found = reader_locale(), dict[int, list[TitleInterest]]()
    for row in visible_rows(event.id, viewer_of(reader.registration), at, companies):
        title = TitleInterest(
            row.code, row.name.text(locale, event.main_locale), frozenset(row.sought), frozenset(row.genres), row.stage,
            row.regime,
        )  # fmt: skip
        found.setdefault(row.company_id, []).append(title)
    return found
