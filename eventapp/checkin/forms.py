"""What the organiser says of gates, and what devices send."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput

from eventapp.checkin.labels import FINDING_NAMES, LAYOUT_NAMES, PAPER_NAMES, ROLE_NAMES
from eventapp.checkin.models import DIRECTIONS, MODES, OUTCOMES
from eventapp.checkin.sent_values import instant_sent, uuid_sent
from eventapp.checkin.service import DesignDetails, GateDetails, IssuerDetails, NewScan
from eventapp.core.forms import (
    EventappForm,
    EventTimeField,
    IntegerField,
    LocalizedField,
    choices,
    number_or_none,
    one_line,
)
from eventapp.core.locales import reader_locale
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.registration.labels import BADGE_CLASS_NAMES
from eventapp.registration.models import TicketType

MOST_SCANS = 500
LONGEST_TICKET = 500
LONGEST_REASON = 200
SENT_MODES = tuple(mode for mode in MODES if mode != "desk")


class GateForm(EventappForm):
    name = LocalizedField(lazy_pgettext("of a thing", "Name"), required=True)
    ticket_type_ids = SelectMultipleField(
        _l("Lets in"), coerce=int, option_widget=CheckboxInput(), description=_l("Choose none to let in every ticket.")
    )
    badge_classes = SelectMultipleField(
        _l("Badges that it lets in"),
        choices=choices(BADGE_CLASS_NAMES.items()),
        option_widget=CheckboxInput(),
        description=_l("Choose none to let in every badge."),
    )
    opens_at = EventTimeField(_l("From"))
    closes_at = EventTimeField(_l("Until"))
    session_id = SelectField(
        _l("Leads to a session"),
        coerce=number_or_none,
        description=_l("Lets in who booked it, and others while seats are left."),
    )
    zone_name = StringField(
        _l("Leads to a zone"),
        [Length(max=80)],
        filters=[one_line],
        description=_l("Such as “VIP lounge”. Gates of one zone count the same people; leave it empty for the venue."),
    )
    directions = RadioField(
        _l("Scans"),
        choices=choices([("entry", _l("Entries")), ("exit", _l("Exits")), ("both", _l("Both ways"))]),
        default="entry",
    )
    reentry = RadioField(
        _l("Re-entry"),
        choices=choices(
            [
                ("after_exit", _l("After having gone out")),
                ("free", _l("As often as they like")),
                ("once", _l("Never: one entry only")),
            ]
        ),
        default="after_exit",
    )
    most_inside = IntegerField(
        _l("At most inside"),
        [Optional(), NumberRange(1, 1_000_000, _l("Enter a whole number of at least 1, or nothing."))],
        description=_l("Counts who is inside the zone or venue. A session holds as many as it, or its room, seats."),
    )
    hides_names = BooleanField(
        _l("Keep names off this gate's phones"), description=_l("They show the ticket type alone, and cannot search.")
    )

    def offer(self, ticket_types: Iterable[TicketType], sessions: Iterable[Session], event: Event) -> None:
        """The tickets and sessions that can be chosen."""
        locale = reader_locale()
        self.ticket_names = {
            ticket_type.id: ticket_type.name.text(locale, event.main_locale) for ticket_type in ticket_types
        }
        self.ticket_type_ids.choices = choices(self.ticket_names.items())
        self.session_names = {
            session.id: f"{event.local(session.starts_at):%d.%m. %H:%M} {session.title.text(locale, event.main_locale)}"
            for session in sessions
            if session.starts_at is not None
        }
        self.session_id.choices = choices([("", _("None")), *self.session_names.items()])

    def validate_closes_at(self, field: EventTimeField) -> None:
        if self.opens_at.data and field.data and field.data <= self.opens_at.data:
            raise ValidationError(_l("A gate closes after it opens."))

    def details(self) -> GateDetails:
        return GateDetails(
            self.name.data, tuple(self.ticket_type_ids.data or ()), self.opens_at.data, self.closes_at.data,
            tuple(self.badge_classes.data or ()), self.session_id.data, self.zone_name.data or "", self.directions.data,
            self.reentry.data, self.hides_names.data, self.most_inside.data,
        )  # fmt: skip


class PairingForm(EventappForm):
    gate = SelectField(_l("Gate"), coerce=int)
    role = RadioField(_l("Whose phone"), choices=choices(ROLE_NAMES.items()), default="supervisor")
    device_name = StringField(
        _l("Name of this phone"),
        [Length(max=80)],
        filters=[one_line],
        description=_l("Who holds it, or where: it stands beside every scan. Leave empty to number it by its gate."),
    )


class ResolutionForm(EventappForm):
    """What an entry too many was."""

    finding = SelectField(_l("Explanation"), choices=choices(FINDING_NAMES.items()))
    note = StringField(_l("Note"), [Length(max=300)], filters=[one_line])
    renews = BooleanField(_l("Send a new ticket; the old one stops working"))


class AttendanceForm(EventappForm):
    """Who came, from elsewhere: to which gate, when, and the list of them as a file or pasted."""

    gate = SelectField(_l("Gate"), coerce=int)
    at = EventTimeField(
        _l("When"),
        [InputRequired(_l("Enter when they came."))],
        description=_l("For everybody of whom the list itself does not say it."),
    )
    people = TextAreaField(
        _l("Codes, email addresses or names"), [Length(max=1_000_000)],
        description=_l("One on each line, or cells copied from a spreadsheet with their headings."),
    )  # fmt: skip
    file = FileField(
        _l("Or a file"), description=_l("CSV, Excel, OpenDocument, or JSON of pretix, Hi.Events or Indico.")
    )


class AbsentForm(EventappForm):
    """Who is looked for among those who have not come."""

    class Meta(EventappForm.Meta):
        csrf = False

    text = StringField(_l("Search"), [Length(max=100)], filters=[one_line])


class DeskSearchForm(EventappForm):
    """Whom the desk looks for, and at which gate they come in."""

    class Meta(EventappForm.Meta):
        csrf = False

    q = StringField(_l("Name, company, code or the end of a phone number"), [Length(max=100)], filters=[one_line])


class WalkInForm(EventappForm):
    """Somebody who comes unregistered: as little as a badge needs."""

    asks_for_reason = False
    """Set where no place is left and whoever stands at the desk may go beyond the limit."""

    name = StringField(_l("Name"), [DataRequired(_l("Enter the name.")), Length(max=200)], filters=[one_line])
    company = StringField(_l("Company"), [Length(max=200)], filters=[one_line])
    email = EmailField(_l("Email"), [Optional(), Email(_l("Enter an address like name@example.org.")), Length(max=254)])
    ticket_type = SelectField(_l("Ticket"), coerce=int)
    gate = SelectField(_l("Entrance"), coerce=number_or_none)
    reason_beyond = StringField(
        _l("Reason"),
        [Length(max=200)],
        filters=[one_line],
        description=_l("No place is left. With a reason they are registered above the limit; it stays in the history."),
    )
    submission_key = HiddenField(validators=[Length(min=8, max=64)])


class CorrectionForm(EventappForm):
    """A name as it should stand on the badge."""

    name = StringField(_l("Name"), [DataRequired(_l("Enter the name.")), Length(max=200)], filters=[one_line])
    company = StringField(_l("Company"), [Length(max=200)], filters=[one_line])
    job_title = StringField(_l("Job title"), [Length(max=200)], filters=[one_line])


class DesignForm(EventappForm):
    """How badges look."""

    layout = RadioField(_l("Layout"), choices=choices(LAYOUT_NAMES.items()), default="band")
    paper = RadioField(_l("Paper"), choices=choices(PAPER_NAMES.items()), default="a6")
    shows_company = BooleanField(_l("Company"), default=True)
    shows_job_title = BooleanField(_l("Job title"), default=True)
    shows_country = BooleanField(_l("Country or region"))
    shows_qr = BooleanField(_l("QR code, so that the badge is the ticket"), default=True)
    logo = FileField(_l("Logo"), description=_l("PNG, JPEG or WebP; shown at the top of larger badges."))
    drops_logo = BooleanField(_l("Remove the logo"))

    def details(self) -> DesignDetails:
        return DesignDetails(**{name: self[name].data for name in DesignDetails.__dataclass_fields__})


class BadgeRunForm(EventappForm):
    """Which badges are printed together, and in which order."""

    ticket_type = SelectField(_l("Tickets"), coerce=number_or_none)
    sort = RadioField(
        _l("Sorted by"), choices=choices([("name", _l("Name")), ("company", _l("Company"))]), default="name"
    )
    only_new = BooleanField(_l("Only those that were not printed yet"), default=True)


class IssuerForm(EventappForm):
    name = StringField(
        _l("Whose badges"), [DataRequired(_l("Enter the organiser.")), Length(max=80)], filters=[one_line],
        description=_l("Such as “FILMART”."),
    )  # fmt: skip
    ticket_type_id = SelectField(_l("They are registered as"), coerce=int)
    pattern = StringField(
        _l("Codes that are theirs"),
        [Length(max=60)],
        filters=[one_line],
        description=_l("# is a digit, @ a letter, * some of either: FM26-######. Empty accepts the list alone."),
    )

    def details(self) -> IssuerDetails:
        return IssuerDetails(self.name.data or "", self.ticket_type_id.data, self.pattern.data or "")


class BadgeListForm(EventappForm):
    file = FileField(_l("List of badges"), description=_l("CSV or XLSX with the columns number, name and company."))


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
    if mode not in SENT_MODES:
        raise ScanMalformed(f"mode must be one of {', '.join(SENT_MODES)}")
    number = values.get("device_seq", 0)
    if type(number) is not int or not 0 <= number < 2**31:
        raise ScanMalformed("device_seq must be a whole number from 0")
    told = values.get("told", "")
    if told not in ("", *OUTCOMES):
        raise ScanMalformed(f"told must be one of {', '.join(OUTCOMES)}")
    reason = values.get("reason", "")
    if not isinstance(reason, str) or len(reason) > LONGEST_REASON or "\x00" in reason:
        raise ScanMalformed(f"reason must be a text of at most {LONGEST_REASON} characters")
    undoes = values.get("undoes")
    if (undoes is not None) != (direction == "undo"):
        raise ScanMalformed("undoes belongs to the direction undo, and names the scan that is taken back")
    return NewScan(
        _uuid(values.get("uuid")), ticket, direction, _instant(values.get("scanned_at")), number, mode, told,
        undoes=None if undoes is None else _uuid(undoes), reason=" ".join(reason.split()),
        registers=values.get("registers") is True,
    )  # fmt: skip


def _uuid(value: Any) -> UUID:
    found = uuid_sent(value)
    if found is None:
        raise ScanMalformed("uuid must be a UUID made on the device")
    return found


def _instant(value: Any) -> datetime:
    found = instant_sent(value)
    if found is None:
        raise ScanMalformed("scanned_at must be an ISO 8601 time with its offset")
    return found
