"""Bodies of requests, read by the forms of the pages: one set of rules and messages for people and for programs.

A form's fields say what a body may hold (as JSON Schema 2020-12, which OpenAPI 3.1 has), how its values are put before
the form, and where in the body stands what the form objects to.
"""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import wtforms
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import fields as kinds
from wtforms.meta import DefaultMeta
from wtforms.validators import InputRequired, Length, NumberRange

from eventapp.core.api.problems import FieldError, Problem
from eventapp.core.forms import LONG_TEXT, SHORT_TEXT, EventTimeField, LocalizedField, field_name, with_offset
from eventapp.core.locales import LOCALES

Values = dict[str, Any]
_UNSENT = ("csrf_token", "submit")
MOST_ENTRIES = 500


class EmptyForm(wtforms.Form):
    """For bodies that hold nothing but what no form of a page asks."""


class Body:
    """The body of an operation: a form's fields, save those that are `without`; `required` are those that must be there
    when something is made. `names` are what some fields are called in the API, by the form's name."""

    def __init__(
        self,
        form: type[wtforms.Form],
        *,
        without: Sequence[str] = (),
        required: Sequence[str] = (),
        names: Mapping[str, str] | None = None,
        more: Mapping[str, Values] | None = None,
    ) -> None:
        self.form = form
        self.without = frozenset(without)
        self.required = tuple(required)
        self.names = dict(names or {})
        self.more = dict(more or {})

    def fields(self) -> Iterator[tuple[str, Any]]:
        """(name in the API, field not yet bound)."""
        for name, field in _unbound(self.form):
            if name not in self.without and field.field_class not in (kinds.HiddenField, kinds.FileField):
                yield self.names.get(name, name), field

    def schema(self, *, is_change: bool = False) -> Values:
        """As JSON Schema. In a change everything may be left out."""
        properties = {name: _schema_of(field) for name, field in self.fields()} | self.more
        found: Values = {"type": "object", "properties": properties, "additionalProperties": False}
        if self.required and not is_change:
            found["required"] = list(self.required)
        return found

    def sent(self, values: Values, *, is_change: bool = False) -> Values:
        """What a form is made with, so that it reads these values. Raises Problem as `read` does."""
        return {"formdata": self.read(values, is_change=is_change), "meta": {"csrf": False}}

    def read(self, values: Values, *, is_change: bool = False) -> MultiDict[str, str]:
        """The values as the form takes them. Raises Problem for what has another type than the schema says."""
        known = dict(self.fields())
        errors = [
            FieldError(f"/{name}", _("There is no such field.")) for name in values if name not in {*known, *self.more}
        ]
        if not is_change:
            missing = [name for name in self.required if values.get(name) in (None, "", {}, [])]
            errors += [FieldError(f"/{name}", _("This has to be there.")) for name in missing]
        sent: MultiDict[str, str] = MultiDict()
        own_names = {api: own for own, api in self.names.items()}
        for name, field in known.items():
            if name in values:
                errors += _put(sent, own_names.get(name, name), field, values[name], f"/{name}")
        if errors:
            raise Problem("invalid-body", _("Nothing was stored."), errors=errors)
        return sent

    def merged(self, present: Values, values: Values) -> Values:
        """A change laid over what there is, which has the same names."""
        known = [name for name, _field in self.fields()]
        return {name: present[name] for name in known if name in present} | values

    def check(self, form: wtforms.Form) -> None:
        """Raises Problem where the form objects to something: with where it stands in the body."""
        if not form.validate():
            errors = [error for field in form for error in _errors(field, f"/{self.names.get(field.name, field.name)}")]
            raise Problem("invalid-body", _("Nothing was stored."), errors=errors)


def _unbound(form: type[Any]) -> list[tuple[str, Any]]:
    """A form's fields in the order in which they are written."""
    found = {}
    for name in dir(form):
        field = getattr(form, name, None)
        if name not in _UNSENT and hasattr(field, "_formfield"):
            found[name] = field
    return sorted(found.items(), key=lambda one: one[1].creation_counter)


@lru_cache(maxsize=512)
def _bound(field: Any) -> Any:
    """The field as part of a form that has only it, for what it knows by itself."""
    return field.bind(form=None, name="field", _meta=DefaultMeta())


