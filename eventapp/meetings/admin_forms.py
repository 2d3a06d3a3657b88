"""What the team sets for meetings, its tables, and meetings that it arranges."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    FieldList,
    FormField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput

from eventapp.companies.models import Company, Hall
from eventapp.core.codes import normal_code
from eventapp.core.forms import (
    YEARS,
    EventappForm,
    EventTimeField,
    IntegerField,
    LocalizedField,
    PartForm,
    choices,
    number_or_none,
    one_line,
    stripped,
    with_offset,
)
from eventapp.core.templating import localized
from eventapp.events.models import Event
from eventapp.meetings.forms import NOT_OFFERED
from eventapp.meetings.models import MeetingProfile, MeetingZone
from eventapp.meetings.service import LONGEST_MESSAGE, MOST_TABLES, SettingsDetails, ZoneDetails
from eventapp.meetings.slots import Stretch
from eventapp.meetings.suggestions import HEAVIEST, WEIGHTS
from eventapp.registration.labels import BADGE_CLASS_NAMES

MOST_STRETCHES = 40
_MINUTES = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
_WEIGHT_NAMES = {
    "they_offer": _l("The other is what one is looking for"),
    "they_seek": _l("The other looks for what one is"),
    "title_sought": _l("A title of the other looks for what one is"),
    "own_title": _l("A title of one's own looks for what the other is"),
    "genre": _l("Genres in common"),
    "territory": _l("Territories in common"),
    "regime": _l("The same regime"),
    "stage": _l("Projects at the same stage"),
    "language": _l("Languages in common"),
}
assert set(_WEIGHT_NAMES) == set(WEIGHTS)


class StretchForm(PartForm):
    """Hours in which people meet, on the clocks of the event's place; one without a beginning is none."""

    starts_at = DateTimeLocalField(_l("From"), [Optional()], format=_MINUTES)
    ends_at = DateTimeLocalField(_l("Until"), [Optional()], format=_MINUTES)

    def validate(self, extra_validators: Any = None) -> bool:
        """An end that is empty is looked at too: it is optional only where there is no beginning either."""
        is_valid = super().validate(extra_validators)
        begins, ends = self.starts_at.data, self.ends_at.data
        if begins and not self.ends_at.errors and (not ends or ends <= begins):
            self.ends_at.errors = [str(_l("The end must come after the start."))]
            is_valid = False
        if any(moment is not None and moment.year not in YEARS for moment in (begins, ends)):
            self.starts_at.errors = [str(_l("Enter a date from 1970 to 2199."))]
            is_valid = False
        return is_valid


_ClassLimits = type(
    "_ClassLimits",
    (PartForm,),
    {name: IntegerField(label, [Optional(), NumberRange(1, 200)]) for name, label in BADGE_CLASS_NAMES.items()},
)
_Weights = type(
    "_Weights",
    (PartForm,),
    {
        name: IntegerField(label, [Optional(), NumberRange(0, HEAVIEST)], default=WEIGHTS[name])
        for name, label in _WEIGHT_NAMES.items()
    },
)


