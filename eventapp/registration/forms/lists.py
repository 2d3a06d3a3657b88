"""How an organiser narrows the list, acts on many, and brings a table in."""

from typing import Any

from flask import Request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from eventapp.core.forms import EventappForm, IntegerField, OneFileForm, choices, number_or_none, one_line, stripped
from eventapp.core.import_forms import TableForm
from eventapp.core.locales import LOCALE_NAMES, reader_locale
from eventapp.events.models import Event
from eventapp.registration.forms.person import country_choices
from eventapp.registration.labels import BADGE_CLASS_NAMES, STATE_NAMES
from eventapp.registration.models import Question, TicketType
from eventapp.registration.queries import SORTS, RegistrationFilter, chosen_sessions

SORT_NAMES = {
    "newest": _l("Newest first"),
    "oldest": _l("Oldest first"),
    "name": _l("By name"),
    "company": _l("By company"),
    "ticket": _l("By ticket"),
    "state": _l("By status"),
}
assert set(SORT_NAMES) == set(SORTS)
COLUMN_NAMES = {
    "company": _l("Company"),
    "ticket": _l("Ticket"),
    "state": _l("Status"),
    "registered": _l("Registered"),
    "code": _l("Code"),
    "country": _l("Country or region"),
    "phone": _l("Mobile"),
    "language": _l("Language"),
    "badge_class": _l("Badge"),
}
USUAL_COLUMNS = ("company", "ticket", "state", "registered", "code")
MAIL_NAMES = {
    "": _l("Any email"),
    "bounced": _l("Email bounces"),
    "none": _l("No address"),
    "declined": _l("Wants no campaigns"),
}
BULK_NAMES = {
    "approve": _l("Approve"),
    "decline": _l("Decline"),
    "cancel": _l("Cancel"),
    "send": _l("Email the ticket again"),
}


class ReasonForm(EventappForm):
    """Why something is declined or cancelled."""

    reason = TextAreaField(_l("Reason"), [Length(max=1000)], filters=[stripped])


class NotesForm(EventappForm):
    """What the team writes down for itself."""

    notes = TextAreaField(_l("Notes"), [Length(max=4000)], filters=[stripped], description=_l("For the team only."))
    door_note = StringField(
        _l("Note for the door"),
        [Length(max=200)],
        filters=[one_line],
        description=_l("Shown to the door staff with this ticket: “Seat A3”."),
    )


class FilterForm(EventappForm):
    """How an organiser narrows the list; it only reads, so it needs no token."""

    class Meta(EventappForm.Meta):
        csrf = False

    text = StringField(_l("Search"), [Length(max=200)], filters=[one_line])
    state = SelectField(_l("Status"), choices=choices([("", _l("Any status")), *STATE_NAMES.items()]), default="")
    ticket_type = SelectField(_l("Ticket"), coerce=number_or_none, validate_choice=False)
    country = SelectField(_l("Country or region"), validate_choice=False, default="")
    language = SelectField(
        _l("Language"), choices=choices([("", _l("Any language")), *LOCALE_NAMES.items()]), default=""
    )
    badge_class = SelectField(
        _l("Badge"), choices=choices([("", _l("Any badge")), *BADGE_CLASS_NAMES.items()]), default=""
    )
    mail = SelectField(_l("Email"), choices=choices(MAIL_NAMES.items()), default="")
    answer = SelectField(_l("Answer"), validate_choice=False, default="")
    session = SelectField(_l("Session"), coerce=number_or_none, validate_choice=False)
    sort = SelectField(_l("Order"), choices=choices(SORT_NAMES.items()), default="newest")
    page = IntegerField(_l("Page"), [Optional(), NumberRange(1, 100_000)], default=1)

    def offer(self, event: Event, ticket_types: list[TicketType], questions: list[Question]) -> None:
        locale, main = reader_locale(), event.main_locale
        self.ticket_type.choices = choices(
            [
                ("", _("Any ticket")),
                *((ticket_type.id, ticket_type.name.text(locale, main)) for ticket_type in ticket_types),
            ]
        )
        self.country.choices = [*choices([("", _("Any country or region"))]), *country_choices(locale)[1:]]
        answers = [("", _("Any answer"))]
        for question in questions:
            label = question.label.text(locale, main)
            if question.kind == "consent":
                answers.append((f"{question.id}:yes", label))
            answers += [
                (f"{question.id}:{option['key']}", f"{label}: {question.option_label(option['key'], locale, main)}")
                for option in question.options
            ]
        self.answer.choices = choices(answers)
        self.session.choices = session_choices(event)

    def wanted(self) -> RegistrationFilter:
        """The filter; what is not on offer does not narrow."""
        kept: dict[str, Any] = {}
        for name in ("state", "country", "language", "badge_class", "mail", "answer"):
            field = self[name]
            offered = {choice.value for choice in field.choices}
            kept[name] = field.data if field.data in offered else ""
        offered_ticket_types: Any = self.ticket_type.choices
        ticket_types = {choice.value for choice in offered_ticket_types}
        ticket_type_id = self.ticket_type.data if self.ticket_type.data in ticket_types else None
        offered_sessions: Any = self.session.choices
        sessions = {choice.value for choice in offered_sessions}
        session_id = self.session.data if self.session.data in sessions else None
        text = (self.text.data or "")[:200]
        return RegistrationFilter(text=text, ticket_type_id=ticket_type_id, session_id=session_id, **kept)


