"""Operations of the API: what an address does, said once for the server and for the OpenAPI document.

A view takes the call and the parts of its address, asks one query or service, and returns what its schema writes. All
that it writes is one transaction, with the answer that is kept for its Idempotency-Key.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, NamedTuple

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from eventapp.core.api.bodies import Body
from eventapp.core.api.pages import PARAMETERS, Page
from eventapp.core.api.problems import FieldError, Problem, problem_response
from eventapp.core.api.schemas import Schema, written
from eventapp.core.db import db, transactional
from eventapp.core.http import compressed, download, is_unchanged, without_cookies
from eventapp.core.rate_limits import limiter
from eventapp.events import service
from eventapp.events.access import Policy
from eventapp.events.api.calls import Call, call_of, read_object, read_page
from eventapp.events.models import Event
from eventapp.events.service import KeptAnswer

RATE = "600 per minute"
MOST_IN_BATCH = 500
LONGEST_KEY = 200
_WORTH_COMPRESSING = 1_000


@dataclass(frozen=True)
class Operation:
    """`rule` is Flask's, below `BASE`. `filters` are parameters of the address as JSON Schema, `sorts` the orders of a
    list. `content_type` says that the answer is a file. `may` is asked of the event in the address. `batch_of` is the
    operation that this one does for each of many."""

    id: str
    method: str
    rule: str
    tag: str
    scope: str
    summary: str
    description: str = ""
    may: Policy | None = None
    body: Body | None = None
    answer: type[Schema] | None = None
    is_list: bool = False
    status: int = 200
    filters: Mapping[str, Any] = field(default_factory=dict)
    sorts: tuple[str, ...] = ()
    content_type: str = ""
    batch_of: "Operation | None" = None


@dataclass(frozen=True)
class File:
    """An answer that is a file."""

    content: bytes
    name: str


operations: list[Operation] = []
_views: dict[tuple[str, str], tuple[Operation, Callable[..., Any]]] = {}
View = Callable[..., Any]


class Written(NamedTuple):
    """A status, and what the body says; `is_replayed` where the same request was answered so before."""

    status: int
    values: Any
    is_replayed: bool = False


class Resource:
    """Things of one kind: the schema that writes them, the scope's name, and who may read and write them in an event
    (None where the address has no event)."""

    def __init__(
        self,
        blueprint: Blueprint,
        scope: str,
        schema: type[Schema] | None,
        *,
        reads: Policy | None = None,
        writes: Policy | None = None,
    ) -> None:
        self._blueprint = blueprint
        self._scope = scope
        self._schema = schema
        self._reads = reads
        self._writes = writes

    def lists(self, name: str, rule: str, summary: str, **options: Any) -> Callable[[View], View]:
        """A view that returns a page."""
        return self._register(name, "GET", rule, summary, is_list=True, **options)

    def gets(self, name: str, rule: str, summary: str, **options: Any) -> Callable[[View], View]:
        return self._register(name, "GET", rule, summary, **options)

    def creates(self, name: str, rule: str, summary: str, body: Body, **options: Any) -> Callable[[View], View]:
        return self._register(name, "POST", rule, summary, **{"body": body, "status": 201, **options})

    def batches(self, name: str, rule: str, summary: str, body: Body, view: View) -> None:
        """The same for many at once, of a view that `creates`."""
        one = next(operation for operation in operations if (operation.method, operation.rule) == ("POST", rule))
        about = "Up to 500, with one result a row, in their order: a status, and the value or a problem."
        options: dict[str, Any] = {"body": body, "description": about, "batch_of": one}
        self._register(name, "POST", f"{rule}/batch", summary, **options)(view)

    def changes(self, name: str, rule: str, summary: str, body: Body, **options: Any) -> Callable[[View], View]:
        return self._register(name, "PATCH", rule, summary, body=body, **options)

    def acts(self, name: str, rule: str, summary: str, **options: Any) -> Callable[[View], View]:
        """A view that does something with what is there."""
        return self._register(name, "POST", rule, summary, **options)

    def deletes(self, name: str, rule: str, summary: str, **options: Any) -> Callable[[View], View]:
        return self._register(name, "DELETE", rule, summary, **{"answer": None, **options})

    def _register(self, name: str, method: str, rule: str, summary: str, **options: Any) -> Callable[[View], View]:
        reads = method == "GET"
        usual = {"may": self._reads if reads else self._writes, "answer": self._schema}
        scope = f"{self._scope}:{'read' if reads else 'write'}"
        return _registered(
            self._blueprint, Operation(name, method, rule, self._scope, scope, summary, **(usual | options))
        )


def _registered(blueprint: Blueprint, operation: Operation) -> Callable[[View], View]:
    def register(view: View) -> View:
        _views[operation.method, operation.rule] = (operation, view)
        operations.append(operation)

        @wraps(view)
        def answer(**path: Any) -> Response:
            return _answer(operation, view, path)

        limited = limiter.shared_limit(RATE, scope="api", key_func=_who)(answer)
        blueprint.add_url_rule(
            operation.rule, operation.id, limited, methods=[operation.method], provide_automatic_options=False
        )
        return view

    return register


def _who() -> str:
    """Requests are counted by token."""
    return hashlib.sha256(request.headers.get("Authorization", request.remote_addr or "").encode()).hexdigest()[:24]


def _answer(operation: Operation, view: View, path: dict[str, Any]) -> Response:
    without_cookies()
    try:
        call = call_of(operation.scope, path.pop("slug", None), operation.may)
        only = _read_address(operation, call)
        if operation.method == "GET":
            return _found(operation, view(call, **path), only)
        _read_body(operation, call)
        if operation.batch_of is not None:
            return _written(Written(200, {"results": _each(operation.batch_of, view, call, path)}))
        return _written(_write(operation, view, call, path))
    except Problem as problem:
        db.session.rollback()
        return problem_response(problem)


def _read_address(operation: Operation, call: Call) -> tuple[str, ...]:
    """The parameters of the address; returns the fields that are asked for. Raises Problem for unknown ones."""
    asked = {name: value for name, value in request.args.items() if name != "lang"}
    repeated = [name for name in request.args if len(request.args.getlist(name)) > 1]
    known = set(operation.filters) | (
        {"fields"} if operation.answer and operation.method == "GET" else set()
    ) | ({*PARAMETERS, *(["sort"] if operation.sorts else [])} if operation.is_list else set())  # fmt: skip
    wrong = [FieldError(name, _("There is no such parameter.")) for name in asked if name not in known]
    wrong += [FieldError(name, _("Give this once.")) for name in repeated]
    only = tuple(asked.pop("fields").split(",")) if "fields" in asked else ()
    if operation.answer is not None:
        names = operation.answer.fields
        wrong += [FieldError("fields", _("There is no field %(name)s.", name=one)) for one in only if one not in names]
    if wrong:
        raise Problem("invalid-parameter", errors=wrong)
    if operation.is_list:
        call.page = read_page(asked)
    for name, value in asked.items():
        _check_parameter(name, operation.filters[name], value)
    call.asked = asked
    return only


def _check_parameter(name: str, schema: Mapping[str, Any], value: str) -> None:
    is_number = value.isascii() and value.isdigit() and len(value) < 10
    if schema["type"] == "integer" and not is_number:
        raise Problem("invalid-parameter", errors=[FieldError(name, _("Give a whole number."))])
    if "enum" in schema and value not in schema["enum"]:
        wanted = _("Give one of: %(names)s.", names=", ".join(schema["enum"]))
        raise Problem("invalid-parameter", errors=[FieldError(name, wanted)])
    if "\x00" in value or len(value) > schema.get("maxLength", 200):
        raise Problem("invalid-parameter", errors=[FieldError(name, _("This is too long."))])


def _read_body(operation: Operation, call: Call) -> None:
    if operation.body is not None and (operation.body.required or request.get_data()):
        call.values = read_object()


def _values(operation: Operation, value: Any) -> Written:
    """What a view returned, as JSON has it, with its status."""
    if value is None or operation.answer is None:
        return Written(204 if value is None else operation.status, value)
    return Written(operation.status, written(operation.answer, value))


def _each(operation: Operation, view: View, call: Call, path: dict[str, Any]) -> list[dict[str, Any]]:
    """One result a row: each is a transaction of its own, with a key of its own, so that a batch that was cut off can
    be sent again."""
    items = call.values.get("items")
    if set(call.values) != {"items"} or not isinstance(items, list) or not 0 < len(items) <= MOST_IN_BATCH:
        wanted = _("Give a list of 1 to %(number)s.", number=MOST_IN_BATCH)
        raise Problem("invalid-body", errors=[FieldError("/items", wanted)])
    key, results = _key(operation), []
    for number, item in enumerate(items):
        try:
            if not isinstance(item, dict):
                raise Problem("invalid-body", errors=[FieldError("", _("Give an object."))])
            call.values = item
            digest = _digest(json.dumps(item, sort_keys=True).encode())
            row_key = None if key is None else f"{key} {number}"
            done = _once(call, row_key, digest, lambda: _values(operation, view(call, **path)))
            results.append({"status": done.status, "value": done.values})
        except Problem as problem:
            db.session.rollback()
            results.append({"status": problem.status, "problem": problem.as_values()})
    return results


def _digest(body: bytes) -> str:
    """Stands for a request."""
    return hashlib.sha256(f"{request.method} {request.full_path}\n".encode() + body).hexdigest()


def _key(operation: Operation) -> str | None:
    key = request.headers.get("Idempotency-Key") if operation.method == "POST" else None
    if key is not None and not (0 < len(key) <= LONGEST_KEY and all("!" <= one <= "~" for one in key)):
        wanted = _("Give 1 to %(number)s ASCII characters without spaces.", number=LONGEST_KEY)
        raise Problem("invalid-request", errors=[FieldError("Idempotency-Key", wanted)])
    return key


def _write(operation: Operation, view: View, call: Call, path: dict[str, Any]) -> Written:
    def act() -> Written:
        _check_unchanged(operation, call, path)
        return _values(operation, view(call, **path))

    return _once(call, _key(operation), _digest(request.get_data()), act)


def _once(call: Call, key: str | None, digest: str, act: Callable[[], Written]) -> Written:
    """Do it, and keep its answer, in one transaction; or give the answer that the same request got before."""

    @transactional
    def write() -> Written:
        taken = None if key is None else service.take_key(call.token, key, digest)
        if isinstance(taken, KeptAnswer):
            if taken.request_hash != digest:
                raise Problem("key-used-otherwise", _("Choose a new key for another request. Nothing was stored."))
            return Written(taken.status, taken.values, is_replayed=True)
        done = act()
        if taken is not None:
            service.keep_answer(taken, done.status, done.values)
        return done

    return write()


def _check_unchanged(operation: Operation, call: Call, path: dict[str, Any]) -> None:
    """If-Match (RFC 9110 section 13.1.1): the thing has to be as whoever sends this has read it.

    The event is locked for that, as its services do: what is compared is what is changed.
    """
    wanted = request.headers.get("If-Match")
    reading = _views.get(("GET", operation.rule))
    if wanted is None or reading is None:
        return
    if call._event is not None:
        db.session.get_one(Event, call.event.id, with_for_update=True)
    db.session.expire_all()
    values = _values(reading[0], reading[1](call, **path)).values
    tags = {tag.strip().removesuffix('-gz"').strip('"') for tag in wanted.split(",")}
    if "*" not in tags and _tag(_encoded(values)) not in tags:
        raise Problem("changed-meanwhile", _("Read it again, and send your change with its new ETag."))


def _found(operation: Operation, value: Any, only: tuple[str, ...]) -> Response:
    """A 200 with its validator, or a 304."""
    if isinstance(value, File):
        return Response(value.content, headers=download(value.name), content_type=operation.content_type)
    if isinstance(value, Page):
        assert operation.answer is not None
        items = [written(operation.answer, one, only) for one in value.items]
        body = _encoded({"items": items, "next": value.next})
    else:
        body = _encoded(value if operation.answer is None else written(operation.answer, value, only))
    tag = _tag(body)
    headers = {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Accept-Language"}
    if is_unchanged(tag):
        return Response(status=304, headers=headers)
    if short := compressed(body, longer_than=_WORTH_COMPRESSING):
        body = short
        headers |= {"Content-Encoding": "gzip", "ETag": f'"{tag}-gz"'}
    return Response(body, headers=headers, content_type="application/json")


def _written(done: Written) -> Response:
    headers = {"Idempotent-Replayed": "true"} if done.is_replayed else {}
    if done.status == 204:
        return Response(status=204, headers=headers)
    body = _encoded(done.values)
    headers |= {"ETag": f'"{_tag(body)}"', "Cache-Control": "no-store"}
    return Response(body, status=done.status, headers=headers, content_type="application/json")


def _encoded(values: Any) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def _tag(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=12).hexdigest()