class SettingsForm(EventappForm):
    """See MeetingSettings. The rows of hours are made by `offer`, on the clocks of the event's place."""

    is_open = BooleanField(
        _l("People may meet"), description=_l("Whoever has a confirmed ticket finds it on their private page.")
    )
    takes_wishes = BooleanField(
        _l("People say whom they wish to meet"),
        description=_l("In their order, for a round that you make: a timetable from everybody's wishes."),
    )
    requests_until = EventTimeField(_l("Requests until"), [Optional()])
    slot_minutes = IntegerField(_l("Minutes of a meeting"), [InputRequired(), NumberRange(5, 240)], default=30)
    pause_minutes = IntegerField(_l("Minutes between two"), [InputRequired(), NumberRange(0, 120)], default=0)
    day_limit = IntegerField(
        _l("Meetings a day at most"), [Optional(), NumberRange(1, 200)], description=_l("Of one person.")
    )
    class_limits: Any = FormField(_ClassLimits, _l("Otherwise for a badge class"))
    badge_classes = SelectMultipleField(
        _l("Who takes part"), choices=choices(BADGE_CLASS_NAMES.items()), option_widget=CheckboxInput(),
        description=_l("Everybody, where nothing is chosen."),
    )  # fmt: skip
    most_open_requests = IntegerField(
        _l("Requests that may wait"), [InputRequired(), NumberRange(1, 500)], default=20,
        description=_l("Of one person, without an answer yet."),
    )  # fmt: skip
    walking_minutes = IntegerField(_l("Minutes from hall to hall"), [InputRequired(), NumberRange(0, 120)], default=5)
    weights: Any = FormField(_Weights, _l("What counts how much in suggestions"))
    hours = FieldList(FormField(StretchForm), max_entries=MOST_STRETCHES)

    def details(self) -> SettingsDetails:
        rows = (entry.form for entry in self.hours)
        numbers: dict[str, Any] = {
            name: self[name].data
            for name in ("slot_minutes", "pause_minutes", "day_limit", "most_open_requests", "walking_minutes")
        }
        return SettingsDetails(
            is_open=bool(self.is_open.data),
            takes_wishes=bool(self.takes_wishes.data),
            requests_until=self.requests_until.data,
            class_limits={key: value for key, value in self.class_limits.data.items() if value is not None},
            badge_classes=tuple(self.badge_classes.data or ()),
            weights={key: value for key, value in self.weights.data.items() if value is not None},
            hours=tuple(
                (self._instant(row.starts_at.data), self._instant(row.ends_at.data))
                for row in rows
                if row.starts_at.data and row.ends_at.data
            ),
            **numbers,
        )

    def _instant(self, local: datetime) -> datetime:
        return local.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)


_NUMBER = re.compile(r"([^\W\d]{0,8})(\d{1,4})")
_LONGEST_NUMBER = 12


def numbers_in(text: str) -> list[str]:
    """Table numbers as people write them: `1-20, 31, A1-A5`. Raises ValueError with words for what is none."""
    found: list[str] = []
    for part in re.split(r"[,;、，]", text):
        found += _span(part) or [_one(word) for word in part.split()]
    if len(set(found)) > MOST_TABLES:
        raise ValueError(_("At most %(number)s tables can stand together.", number=MOST_TABLES))
    return list(dict.fromkeys(found))


def _span(text: str) -> list[str]:
    """All numbers from one to another, ends included; nothing for what is no span."""
    ends = [_NUMBER.fullmatch(end.strip()) for end in re.split("[-–—]", text)]
    if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0][1] != ends[1][1]:
        return []
    first, last = int(ends[0][2]), int(ends[1][2])
    if last - first >= MOST_TABLES:
        raise ValueError(_("At most %(number)s tables can stand together.", number=MOST_TABLES))
    width = len(ends[0][2]) if ends[0][2].startswith("0") else 0
    return [f"{ends[0][1]}{number:0{width}d}" for number in range(first, last + 1)]


def _one(word: str) -> str:
    if len(word) > _LONGEST_NUMBER or not re.fullmatch(r"[\w./-]+", word):
        raise ValueError(_("“%(part)s” is no table's number.", part=word[:20]))
    return word