def session_choices(event: Event) -> list[Any]:
    """The sessions that somebody has chosen, to narrow a list by."""
    found = chosen_sessions(event.id)
    named = ((one.id, one.title.text(reader_locale(), event.main_locale)[:80]) for one in found)
    return choices([("", _("Any session")), *named])


def chosen_columns(request: Request) -> tuple[str, ...]:
    """The columns that an address asks for, in their usual order; the usual ones where it asks for none."""
    wanted = {name for value in request.args.getlist("columns") for name in value.split(",")}
    kept = tuple(name for name in COLUMN_NAMES if name in wanted)
    return kept or USUAL_COLUMNS


class ViewForm(EventappForm):
    """A name for the list as it is looked at now."""

    name = StringField(_l("Name of the view"), [InputRequired(_l("Enter a name.")), Length(max=60)], filters=[one_line])


class BulkForm(EventappForm):
    """What is done to many people at once."""

    action = SelectField(_l("Action"), [AnyOf(tuple(BULK_NAMES))], choices=choices(BULK_NAMES.items()))
    reason = TextAreaField(_l("Reason"), [Length(max=1000)], filters=[stripped])


class ImportFileForm(OneFileForm):
    """A table to bring in."""

    file = FileField(_l("Table"), description=_l("CSV, Excel or OpenDocument, at most 8 MB and 60,000 rows."))


class MappingForm(TableForm):
    """Which column is which, and what those get who name no ticket; built for one table."""

    ticket_type_id = SelectField(_l("Ticket for rows that name none"), coerce=number_or_none, validate_choice=False)
    sends_mail = BooleanField(_l("Email everybody their ticket"), default=True)

    def offer_tickets(self, ticket_types: list[TicketType], chosen: int | None) -> None:
        """The event's tickets; the first public one stands where nothing was chosen and no column names any."""
        self.ticket_type_id.choices = choices(
            [("", "–"), *((ticket_type.id, ticket_type.name.text(reader_locale())) for ticket_type in ticket_types)]
        )
        if not self.is_submitted() and "ticket" not in self.proposed and chosen is None:
            self.ticket_type_id.data = next((one.id for one in ticket_types if one.visibility == "public"), None)


def missing_columns(mapping: dict[str, int], *, has_default: bool) -> str | None:
    """What a table of people lacks, in words; None where nothing. `has_default` says that rows may name no ticket."""
    if not {"name", "surname", "given_name"} & set(mapping):
        return _("Choose the column with the names.")
    if not {"email", "phone"} & set(mapping):
        return _("Choose the column with email addresses or mobile numbers.")
    if "ticket" not in mapping and not has_default:
        return _("Choose the column with the ticket, or one ticket for all.")
    return None
