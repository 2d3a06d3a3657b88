"""What features above add to an event's pages, told to this one without its knowing them.

The event's home page and the organiser's dashboard are made of parts: each feature registers its own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from eventapp.accounts.models import User
from eventapp.events.models import Event
from eventapp.events.queries import EventVersion
from eventapp.events.rescheduling import Reschedule


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


class AttentionItem(NamedTuple):
    """Something that waits for the team: a picture's name, the words, and where to go. Most of it is to be done before
    the event is over; `when` says otherwise: `after` it, or `always`."""

    symbol: str
    words: str
    link: str
    when: Literal["before", "after", "always"] = "before"


class ChecklistItem(NamedTuple):
    """Something that a public event should have."""

    words: str
    is_done: bool
    link: str


class ClonePart(NamedTuple):
    """Something of an event that a clone may take along. `copy` gets the event, the clone, the shift of all times, and
    the ids that earlier parts gave their copies, by (table, old id)."""

    position: int
    name: str
    label: Any
    copy: Callable[[Event, Event, timedelta, dict[tuple[str, int], int]], None]


class Effect(NamedTuple):
    """What an action would do, in words with numbers; a warning where somebody will have to act on it."""

    words: str
    is_warning: bool = False


class Plan(NamedTuple):
    """What is about to be done to an event: moved, taken back from the public, shown to it again, its programme
    released (`changes` are those of a release)."""

    event: Event
    move: Reschedule | None = None
    tells: bool = True
    is_hidden: bool = False
    is_shown: bool = False
    changes: Sequence[Mapping[str, Any]] = ()


EffectSource = Callable[[Plan], Iterable[Effect]]
effect_sources: list[EffectSource] = []


def add_effect_source(source: EffectSource) -> EffectSource:
    """`source` says what a plan would do to what its feature keeps."""
    effect_sources.append(source)
    return source


AudienceSource = Callable[[Event], int]
audience_sources: list[AudienceSource] = []


def add_audience_source(source: AudienceSource) -> AudienceSource:
    """`source` says how many people would be written to where the event moves."""
    audience_sources.append(source)
    return source


def people_to_tell(event: Event) -> int:
    return sum(source(event) for source in audience_sources)


def effects_of(plan: Plan) -> list[Effect]:
    return [effect for source in effect_sources for effect in source(plan)]


AttentionSource = Callable[[Event], Iterable[AttentionItem]]
ChecklistSource = Callable[[Event], Iterable[ChecklistItem]]
attention_sources: list[tuple[Callable[[User, Event], bool], AttentionSource]] = []
checklist_sources: list[ChecklistSource] = []
clone_parts: list[ClonePart] = []


def add_attention_source(may_see: Callable[[User, Event], bool]) -> Callable[[AttentionSource], AttentionSource]:
    def add(source: AttentionSource) -> AttentionSource:
        attention_sources.append((may_see, source))
        return source

    return add


def add_checklist_source(source: ChecklistSource) -> ChecklistSource:
    checklist_sources.append(source)
    return source


def add_clone_part(part: ClonePart) -> None:
    clone_parts.append(part)
    clone_parts.sort(key=lambda known: known.position)


def attention_of(user: User, event: Event, at: datetime) -> list[AttentionItem]:
    """What waits for this user at an instant; nobody is bothered about an event that is archived."""
    if event.status == "archived":
        return []
    wanted = ("after", "always") if at >= event.ends_at else ("before", "always")
    found = (item for may_see, source in attention_sources if may_see(user, event) for item in source(event))
    return [item for item in found if item.when in wanted]


class Deadline(NamedTuple):
    """Something of an event that has its moment. `key` is the same as long as it is the same thing, `link` leads to
    where it is set in the admin."""

    key: str
    at: datetime
    words: str
    link: str


DeadlineSource = Callable[[Event], Iterable[Deadline]]
deadline_sources: list[tuple[Callable[[User, Event], bool], DeadlineSource]] = []


def add_deadline_source(may_see: Callable[[User, Event], bool]) -> Callable[[DeadlineSource], DeadlineSource]:
    def add(source: DeadlineSource) -> DeadlineSource:
        deadline_sources.append((may_see, source))
        return source

    return add


def deadlines_of(user: User, event: Event) -> list[Deadline]:
    """Those that this user may see."""
    return [one for may_see, source in deadline_sources if may_see(user, event) for one in source(event)]


class AdminLink(NamedTuple):
    """A page that a feature above adds to the organiser's page of something: a picture's name, the words, and where."""

    icon: str
    words: str
    link: str


class NavigationItem(NamedTuple):
    """A part of an event's public site, in its navigation. It is shown as the present one on pages whose endpoints
    begin with `endpoints`."""

    words: str
    link: str
    endpoints: str


NavigationSource = Callable[[Event], Iterable[NavigationItem]]
navigation_sources: list[NavigationSource] = []


def add_navigation(source: NavigationSource) -> NavigationSource:
    """`source` says where its feature is found on an event's public site; nothing where the event has none of it.

    What it says may change only where the event's revision grows: public pages are kept by that.
    """
    navigation_sources.append(source)
    return source


def navigation_of(event: Event) -> list[NavigationItem]:
    return [item for source in navigation_sources for item in source(event)]


class SeriesPart(NamedTuple):
    """A piece of the page of a series, made from its public events."""

    template: str
    context: Callable[[list[Event]], dict[str, Any]]


series_parts: list[SeriesPart] = []
page_parts: list[PagePart] = []
sitemap_parts: list[Callable[[Event], Iterable[str]]] = []
"""The absolute addresses of public pages that features add to an event's sitemap."""
sitemap_versions: list[Callable[[int], tuple[Any, ...]]] = []
"""What they depend on beside the event's revision, by the event's id."""
structured_parts: list[Callable[[Event], dict[str, Any]]] = []
"""What features add to an event's description for search engines, by the names of schema.org."""
dashboard_panels: list[DashboardPanel] = []


def add_page_part(part: PagePart) -> None:
    page_parts.append(part)
    page_parts.sort(key=lambda known: known.position)


def add_dashboard_panel(panel: DashboardPanel) -> None:
    dashboard_panels.append(panel)
    dashboard_panels.sort(key=lambda known: known.position)
