"""What is said of titles, by the team and by the companies that bring them."""

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FileField,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Length, NumberRange, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput

from eventapp.companies.models import Company
from eventapp.core.forms import (
    EventappForm,
    EventTimeField,
    IntegerField,
    LocalizedField,
    OneFileForm,
    PartForm,
    TextSelectField,
    choices,
    number_or_none,
    one_line,
)
from eventapp.core.locales import reader_locale
from eventapp.core.templating import countries, localized
from eventapp.programme.drafts import SessionWithDraft
from eventapp.programme.forms.sessions import WHOLE_LINK
from eventapp.registration.labels import BADGE_CLASS_NAMES
from eventapp.titles import labels
from eventapp.titles.models import Title
from eventapp.titles.service import RightDetails, TitleDetails

MOST_RIGHTS, MOST_PEOPLE, MOST_CLIPS = 40, 20, 6
NOT_OFFERED = _l("Choose one from the list.")
_WEB = Regexp(r"^https?://", message=_l("Enter a whole link, starting with https://."))
_NOTHING = [("", "–")]


class PersonForm(PartForm):
    """Somebody of a title, in a role."""

    role = StringField(_l("Role"), [Length(max=60)], filters=[one_line])
    name = StringField(_l("Name"), [Length(max=120)], filters=[one_line])


class ClipForm(PartForm):
    """A trailer or clip somewhere else."""

    words = StringField(_l("Words"), [Length(max=100)], filters=[one_line])
    address = StringField(_l("Link"), [Optional(), Length(max=500), _WEB, WHOLE_LINK], filters=[one_line])
    is_upright = BooleanField(_l("Vertical"))


class RightForm(PartForm):
    """One line of rights; one without a territory is none."""

    territory = TextSelectField(_l("Territory"), invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]
    medium = SelectField(_l("Medium"), choices=choices(labels.MEDIUM_NAMES.items()), default="all")
    state = SelectField(_l("Status"), choices=choices(labels.RIGHT_STATE_NAMES.items()), default="free")
    begins_on = DateField(_l("From"), [Optional()])
    ends_on = DateField(_l("Until"), [Optional()])

    def validate_ends_on(self, field: DateField) -> None:
        if field.data and self.begins_on.data and field.data < self.begins_on.data:
            raise ValidationError(_l("The end must come after the start."))


def _several(label: Any) -> SelectMultipleField:
    return SelectMultipleField(label, choices=[], option_widget=CheckboxInput(), invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]


