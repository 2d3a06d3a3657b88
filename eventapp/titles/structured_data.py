"""A title as schema.org describes one, for search engines."""

from typing import Any

from eventapp.core.links import absolute_url
from eventapp.core.locales import reader_locale
from eventapp.core.richtext import html_and_plain
from eventapp.events.models import Event
from eventapp.titles.models import Title

_TYPES = {
    "film": "Movie", "documentary": "Movie", "animation": "Movie", "series": "TVSeries", "short_drama": "TVSeries",
    "novel": "Book",
}  # fmt: skip


def title_as_json_ld(event: Event, title: Title) -> dict[str, Any]:
    """https://schema.org/CreativeWork, in the reader's language."""
    locale, main = reader_locale(), event.main_locale
    own = title.name.text(locale, main)
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(title.kind, "CreativeWork"),
        "name": own,
        "url": absolute_url("titles.title", slug=event.slug, code=title.code),
    }
    others = [name for name in dict.fromkeys((*title.name.values(), title.original_name)) if name and name != own]
    _html, plain = html_and_plain(title.synopsis.text(locale, main))
    if others:
        described["alternateName"] = others
    if plain:
        described["description"] = plain
    if title.genres:
        described["genre"] = list(title.genres)
    if title.year:
        described["datePublished"] = str(title.year)
    if described["@type"] == "TVSeries" and title.episodes:
        described["numberOfEpisodes"] = title.episodes
    if title.company is not None:
        described["producer"] = {"@type": "Organization", "name": title.company.name.text(locale, main)}
    return described
