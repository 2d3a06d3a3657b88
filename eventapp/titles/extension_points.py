"""What features above add to titles, told to this one without its knowing them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from eventapp.events.extension_points import AdminLink
from eventapp.events.models import Event
from eventapp.titles.models import Title


class TitlePart(NamedTuple):
    """A piece of a title's page: `context` is asked with the token of a private page, or nothing on the public one.
    `version` is all that it depends on beside the catalogue's revision, by the event's id."""

    template: str
    context: Callable[[Title, str], dict[str, Any]]
    version: Callable[[int], tuple[Any, ...]]


title_parts: list[TitlePart] = []


TitleAdminLinkSource = Callable[[Event, Title], AdminLink]
title_admin_links: list[TitleAdminLinkSource] = []


def add_title_admin_links(source: TitleAdminLinkSource) -> TitleAdminLinkSource:
    title_admin_links.append(source)
    return source


TitleDeletion = Callable[[Title], None]
title_deletions: list[TitleDeletion] = []


def add_title_deletion(deletion: TitleDeletion) -> TitleDeletion:
    """`deletion` takes away what a feature has of a title, in the transaction that deletes it."""
    title_deletions.append(deletion)
    return deletion