def _schema_of(field: Any) -> Values:
    kind: type[Any] = field.field_class
    if issubclass(kind, LocalizedField):
        texts = {locale: {"type": "string", "maxLength": _longest(field)} for locale in LOCALES}
        return {"type": "object", "properties": texts, "additionalProperties": False}
    if issubclass(kind, kinds.FormField):
        inner = {name: _schema_of(part) for name, part in _unbound(field.args[0])}
        return {"type": "object", "properties": inner, "additionalProperties": False}
    bound = _bound(field)
    found = _simple_schema(kind, bound, field)
    description = str(bound.label.text)
    return found | ({"description": description} if description else {})


def _longest(field: Any) -> int:
    return LONG_TEXT if field.kwargs.get("long") else SHORT_TEXT


def _simple_schema(kind: type[Any], bound: Any, field: Any) -> Values:
    return next(schema for kinds_of, schema in _SCHEMAS if issubclass(kind, kinds_of))(bound, field)


def _list_schema(bound: Any, field: Any) -> Values:
    part = _schema_of(field.args[0])
    part.pop("description", None)
    return {"type": "array", "items": part, "maxItems": bound.max_entries or MOST_ENTRIES}


_SCHEMAS: tuple[tuple[Any, Callable[[Any, Any], Values]], ...] = (
    (kinds.FieldList, _list_schema),
    (EventTimeField, lambda _bound, _field: {"type": ["string", "null"], "format": "date-time"}),
    (kinds.BooleanField, lambda _bound, _field: {"type": "boolean"}),
    (kinds.IntegerField, lambda bound, _field: {"type": ["integer", "null"], **_range(bound)}),
    ((kinds.DecimalField, kinds.FloatField), lambda bound, _field: {"type": ["number", "null"], **_range(bound)}),
    (kinds.DateField, lambda _bound, _field: {"type": ["string", "null"], "format": "date"}),
    (kinds.TimeField, lambda _bound, _field: {"type": ["string", "null"], "pattern": "^[0-2][0-9]:[0-5][0-9]$"}),
    (
        kinds.SelectMultipleField,
        lambda bound, _field: {
            "type": "array", "items": _choice(bound), "uniqueItems": True, "maxItems": MOST_ENTRIES,
        },
    ),
    (kinds.SelectField, lambda bound, _field: _choice(bound, is_optional=True)),
    (kinds.Field, lambda bound, _field: {"type": ["string", "null"], **_length(bound)}),
)  # fmt: skip
"""How each kind of field is said, the first that fits."""


def _choice(bound: Any, *, is_optional: bool = False) -> Values:
    """One of what is offered: named where the choices are the same for every event, an id otherwise."""
    is_number = bound.coerce is not str
    known = [choice[0] if isinstance(choice, tuple) else choice.value for choice in bound.choices or ()]
    types: list[str] = ["integer" if is_number else "string"]
    if is_optional and (not known or "" in known or is_number):
        types.append("null")
    found: Values = {"type": types if len(types) > 1 else types[0]}
    if known:
        values = [None if one == "" else one for one in known]
        found["enum"] = values if not is_optional or None in values or "null" not in types else [*values, None]
    elif is_number:
        found |= {"minimum": 0, "maximum": 999_999_999}
    return found


def _range(bound: Any) -> Values:
    found = {}
    for one in bound.validators:
        if isinstance(one, NumberRange):
            found = {"minimum": one.min, "maximum": one.max}
    return {name: value for name, value in found.items() if value is not None}


def _length(bound: Any) -> Values:
    found: Values = {}
    for one in bound.validators:
        if isinstance(one, Length):
            found = {"minLength": one.min, "maxLength": one.max}
        if isinstance(one, InputRequired):
            found.setdefault("minLength", 1)
    return {name: value for name, value in found.items() if value is not None and value > 0}


def _put(sent: "MultiDict[str, str]", name: str, field: Any, value: Any, pointer: str) -> list[FieldError]:
    """Put one value before the form, as a browser would send it; what it is not is said."""
    if value is None:
        sent.add(name, "")
        return []
    return next(put for kind, put in _PUTS if issubclass(field.field_class, kind))(sent, name, field, value, pointer)


