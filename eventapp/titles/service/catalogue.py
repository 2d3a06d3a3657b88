"""An event's titles as a whole: that somebody sees something new of them."""

from eventapp.events.models import Event
from eventapp.events.service import programme_changed
from eventapp.events.service.listings import listing_changed, listing_of, lock_listing
from eventapp.titles.models import Title, TitleCatalogue


def lock_catalogue(event_id: int) -> None:
    """Have who else changes a title of the event wait for this transaction, which begins with it."""
    lock_listing(TitleCatalogue, event_id)


def catalogue_changed(event: Event) -> None:
    """Say, inside a transaction that began with `lock_catalogue`, that there is something new to be seen.

    The event's own revision grows only where the navigation changes: when the first title comes, or the last one goes.
    """
    catalogue = listing_of(TitleCatalogue, event.id)
    had_any = catalogue.published > 0
    listing_changed(catalogue, Title)
    if (catalogue.published > 0) != had_any:
        programme_changed(event)
