"""The OpenAPI document, made from the operations themselves, and the page that shows it without a network."""

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from eventapp.core.api import BASE
from eventapp.core.api.pages import PARAMETERS
from eventapp.core.api.problems import CONTENT_TYPE, KINDS
from eventapp.core.api.schemas import Schema
from eventapp.core.http import LARGEST_ID, cached_page, cached_response, without_cookies
from eventapp.core.locales import babel_name
from eventapp.events.api.operations import LONGEST_KEY, MOST_IN_BATCH, RATE, Operation, operations
from eventapp.events.api_scopes import RESOURCES

if TYPE_CHECKING:
    from apispec import APISpec

blueprint = Blueprint("api_document", __name__, url_prefix=BASE)
VERSION = "1.0.0"
ABOUT = (
    "Everything that an organiser does in the admin, for programs. Times are in UTC (RFC 3339); a program that sends "
    "one adds its offset. Texts are objects with a text for each language: en, zh-Hant, zh-Hans. Errors are problem "
    "details (RFC 9457) in the language of Accept-Language."
)
_TYPES = {"int": {"type": "integer", "minimum": 0, "maximum": LARGEST_ID}}
_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The same for everybody; no token is needed to read it."""
    without_cookies()
    return cached_response(("openapi", VERSION), lambda: json.dumps(document(), indent=1), "application/json")


@blueprint.get("/")
def reference() -> ResponseReturnValue:
    def page() -> str:
        return render_template(
            "administration/api.html", about=ABOUT, resources=RESOURCES, kinds=KINDS, by_tag=_by_tag(),
            rate=RATE, base=BASE, body_of=_body_fields,
        )  # fmt: skip

    return cached_page(("api reference", VERSION), page)


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """OpenAPI 3.1, in English."""
    with force_locale(babel_name("en")):
        return _made().to_dict()


def _made() -> "APISpec":
    from apispec import APISpec  # who asks for the document loads it, and no other

    spec = APISpec(
        title="eventapp", version=VERSION, openapi_version="3.1.0",
        info={"description": ABOUT}, servers=[{"url": "/"}], security=[{"token": []}],
        tags=[{"name": name, "description": str(words)} for name, words in RESOURCES.items()],
    )  # fmt: skip
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    spec.components.schema("Problem", _problem())
    spec.components.response("Problem", {
        "description": "What went wrong, and what to do.",
        "content": {CONTENT_TYPE: {"schema": _reference("Problem")}},
    })  # fmt: skip
    for schema in dict.fromkeys(operation.answer for operation in operations if operation.answer is not None):
        properties = {name: field.schema for name, field in schema.fields.items()}
        answer = {"type": "object", "properties": properties, "additionalProperties": False}
        spec.components.schema(_schema_name(schema), answer)
    for operation in operations:
        if operation.body is not None:
            _add_body(spec, operation)
        path, parameters = _path(operation.rule)
        spec.path(path=path, operations={operation.method.lower(): _operation(operation, parameters)})
    return spec


def _schema_name(schema: type[Schema]) -> str:
    return schema.__name__.removesuffix("Schema")


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    errors = {"type": "array", "items": {"type": "object", "properties": {"pointer": text, "detail": text}}}
    return _object(
        {"type": text, "title": text, "status": {"type": "integer"}},
        {"detail": text, "request": text, "errors": errors},
    )


def _body_name(operation: Operation) -> str:
    return "".join(part.title() for part in operation.id.split("_")) + "Body"


def _add_body(spec: "APISpec", operation: Operation) -> None:
    assert operation.body is not None
    schema = operation.body.schema(is_change=operation.method == "PATCH")
    if operation.batch_of is not None:
        row = {"description": f"As {operation.batch_of.id} takes it; what it is not is said in its result."}
        items = {"type": "array", "minItems": 1, "maxItems": MOST_IN_BATCH, "items": row}
        schema = _object({"items": items}) | {"additionalProperties": False}
    spec.components.schema(_body_name(operation), schema)


def _path(rule: str) -> tuple[str, list[dict[str, Any]]]:
    """Flask's rule as OpenAPI writes it, with its parameters."""
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": _TYPES.get(kind, {"type": "string", "minLength": 1})}
        for kind, name in _PARAMETER.findall(rule)
    ]
    return BASE + _PARAMETER.sub(r"{\2}", rule), parameters


