"""Tickets as schema.org describes offers, for search engines."""

from typing import Any

from eventapp.core.links import absolute_url
from eventapp.core.locales import reader_locale
from eventapp.events.extension_points import structured_parts
from eventapp.events.models import Event
from eventapp.registration import queries
from eventapp.registration.public.offers import Offer, offers_for

_AVAILABILITY = {"open": "InStock", "waiting_list": "BackOrder", "sold_out": "SoldOut", "not_yet": "PreOrder"}
"""https://schema.org/ItemAvailability by how an offer stands; what is closed or over is Discontinued."""


def _offers_of(event: Event) -> dict[str, Any]:
    offers = offers_for(event, queries.ticket_types_of(event.id))
    return {"isAccessibleForFree": True, "offers": [_offer(event, one) for one in offers]} if offers else {}


def _offer(event: Event, offer: Offer) -> dict[str, Any]:
    ticket_type = offer.ticket_type
    described = {
        "@type": "Offer",
        "name": ticket_type.name.text(reader_locale(), event.main_locale),
        "price": 0,
        "availability": f"https://schema.org/{_AVAILABILITY.get(offer.said, 'Discontinued')}",
        "url": absolute_url("registration.register", slug=event.slug),
    }
    if ticket_type.opens_at is not None:
        described["validFrom"] = event.local(ticket_type.opens_at).isoformat()
    if ticket_type.closes_at is not None:
        described["validThrough"] = event.local(ticket_type.closes_at).isoformat()
    return described


structured_parts.append(_offers_of)
