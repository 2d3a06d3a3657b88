"""What features above add to an event's pages, told to this one without its knowing them.

The event's home page and the organiser's dashboard are made of parts: each feature registers its own.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from eventapp.accounts.models import User
from eventapp.events.models import Event
from eventapp.events.queries import EventVersion


class PagePart(NamedTuple):
    """A piece of the event's public page. `version` is all that the piece depends on beside the event's revision."""

    position: int
    template: str
    context: Callable[[Event], dict[str, Any]]
    version: Callable[[EventVersion], tuple[Any, ...]]


class DashboardPanel(NamedTuple):
    """A piece of the organiser's dashboard, shown to those who `may_see` it."""

    position: int
    template: str
    context: Callable[[Event], dict[str, Any]]
    may_see: Callable[[User, Event], bool]


page_parts: list[PagePart] = []
dashboard_panels: list[DashboardPanel] = []


def add_page_part(part: PagePart) -> None:
    page_parts.append(part)
    page_parts.sort(key=lambda known: known.position)


def add_dashboard_panel(panel: DashboardPanel) -> None:
    dashboard_panels.append(panel)
    dashboard_panels.sort(key=lambda known: known.position)
