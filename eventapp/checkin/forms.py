"""What the organiser says of gates, and what devices send."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from eventapp.checkin.models import DIRECTIONS, MODES, OUTCOMES
from eventapp.checkin.service import GateDetails, NewScan
from eventapp.core.forms import EventappForm, EventTimeField, LocalizedField, choices
from eventapp.core.locales import reader_locale
from eventapp.registration.models import TicketType

MOST_SCANS = 500
LONGEST_TICKET = 500


class GateForm(EventappForm):
    name = LocalizedField(_l("Name"), required=True)
    ticket_type_ids = SelectMultipleField(
        _l("Lets in"), coerce=int, option_widget=CheckboxInput(), description=_l("Choose none to let in every ticket.")
    )
    opens_at = EventTimeField(_l("From"))
    closes_at = EventTimeField(_l("Until"))

    def offer(self, kinds: Iterable[TicketType], main_locale: str) -> None:
        """The tickets that can be chosen."""
        locale = reader_locale()
        self.ticket_names = {kind.id: kind.name.text(locale, main_locale) for kind in kinds}
        self.ticket_type_ids.choices = choices(self.ticket_names.items())

    def validate_closes_at(self, field: EventTimeField) -> None:
        if self.opens_at.data and field.data and field.data <= self.opens_at.data:
            raise ValidationError(_l("A gate closes after it opens."))

    def details(self) -> GateDetails:
        return GateDetails(
            self.name.data, tuple(self.ticket_type_ids.data or ()), self.opens_at.data, self.closes_at.data
        )


class PairingForm(EventappForm):
    gate = SelectField(_l("Gate"), coerce=int)


class ScanMalformed(Exception):
    """A scan that cannot be stored; the message names the field and what it takes."""


def scan_from(values: Any) -> NewScan:
    """A scan from a device's JSON. Raises ScanMalformed."""
    if not isinstance(values, dict):
        raise ScanMalformed("a scan is an object")
    ticket = values.get("ticket")
    if not isinstance(ticket, str) or not 0 < len(ticket) <= LONGEST_TICKET or "\x00" in ticket:
        raise ScanMalformed(f"ticket must be a text of 1 to {LONGEST_TICKET} characters")
    direction, mode = values.get("direction", "entry"), values.get("mode", "camera")
    if direction not in DIRECTIONS:
        raise ScanMalformed(f"direction must be one of {', '.join(DIRECTIONS)}")
    if mode not in MODES:
        raise ScanMalformed(f"mode must be one of {', '.join(MODES)}")
    number = values.get("device_seq", 0)
    if type(number) is not int or not 0 <= number < 2**31:
        raise ScanMalformed("device_seq must be a whole number from 0")
    told = values.get("told", "")
    if told not in ("", *OUTCOMES):
        raise ScanMalformed(f"told must be one of {', '.join(OUTCOMES)}")
    moment = _instant(values.get("scanned_at"))
    return NewScan(_uuid(values.get("uuid")), ticket, direction, moment, number, mode, told)


def _uuid(value: Any) -> UUID:
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError):
        raise ScanMalformed("uuid must be a UUID made on the device") from None


def _instant(value: Any) -> datetime:
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ScanMalformed("scanned_at must be an ISO 8601 time with its offset") from None
    if instant.tzinfo is None or not 2000 <= instant.year <= 2200:
        raise ScanMalformed("scanned_at must be an ISO 8601 time with its offset")
    return instant