def _put_texts(sent: "MultiDict[str, str]", name: str, field: Any, value: Any, pointer: str) -> list[FieldError]:
    if not isinstance(value, dict):
        return [FieldError(pointer, _("Give an object with a text for each language: en, zh-Hant, zh-Hans."))]
    errors, longest = [], _longest(field)
    for locale, words in value.items():
        if locale not in LOCALES:
            errors.append(FieldError(f"{pointer}/{_escaped(locale)}", _("There is no such language.")))
        elif not isinstance(words, str):
            errors.append(FieldError(f"{pointer}/{locale}", _("Give a text.")))
        elif len(words) > longest:
            errors.append(FieldError(f"{pointer}/{locale}", _too_long(longest)))
        else:
            sent.add(f"{name}-{locale.lower().replace('-', '_')}", words)
    return errors


def _too_long(longest: int) -> str:
    return _("Give a text of at most %(number)s characters.", number=longest)


def _put_parts(sent: "MultiDict[str, str]", name: str, field: Any, value: Any, pointer: str) -> list[FieldError]:
    if not isinstance(value, dict):
        return [FieldError(pointer, _("Give an object."))]
    parts = dict(_unbound(field.args[0]))
    errors = [
        FieldError(f"{pointer}/{_escaped(key)}", _("There is no such field.")) for key in value if key not in parts
    ]
    for key, part in parts.items():
        if key in value:
            errors += _put(sent, f"{name}-{key}", part, value[key], f"{pointer}/{key}")
    return errors


def _put_entries(sent: "MultiDict[str, str]", name: str, field: Any, value: Any, pointer: str) -> list[FieldError]:
    most = _bound(field).max_entries or MOST_ENTRIES
    if not isinstance(value, list) or len(value) > most:
        return [FieldError(pointer, _("Give a list of at most %(number)s.", number=most))]
    errors = []
    for number, entry in enumerate(value):
        errors += _put(sent, f"{name}-{number}", field.args[0], entry, f"{pointer}/{number}")
    return errors


def _put_choices(sent: "MultiDict[str, str]", name: str, field: Any, value: Any, pointer: str) -> list[FieldError]:
    if not isinstance(value, list) or len(value) > MOST_ENTRIES:
        return [FieldError(pointer, _("Give a list of at most %(number)s.", number=MOST_ENTRIES))]
    is_number = _bound(field).coerce is not str
    errors = []
    for number, entry in enumerate(value):
        if _is_whole(entry) if is_number else isinstance(entry, str):
            sent.add(name, str(entry))
        else:
            wanted = _("Give a whole number.") if is_number else _("Give a text.")
            errors.append(FieldError(f"{pointer}/{number}", wanted))
    return errors


def _put_value(sent: "MultiDict[str, str]", name: str, field: Any, value: Any, pointer: str) -> list[FieldError]:
    written = _written(field.field_class, _bound(field), value)
    if written is None:
        return [FieldError(pointer, _wanted(_schema_of(field)))]
    longest = _length(_bound(field)).get("maxLength")
    if longest is not None and len(written) > longest:  # before the form makes it shorter
        return [FieldError(pointer, _too_long(longest))]
    if value is not False:  # what is not ticked is not sent
        sent.add(name, written)
    return []


_PUTS: tuple[tuple[Any, Callable[..., list[FieldError]]], ...] = (
    (LocalizedField, _put_texts),
    (kinds.FormField, _put_parts),
    (kinds.FieldList, _put_entries),
    (kinds.SelectMultipleField, _put_choices),
    (kinds.Field, _put_value),
)


def _written(kind: type[Any], bound: Any, value: Any) -> str | None:
    """A value as a browser would write it; None where its type is wrong."""
    if issubclass(kind, kinds.BooleanField):
        return "y" if isinstance(value, bool) else None
    if issubclass(kind, kinds.IntegerField) or (issubclass(kind, kinds.SelectField) and bound.coerce is not str):
        return str(int(value)) if _is_whole(value) else None
    if issubclass(kind, (kinds.DecimalField, kinds.FloatField)):
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return str(value) if is_number and abs(value) < 1e15 else None
    if not isinstance(value, str):
        return None
    if issubclass(kind, EventTimeField):
        return value if with_offset(value) else None
    return value


