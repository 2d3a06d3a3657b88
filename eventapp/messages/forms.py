"""What organisers write: the texts of mails, and campaigns."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import AnyOf, InputRequired, NumberRange

from eventapp.core.forms import (
    EventappForm,
    EventTimeField,
    IntegerField,
    LocalizedField,
    choices,
    number_or_none,
)
from eventapp.core.locales import LOCALE_NAMES, reader_locale
from eventapp.core.text_messages import MOST_PARTS
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.messages.models import CAMPAIGN_KINDS
from eventapp.messages.service import CampaignDetails
from eventapp.messages.texts import CAMPAIGN_PLACEHOLDERS, KINDS, unknown_placeholders
from eventapp.registration.forms import session_choices
from eventapp.registration.forms.person import country_choices
from eventapp.registration.labels import BADGE_CLASS_NAMES, STATE_NAMES
from eventapp.registration.models import Question, TicketType

CAMPAIGN_KIND_NAMES = {
    "announcement": _l("Announcement"),
    "reminder": _l("Reminder"),
    "thanks": _l("Thank-you"),
}
assert set(CAMPAIGN_KIND_NAMES) == set(CAMPAIGN_KINDS)


class _TextForm(EventappForm):
    subject = LocalizedField(_l("Subject"))
    body = LocalizedField(_l("Text"), long=True, description=_l("Markdown works here."))
    placeholders: tuple[str, ...] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Every placeholder can be filled in, and what is in one part of a language is in the other too."""
        valid: bool = super().validate(extra_validators)
        for text in (self.subject, self.body):
            for part in text.form:
                wrong = unknown_placeholders(part.data or "", self.placeholders)
                if wrong:
                    part.errors = [_("This cannot be filled in: %(names)s", names=", ".join(dict.fromkeys(wrong)))]
                    valid = False
        return valid


class MailTextForm(_TextForm):
    """The team's own text for one kind of mail; a language that is left empty keeps the built-in text."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.placeholders = KINDS[kind].placeholders


class TextBudgetForm(EventappForm):
    parts = IntegerField(
        _l("Budget"),
        [InputRequired(_l("Enter a number; 0 sends no text messages.")), NumberRange(0, MOST_PARTS)],
        description=_l("How many parts of text messages this event may send in all. 0 sends none."),
    )


class CampaignForm(_TextForm):
    kind = RadioField(
        _l("Type"), [AnyOf(CAMPAIGN_KINDS)], choices=choices(CAMPAIGN_KIND_NAMES.items()), default="announcement"
    )
    state = SelectField(_l("Status"), default="confirmed")
    ticket_type = SelectField(_l("Ticket"), coerce=number_or_none)
    country = SelectField(_l("Country or region"), default="")
    language = SelectField(_l("Language"), default="")
    badge_class = SelectField(_l("Badge"), default="")
    answer = SelectField(_l("Answer"), default="")
    session = SelectField(_l("Session"), coerce=number_or_none)
    attended = SelectField(_l("At the door"), default="")
    attaches_ticket = BooleanField(_l("Attach the ticket"))
    attaches_calendar = BooleanField(_l("Attach the calendar entry"))
    send_at = EventTimeField(_l("Send at"), description=_l("Leave empty to send it when you say so."))

    placeholders = CAMPAIGN_PLACEHOLDERS

    def offer(self, event: Event, ticket_types: list[TicketType], questions: list[Question]) -> None:
        locale, main = reader_locale(), event.main_locale
        active = ("confirmed", "pending", "waitlisted")
        self.state.choices = choices([("", _("Everybody")), *((name, STATE_NAMES[name]) for name in active)])
        named = ((ticket_type.id, ticket_type.name.text(locale, main)) for ticket_type in ticket_types)
        self.ticket_type.choices = choices([("", _("Any ticket")), *named])
        countries = [(choice.value, choice.label) for choice in country_choices(locale)[1:]]
        self.country.choices = choices([("", _("Any country or region")), *countries])
        self.language.choices = choices([("", _("Any language")), *LOCALE_NAMES.items()])
        self.badge_class.choices = choices([("", _("Any badge")), *BADGE_CLASS_NAMES.items()])
        answers = [("", _("Any answer"))]
        for question in questions:
            label = question.label.text(locale, main)
            answers += [(f"{question.id}:yes", label)] if question.kind == "consent" else []
            answers += [
                (f"{question.id}:{option['key']}", f"{label}: {LocalizedText(option['label']).text(locale, main)}")
                for option in question.options
            ]
        self.answer.choices = choices(answers)
        self.session.choices = session_choices(event)
        self.attended.choices = choices([("", _("Anybody")), ("yes", _("Checked in")), ("no", _("Not checked in"))])

    def audience(self) -> dict[str, Any]:
        """Only what narrows."""
        names = ("state", "country", "language", "badge_class", "answer", "attended")
        values: dict[str, Any] = {name: self[name].data for name in names}
        values["ticket_type_id"], values["session_id"] = self.ticket_type.data, self.session.data
        return {name: value for name, value in values.items() if value not in ("", None)}

    def fill_audience(self, audience: dict[str, Any]) -> None:
        for name, value in audience.items():
            self[name.removesuffix("_id")].data = value

    def validate(self, extra_validators: Any = None) -> bool:
        """A campaign says something in at least one language."""
        valid = super().validate(extra_validators)
        for text in (self.subject, self.body):
            if not text.data:
                text.form.en.errors = [_("Enter this in at least one language.")]
                valid = False
        return valid

    def details(self) -> CampaignDetails:
        return CampaignDetails(
            self.subject.data, self.body.data, self.kind.data, self.audience(), self.attaches_calendar.data,
            self.attaches_ticket.data, self.send_at.data,
        )  # fmt: skip
