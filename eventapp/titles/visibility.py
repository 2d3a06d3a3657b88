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