def _operation(operation: Operation, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": f"{operation.description} Scope: `{operation.scope}`.".strip(),
        "parameters": [*parameters, *_query(operation), *_headers(operation)],
        "responses": _responses(operation),
    }
    if operation.body is not None:
        schema = _reference(_body_name(operation))
        is_required = bool(operation.body.required)
        found["requestBody"] = {"required": is_required, "content": {"application/json": {"schema": schema}}}
    return found


def _query(operation: Operation) -> list[dict[str, Any]]:
    wanted = {name: dict(schema) for name, schema in operation.filters.items()}
    if operation.is_list:
        wanted |= PARAMETERS
    if operation.sorts:
        values = [sign + name for name in operation.sorts for sign in ("", "-")]
        wanted["sort"] = {"type": "string", "enum": values}
    found: list[dict[str, Any]] = [
        {"name": name, "in": "query", "schema": _as_lists(schema)} for name, schema in wanted.items()
    ]
    if operation.method == "GET" and operation.answer is not None:
        names = {"type": "array", "items": {"type": "string", "enum": list(operation.answer.fields)}}
        about = "Only these fields, with commas between them."
        found.append(
            {"name": "fields", "in": "query", "description": about, "style": "form", "explode": False, "schema": names}
        )
    return found


def _as_lists(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in schema.items()}


def _headers(operation: Operation) -> list[dict[str, Any]]:
    names = {
        "GET": ["If-None-Match"], "POST": ["Idempotency-Key"], "PATCH": ["If-Match"], "DELETE": ["If-Match"],
    }[operation.method]  # fmt: skip
    limits = {"minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"}
    return [
        {"name": name, "in": "header", "schema": {"type": "string"} | (limits if name == "Idempotency-Key" else {})}
        for name in names
    ]


def _responses(operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {"default": {"$ref": "#/components/responses/Problem"}}
    for status in ("400", "401", "403", "404", "409", "412", "415", "422", "429"):
        found[status] = {"$ref": "#/components/responses/Problem"}
    if operation.content_type:
        found["200"] = {
            "description": "The file.",
            "content": {operation.content_type: {"schema": {"type": "string", "format": "binary"}}},
        }
    elif operation.answer is None:
        found["204"] = {"description": "Done."}
    else:
        found[str(operation.status)] = _answered(operation)
    if operation.method == "GET":
        found["304"] = {"description": "As you have it."}
    return found


def _answered(operation: Operation) -> dict[str, Any]:
    assert operation.answer is not None
    schema: dict[str, Any] = _reference(_schema_name(operation.answer))
    about = "As it is now."
    if operation.batch_of is not None:
        row = _object({"status": {"type": "integer"}}, {"value": schema, "problem": _reference("Problem")})
        schema, about = _object({"results": {"type": "array", "items": row}}), "One result a row."
    elif operation.is_list:
        cursor = {"type": ["string", "null"], "description": "The cursor of the page that follows."}
        schema, about = _object({"items": {"type": "array", "items": schema}, "next": cursor}), "A page of them."
    return {"description": about, "content": {"application/json": {"schema": schema}}}


def _object(required: dict[str, Any], more: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": required | (more or {})}


def _by_tag() -> dict[str, list[Operation]]:
    return {tag: [one for one in operations if one.tag == tag] for tag in RESOURCES}


def _body_fields(operation: Operation) -> dict[str, Any]:
    """The fields of an operation's body, by name."""
    if operation.body is None:
        return {}
    with force_locale(babel_name("en")):
        properties: dict[str, Any] = operation.body.schema()["properties"]
    return properties
