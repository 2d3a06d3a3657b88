"""The search in the admin: pages and settings by the words that people look for, and what features keep of an event."""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from eventapp.accounts.models import User
from eventapp.events.models import Event

MOST_OF_A_KIND = 8


class Hit(NamedTuple):
    """Something that was found: what kind of thing it is, its name, more words about it, and where it is."""

    kind: str
    name: str
    detail: str
    link: str


class AdminPage(NamedTuple):
    """A page of an event's admin, and the words by which it is looked for, in the reader's language and in English."""

    name: Any
    words: Any
    english: str
    endpoint: str
    may_see: Callable[[User, Event], bool]


SearchSource = Callable[[User, Event, str], Iterable[Hit]]
search_sources: list[SearchSource] = []
admin_pages: list[AdminPage] = []


def add_search_source(source: SearchSource) -> SearchSource:
    """`source` gives what its feature has that fits a text, to a user who may see it, the best first."""
    search_sources.append(source)
    return source


def add_admin_pages(*pages: AdminPage) -> None:
    admin_pages.extend(pages)


def found_pages(user: User, event: Event, text: str) -> list[AdminPage]:
    """The pages whose names or words have every word of the text, those with it in their name first."""
    wanted = text.casefold().split()
    if not wanted:
        return []

    def fits(page: AdminPage) -> bool:
        known = f"{page.name} {page.words} {page.english}".casefold()
        return all(_begins_in(known, word) for word in wanted) and page.may_see(user, event)

    pages = [page for page in admin_pages if fits(page)]
    return sorted(pages, key=lambda page: not all(word in str(page.name).casefold() for word in wanted))


def _begins_in(known: str, word: str) -> bool:
    """Whether a word of a text begins so. Chinese knows no spaces: there it is enough to be somewhere."""
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}", known) is not None


def search(user: User, event: Event, text: str) -> list[Hit]:
    """What fits a text, kind by kind."""
    return [hit for source in search_sources for hit in list(source(user, event, text))[:MOST_OF_A_KIND]]