class OwnTitleForm(EventappForm):
    """A title, as the company that brings it describes it."""

    name = LocalizedField(lazy_pgettext("of a thing", "Name"), required=True)
    original_name = StringField(_l("Original title"), [Length(max=200)], filters=[one_line])
    kind = SelectField(_l("Kind"), choices=choices(labels.KIND_NAMES.items()), default="film")
    stage = SelectField(_l("Stage"), choices=choices(labels.STAGE_NAMES.items()), default="finished")
    synopsis = LocalizedField(_l("Synopsis"), long=True, description=_l("Markdown works here."))
    genres = _several(_l("Genres"))
    year = IntegerField(_l("Year"), [Optional(), NumberRange(1880, 2200)])
    episodes = IntegerField(_l("Episodes"), [Optional(), NumberRange(1, 10_000)])
    minutes = IntegerField(
        _l("Minutes"), [Optional(), NumberRange(1, 10_000)], description=_l("Of the whole, or of one episode.")
    )
    countries = _several(_l("Countries of production"))
    languages = _several(_l("Languages"))
    subtitles = _several(_l("Subtitles"))
    dubs = _several(_l("Dubs"))
    people = FieldList(FormField(PersonForm), max_entries=MOST_PEOPLE)
    clips = FieldList(FormField(ClipForm), max_entries=MOST_CLIPS)
    based_on_id = SelectField(
        _l("Based on a title that is here"), coerce=number_or_none, invalid_value_message=NOT_OFFERED
    )  # type: ignore[call-arg]
    based_on = LocalizedField(_l("Based on"), description=_l("A novel, a game, a film of before..."))
    budget_band = TextSelectField(_l("Budget"), choices=choices([*_NOTHING, *labels.BUDGET_NAMES.items()]), default="")
    sought = _several(_l("Looking for"))
    regime = TextSelectField(_l("Regime"), choices=choices([*_NOTHING, *labels.REGIME_NAMES.items()]), default="")
    rights = FieldList(FormField(RightForm), max_entries=MOST_RIGHTS)
    audience = RadioField(_l("Who sees it"), choices=choices(labels.AUDIENCE_NAMES.items()), default="public")
    badge_class = TextSelectField(_l("Badge"), choices=choices([*_NOTHING, *BADGE_CLASS_NAMES.items()]), default="")
    embargo_until = EventTimeField(
        _l("Nobody sees it before"), description=_l("Until then it is on no page, in no search and in no document.")
    )
    picture = FileField(_l("Picture"), description=_l("JPEG, PNG or WebP, at most 12 MB."))
    remove_picture = BooleanField(_l("Remove the picture"))

    def offer(self, others: list[Title], *, is_sent: bool) -> None:
        """What can be chosen; one empty row more than there are of each kind, so that another can be written."""
        locale = reader_locale()
        for field, names in ((self.genres, labels.GENRE_NAMES), (self.sought, labels.SOUGHT_NAMES)):
            field.choices = choices(names.items())
        spoken = choices((code, labels.film_language(code)) for code in labels.LANGUAGES)
        for field in (self.languages, self.subtitles, self.dubs):
            field.choices = spoken
        self.countries.choices = choices(countries(locale))
        self.based_on_id.choices = choices([*_NOTHING, *((one.id, localized(one.name)) for one in others)])
        if not is_sent:
            for rows in (self.rights, self.people, self.clips):
                if len(rows) < (rows.max_entries or 0):
                    rows.append_entry()
        territories = choices([*_NOTHING, *labels.GROUP_NAMES.items(), *countries(locale)])
        for entry in self.rights:
            entry.form.territory.choices = territories

    def validate_badge_class(self, field: TextSelectField) -> None:
        if self.audience.data == "badge_class" and not field.data:
            raise ValidationError(_l("Choose the badge class that sees it."))

    def details(self) -> TitleDetails:
        """Without who brings it and where it is shown: both stay as they are."""
        rights = (entry.form for entry in self.rights)
        people = (entry.form for entry in self.people)
        clips = (entry.form for entry in self.clips)
        names = ("genres", "countries", "languages", "subtitles", "dubs", "sought")
        several: dict[str, Any] = {name: tuple(self[name].data or ()) for name in names}
        is_one_class = self.audience.data == "badge_class"
        return TitleDetails(
            name=self.name.data, kind=self.kind.data, original_name=self.original_name.data or "",
            synopsis=self.synopsis.data, stage=self.stage.data, year=self.year.data, episodes=self.episodes.data,
            minutes=self.minutes.data, based_on_id=self.based_on_id.data, based_on=self.based_on.data,
            budget_band=self.budget_band.data or None, regime=self.regime.data or None, audience=self.audience.data,
            badge_class=(self.badge_class.data or None) if is_one_class else None,
            embargo_until=self.embargo_until.data,
            people=tuple((one.role.data or "", one.name.data) for one in people if one.name.data),
            clips=tuple((one.words.data or "", one.address.data, bool(one.is_upright.data)) for one in clips
                        if one.address.data),
            rights=tuple(
                RightDetails(one.territory.data, one.medium.data, one.state.data, one.begins_on.data, one.ends_on.data)
                for one in rights if one.territory.data
            ),
            **several,
        )  # fmt: skip


class TitleForm(OwnTitleForm):
    """The same for the team, which says who brings it and in which sessions it is shown."""

    company_id = SelectField(_l("Company"), coerce=number_or_none, invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]
    session_ids = SelectMultipleField(
        _l("Shown or pitched in"),
        coerce=number_or_none,
        option_widget=CheckboxInput(),
        invalid_value_message=NOT_OFFERED,
    )  # type: ignore[call-arg]

    def offer_places(self, companies: list[Company], sessions: list[SessionWithDraft]) -> None:
        self.company_id.choices = choices([*_NOTHING, *((one.id, localized(one.name)) for one in companies)])
        self.session_ids.choices = choices(
            (one.released.id, localized(one.title)) for one in sessions if not one.is_break
        )  # fmt: skip

    def details(self) -> TitleDetails:
        return replace(
            super().details(), company_id=self.company_id.data, session_ids=tuple(self.session_ids.data or ())
        )


def known_values(title: Title) -> dict[str, Any]:
    """What a form of this title holds that no column of its name does."""
    return {"session_ids": [one.session_id for one in title.showings]}


def rows_of(title: Title) -> dict[str, Any]:
    """What its columns hold otherwise than the form's rows have it."""
    names = ("territory", "medium", "state", "begins_on", "ends_on")
    return {
        "people": [{"role": role, "name": name} for role, name in title.people],
        "clips": [{"words": words, "address": address, "is_upright": up} for words, address, up in title.clips],
        "rights": [{name: getattr(one, name) for name in names} for one in title.rights],
    }


class TitlesFileForm(OneFileForm):
    file = FileField(_l("File"), description=_l("At most 8 MB. You see the changes before anything is stored."))
