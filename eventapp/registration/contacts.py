"""Where somebody is written to: at their email address, or on their mobile where they gave that alone."""

from typing import Protocol

from eventapp.core.phone_numbers import international, region_of_zone
from eventapp.core.text_messages import are_sent
from eventapp.events.models import Event
from eventapp.registration.models import Registration


class Person(Protocol):
    """What a registration says of somebody, and the form that will become one."""

    @property
    def email(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def country(self) -> str | None: ...


def mobile_number(event: Event, person: Person) -> str:
    """The mobile number as it is dialled from anywhere; empty where there is none that can be."""
    return as_dialled(event, person, person.phone) if person.phone else ""


def as_dialled(event: Event, person: Person, text: str) -> str:
    """A mobile number that was typed somewhere, as this person means it; empty where it is none."""
    return international(text, (person.country, region_of_zone(event.timezone)))


def contact(event: Event, person: Person) -> str:
    """The address, or the number where the event writes to those; empty where somebody cannot be written to."""
    if person.email:
        return person.email
    return mobile_number(event, person) if person.phone and are_sent(event.id) else ""


def contact_of(registration: Registration) -> str:
    return contact(registration.event, registration)
