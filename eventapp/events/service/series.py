"""Series: several events under one name."""

from dataclasses import dataclass, field

from sqlalchemy import func, select

from eventapp.core import audit
from eventapp.core.db import db, transactional
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event, Series
from eventapp.events.service.errors import SeriesInUse, SlugTaken


@dataclass(frozen=True)
class SeriesDetails:
    name: LocalizedText
    description: LocalizedText = field(default_factory=LocalizedText)
    accent: str = "vermilion"
    organisation_id: int | None = None


@transactional
def create_series(slug: str, details: SeriesDetails) -> Series:
    """Raises SlugTaken."""
    if db.session.scalar(select(Series.id).where(Series.slug == slug)):
        raise SlugTaken
    series = Series(slug=slug, **vars(details))
    db.session.add(series)
    db.session.flush()
    audit.record("series.created", series, after=vars(details))
    return series


@transactional
def update_series(series: Series, details: SeriesDetails) -> None:
    before, after = audit.differences({key: getattr(series, key) for key in vars(details)}, vars(details))
    for key, value in after.items():
        setattr(series, key, value)
    if after:
        audit.record("series.updated", series, before=before, after=after)


@transactional
def delete_series(series: Series) -> None:
    """Raises SeriesInUse while events are in it."""
    if db.session.scalar(select(func.count()).where(Event.series_id == series.id)):
        raise SeriesInUse
    audit.record("series.deleted", series, before={"slug": series.slug, "name": series.name})
    db.session.delete(series)