def _is_whole(value: Any) -> bool:
    if isinstance(value, float):
        return value.is_integer() and abs(value) < 1e15
    return isinstance(value, int) and not isinstance(value, bool)


def _wanted(schema: Values) -> str:
    if schema.get("format") == "date-time":
        return _("Give a time with its offset, such as 2026-03-17T10:00:00+08:00.")
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return {
        "boolean": _("Give true or false."),
        "integer": _("Give a whole number."),
        "number": _("Give a number."),
    }.get(types[0], _("Give a text."))


def _escaped(key: str) -> str:
    """A part of a JSON Pointer (RFC 6901 section 3)."""
    return key.replace("~", "~0").replace("/", "~1")


def _errors(field: Any, pointer: str) -> Iterator[FieldError]:
    if isinstance(field, LocalizedField):
        for locale in LOCALES:
            for message in field.form[field_name(locale)].errors:
                yield FieldError(f"{pointer}/{locale}", str(message))
    elif isinstance(field, kinds.FormField):
        for part in field.form:
            yield from _errors(part, f"{pointer}/{part.short_name}")
    elif isinstance(field, kinds.FieldList):
        yield from (FieldError(pointer, str(one)) for one in field.errors if isinstance(one, str))
        for number, entry in enumerate(field.entries):
            yield from _errors(entry, f"{pointer}/{number}")
    else:
        yield from (FieldError(pointer, str(message)) for message in field.errors)


def choice_of(values: Values, name: str, choices: Sequence[str]) -> str:
    """One of a few, in a body that has it beside its form's fields. Raises Problem."""
    value = values.get(name)
    if value not in choices:
        wanted = _("Give one of: %(names)s.", names=", ".join(choices))
        raise Problem("invalid-body", errors=[FieldError(f"/{name}", wanted)])
    return str(value)


def locale_of(values: Values, otherwise: str) -> str:
    """The language that a body names. Raises Problem where we have none such."""
    locale = values.get("locale", otherwise)
    if locale not in LOCALES:
        raise Problem("invalid-body", errors=[FieldError("/locale", _("There is no such language."))])
    return str(locale)


LONGEST_FILE = 16_000_000
"""Letters of base64: more than any file is taken of."""
FILE: dict[str, Values] = {
    "name": {"type": "string", "maxLength": 200, "minLength": 1},
    "content": {
        "type": "string", "contentEncoding": "base64", "maxLength": LONGEST_FILE, "description": "The file, in base64.",
    },
}  # fmt: skip


def file_of(body: "Body", values: Values, largest: int) -> tuple[str, bytes]:
    """The name and the content of a file in a body. Raises Problem; a content that is too large is cut a byte later,
    for whoever takes it to object to."""
    body.read(values)
    name, content = values.get("name", "file"), values.get("content")
    errors = [] if isinstance(name, str) and 0 < len(name) <= 200 else [FieldError("/name", _("Give a text."))]
    decoded = b""
    try:
        decoded = base64.b64decode(content if isinstance(content, str) else "!", validate=True)
    except ValueError:
        errors.append(FieldError("/content", _("Give the file in base64.")))
    if errors:
        raise Problem("invalid-body", _("Nothing was stored."), errors=errors)
    return name, decoded[: largest + 1]


UID: Values = {
    "type": ["string", "null"], "format": "uuid",
    "description": "The UID of its calendar entry, where it has one elsewhere already: subscribers keep theirs.",
}  # fmt: skip


def uid_of(values: Values) -> UUID | None:
    """The `uid` of a body that may have one. Raises Problem where it is none."""
    value = values.get("uid")
    if value is None:
        return None
    try:
        return UUID(value)
    except (ValueError, AttributeError, TypeError):
        wanted = _("Give a UUID such as 0b8a3f0e-6a3c-4b43-9d3c-2f3d8c1f4e55.")
        raise Problem("invalid-body", _("Nothing was stored."), errors=[FieldError("/uid", wanted)]) from None


def uid_taken() -> Problem:
    return Problem("conflict", errors=[FieldError("/uid", _("Something here has this UID already."))])


def moment(instant: datetime | None) -> str | None:
    """An aware instant in UTC, to the second where it has no more."""
    if instant is None:
        return None
    written = instant.astimezone(UTC).isoformat()
    return written.replace("+00:00", "Z")