class ZoneForm(EventappForm):
    """Tables that stand together."""

    name = LocalizedField(_l("Where"), required=True, description=_l("As people look for it, such as: Hall 1, centre."))
    numbers = StringField(
        _l("Tables"), [InputRequired(), Length(max=2_000)], filters=[one_line],
        description=_l("Their numbers, such as 1-20, 31, A1-A5."),
    )  # fmt: skip
    hall_id = SelectField(_l("Hall"), coerce=number_or_none, invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]
    company_id = SelectField(
        _l("At the stand of"), coerce=number_or_none, invalid_value_message=NOT_OFFERED,
        description=_l("Only meetings of this company's people take place there."),
    )  # type: ignore[call-arg]  # fmt: skip

    def offer(self, halls: list[Hall], companies: list[Company]) -> None:
        """What can be chosen."""
        nothing = [("", "–")]
        self.hall_id.choices = choices([*nothing, *((one.id, localized(one.name)) for one in halls)])
        self.company_id.choices = choices([*nothing, *((one.id, localized(one.name)) for one in companies)])

    def validate_numbers(self, field: StringField) -> None:
        try:
            found = numbers_in(field.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if not found:
            raise ValidationError(_l("Enter at least one number."))

    def details(self) -> ZoneDetails:
        return ZoneDetails(
            self.name.data, tuple(numbers_in(self.numbers.data or "")), self.hall_id.data, self.company_id.data
        )


def numbers_of(zone: MeetingZone) -> str:
    """The tables of a zone as the form has them: those that follow each other as one span."""
    spans: list[list[str]] = []
    for number in (table.number for table in zone.tables):
        if spans and _follows(spans[-1][-1], number):
            spans[-1].append(number)
        else:
            spans.append([number])
    return ", ".join(one[0] if len(one) == 1 else f"{one[0]}-{one[-1]}" for one in spans)


def _follows(one: str, other: str) -> bool:
    first, second = _NUMBER.fullmatch(one), _NUMBER.fullmatch(other)
    return bool(
        first and second and first[1] == second[1] and int(second[2]) == int(first[2]) + 1
        and len(second[2]) >= len(first[2]) and not (first[2].startswith("0") and len(second[2]) != len(first[2]))
    )  # fmt: skip


class GiveTableForm(EventappForm):
    """A table becomes one person's own, or everybody's again."""

    table = SelectField(lazy_pgettext("to meet at", "Table"), coerce=number_or_none, invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]
    person = StringField(_l("Person"), [Length(max=300)], filters=[one_line])


class MoveForm(EventappForm):
    """Another time."""

    starts_at = SelectField(_l("Time"), validate_choice=False)

    def moment(self) -> datetime | None:
        return with_offset(self.starts_at.data or "")


class ArrangeForm(MoveForm):
    """A meeting that the team arranges. People are named as the list offers them."""

    requester = StringField(_l("Person"), [InputRequired(), Length(max=300)], filters=[one_line])
    recipient = StringField(_l("Meets"), [InputRequired(), Length(max=300)], filters=[one_line])
    purpose = TextAreaField(_l("What it is about"), [Length(max=LONGEST_MESSAGE)], filters=[stripped])


def hours_of(event: Event, hours: Iterable[Stretch]) -> list[dict[str, datetime]]:
    """Hours as the form has them."""
    return [
        {name: event.local(moment).replace(tzinfo=None) for name, moment in
         (("starts_at", one.starts_at), ("ends_at", one.ends_at))}
        for one in hours
    ]  # fmt: skip


def default_hours(event: Event) -> list[dict[str, datetime]]:
    """Each day of the event, from when it begins to when it ends on its clocks."""
    begins, ends = event.local(event.starts_at).time(), event.local(event.ends_at).time()
    days = [{"starts_at": datetime.combine(day, begins), "ends_at": datetime.combine(day, ends)} for day in event.days]
    return [row for row in days if row["starts_at"] < row["ends_at"]]


class RoundForm(EventappForm):
    """A round is asked for."""

    seconds = IntegerField(
        _l("Seconds"), [InputRequired(), NumberRange(5, 600)], default=30,
        description=_l("A first timetable is there at once and gets better meanwhile; 120 do for a whole market."),
    )  # fmt: skip
    may_move = BooleanField(
        _l("Meetings of former rounds may move"),
        description=_l("Only where that wins much. Whatever people agreed by themselves stays."),
    )


class OwedForm(EventappForm):
    """Pairs that have to meet, a line each: two email addresses or ticket codes."""

    pairs_text = TextAreaField(
        _l("Pairs"), [InputRequired(), Length(max=200_000)], filters=[stripped],
        description=_l("Two email addresses or ticket codes a line, with a comma between."),
    )  # fmt: skip

    def pairs(self, people: list[MeetingProfile]) -> tuple[list[tuple[MeetingProfile, MeetingProfile]], list[str]]:
        """The pairs, and the lines that name nobody."""
        known = {one.registration.email.casefold(): one for one in people if one.registration.email}
        known |= {one.registration.code.casefold(): one for one in people}
        found, unknown = [], []
        for line in (self.pairs_text.data or "").splitlines():
            if not line.strip():
                continue
            named = [part.strip() for part in re.split(r"[,;\t，；]", line)]
            two = [known.get(part.casefold()) or known.get(normal_code(part).casefold()) for part in named]
            if len(two) == 2 and two[0] is not None and two[1] is not None and two[0] is not two[1]:
                found.append((two[0], two[1]))
            else:
                unknown.append(line.strip()[:80])
        return found, unknown
