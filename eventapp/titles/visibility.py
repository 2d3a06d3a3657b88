"""Who sees which titles, and when: one rule for pages, searches, documents and pictures."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, false, or_

from eventapp.registration.models import Registration
from eventapp.titles.models import Title


class Viewer(NamedTuple):
    """Who looks: anybody, or somebody whose registration is confirmed, with the badge class that they were given."""

    is_registered: bool = False
    badge_class: str | None = None


ANYBODY = Viewer()


def viewer_of(registration: Registration) -> Viewer:
    """Who is not confirmed sees what anybody sees."""
    return Viewer(True, registration.badge_class) if registration.is_confirmed else ANYBODY


def sees(title: Title, viewer: Viewer, at: datetime) -> bool:
    """Whether this viewer is among a title's audience; the same as is_visible, of a title that is at hand."""
    if title.state != "published" or (title.embargo_until is not None and title.embargo_until > at):
        return False
    if title.audience == "badge_class":
        return viewer.badge_class is not None and viewer.badge_class == title.badge_class
    return title.audience == "public" or viewer.is_registered


def is_visible(viewer: Viewer, at: datetime) -> ColumnElement[bool]:
    """That a title is published, its embargo over, and this viewer among its audience."""
    registered = Title.audience == "registered" if viewer.is_registered else false()
    own_class = (
        (Title.audience == "badge_class") & (Title.badge_class == viewer.badge_class) if viewer.badge_class else false()
    )
    return (
        (Title.state == "published")
        & or_(Title.embargo_until.is_(None), Title.embargo_until <= at)
        & or_(Title.audience == "public", registered, own_class)
    )
