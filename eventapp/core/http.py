"""HTTP that every feature shares: the security headers, cached answers with exact validators, and error pages."""

import gzip
import hashlib
import hmac
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, current_app, g, jsonify, render_template, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_login import current_user
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException, NotFound, Unauthorized
from werkzeug.http import http_date, parse_date
from werkzeug.routing import IntegerConverter, Map

from eventapp.core import clock, stale_if_error
from eventapp.core.api.problems import problem_of_status
from eventapp.core.files import MIGRATIONS, PACKAGE, TEMPLATES
from eventapp.core.locales import reader_locale
from eventapp.core.logs import request_id
from eventapp.core.pdf import DocumentUnavailable
from eventapp.core.response_cache import answers
from eventapp.core.spreadsheets import CellTooLong, Row, csv_lines, harmless, workbook

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
SCANNER_POLICY = CONTENT_SECURITY_POLICY + "; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; frame-src blob:"
PLAYER_POLICY = CONTENT_SECURITY_POLICY + "; media-src 'self' blob:; worker-src 'self' blob:; font-src 'self' data:"
LARGEST_ID = 2**31 - 1
_TELLING = ("Allow", "Retry-After")


def _release() -> str:
    """A name for this state of the code and templates: cached bytes of another release are never trusted."""
    digest = hashlib.blake2b(digest_size=6)
    found = {path for folder in (PACKAGE, TEMPLATES, MIGRATIONS) for path in folder.rglob("*")}
    for path in sorted(found):
        if path.suffix in (".py", ".html", ".mo", ".css", ".js", ".txt"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


RELEASE = _release()


class RowIdConverter(IntegerConverter):
    """`<int:...>` in a route: a number that a column can hold; larger ones are simply not found."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_ID)


class SteadySigner(TimestampSigner):
    """Tells a cookie's age by the lenient clock: one that was made before the clock was set is as good as it was."""

    def unsign(self, signed_value: Any, max_age: int | None = None, return_timestamp: bool = False) -> Any:
        value, made_at = super().unsign(signed_value, return_timestamp=True)
        if max_age is not None and (clock.lenient_now() - made_at).total_seconds() > max_age:
            raise SignatureExpired("The session is over.", payload=value, date_signed=made_at)
        return (value, made_at) if return_timestamp else value


class CookielessSessions(SecureCookieSessionInterface):
    """Flask's signed cookies, save that an answer marked `g.cookieless` neither sets one nor varies by one."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = SteadySigner
        return serializer

    def open_session(self, app: Flask, incoming: Request) -> SecureCookieSession | None:
        """Who sends no cookie has nothing that would have to be verified."""
        if self.get_cookie_name(app) not in incoming.cookies:
            return self.session_class()
        return super().open_session(app, incoming)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not g.get("cookieless", False):
            super().save_session(app, session, response)


def cached_response(
    version: tuple[Any, ...],
    build: Callable[[], str | bytes],
    content_type: str,
    *,
    changed_at: datetime | None = None,
    cache_control: str = "no-cache",
    vary: str = "Accept-Encoding",
) -> Response:
    """Answer from `version`, all that the body depends on: 304 without building, or the kept bytes, or a new body.

    The validator is a hash of the version and the release, so it changes when anything that makes the body does.
    """
    key = hashlib.blake2b(repr((RELEASE, *version)).encode(), digest_size=12).hexdigest()
    wants_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f'"{key}-gz"' if wants_gzip else f'"{key}"'
    headers = {"ETag": etag, "Cache-Control": cache_control, "Vary": vary}
    if changed_at is not None:
        headers["Last-Modified"] = http_date(changed_at)
    is_public = not cache_control.startswith("private")
    if is_public:
        stale_if_error.note(key, content_type, vary)
    if is_unchanged(key, changed_at):
        return Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    # What is for one person alone is not left lying in files.
    folder = kept_bodies() if is_public else None
    found = answers.get(key, build, folder)
    body = found.plain
    if wants_gzip and found.compressed:
        headers["Content-Encoding"] = "gzip"
        body = found.compressed
    return Response(body, headers=headers, content_type=content_type)


def kept_bodies() -> Path:
    """The folder of finished public answers."""
    return Path(current_app.config["DATA_DIR"]) / "answers"


def is_unchanged(key: str, changed_at: datetime | None = None) -> bool:
    """Whether the reader has what the validator `key` stands for, compressed or not."""
    known = request.headers.get("If-None-Match")
    if known is not None:  # RFC 9110 section 13.1.3: If-Modified-Since is ignored beside If-None-Match
        if known.strip() == "*":
            return True
        tags = (tag.strip().removeprefix("W/").strip('"').removesuffix("-gz") for tag in known.split(","))
        return key in tags
    since = request.headers.get("If-Modified-Since")
    if since is None or changed_at is None:
        return False
    known_at = parse_date(since)
    return known_at is not None and changed_at.replace(microsecond=0) <= known_at.astimezone(UTC)


def cached_page(version: tuple[Any, ...], build: Callable[[], str]) -> Response:
    """A public page, kept for everybody who reads the same language. It sets no cookie and does not know who reads."""
    without_cookies()
    return cached_response(
        (*version, reader_locale()), build, "text/html; charset=utf-8", vary="Accept-Encoding, Accept-Language, Cookie"
    )


def without_cookies() -> None:
    """Promise that this answer sets no cookie and does not depend on one."""
    g.cookieless = True


def download(name: str) -> dict[str, str]:
    """The headers of a file that is for one person and to be kept by them alone."""
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}


def shown_inline(name: str) -> dict[str, str]:
    """The same for a file that a browser shows by itself, under this name where it is kept."""
    return download(name) | {"Content-Disposition": f'inline; filename="{name}"'}


_WIDTHS = (14, 28, 30, 18, 18, 12, 12, 14)


def spreadsheet_response(rows: Iterable[Row], name: str, kind: str) -> Response:
    """A download as `csv` or `xlsx`, safe to open in a spreadsheet; 404 for other kinds."""
    safe = [[harmless(cell) for cell in row] for row in rows]
    if kind == "csv":
        body = b"".join(csv_lines(safe))
        return Response(body, content_type="text/csv; charset=utf-8", headers=download(f"{name}.csv"))
    if kind != "xlsx":
        raise NotFound
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(workbook(safe, name[:31], _WIDTHS), content_type=content_type, headers=download(f"{name}.xlsx"))


def bearer_token() -> str:
    """What the request brings as its bearer token (RFC 6750); nothing where it brings none."""
    scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
    return sent if scheme.lower() == "bearer" else ""


def compressed(body: bytes, *, longer_than: int) -> bytes | None:
    """A body that is made for this request, as gzip; None where it is short, or the reader takes none."""
    if len(body) > longer_than and "gzip" in request.headers.get("Accept-Encoding", ""):
        return gzip.compress(body, 5, mtime=0)
    return None


def require_bearer(token: str, variable: str) -> None:
    """Let only a service in that sends the token of a setting; without that setting nothing is there."""
    if not token:
        raise NotFound
    if not hmac.compare_digest(bearer_token().encode(), token.encode()):
        raise Unauthorized(f"The bearer token is not the one of {variable}.")


def is_safe_local_path(target: str | None) -> bool:
    """Whether a redirect target stays on this site."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc and not any(ord(character) < 32 for character in target)


def wants_json(incoming: Request) -> bool:
    return incoming.path.startswith(("/api/", "/checkin/api/", "/webhooks/"))


def json_error(status: int, name: str, detail: str, **members: Any) -> Response:
    """An error as programs read it: for the API as RFC 9457 has it."""
    if request.path.startswith("/api/"):
        return problem_of_status(status, detail, **members)
    response = jsonify(error=name, detail=detail, **members)
    response.status_code = status
    return response


def set_up(app: Flask) -> None:
    """Headers on every answer, and errors that say what to do."""
    app.session_interface = CookielessSessions()
    app.url_map.converters["int"] = RowIdConverter
    headers = (
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(self), geolocation=(), microphone=()"),
    )
    secure = app.config["BASE_URL"].startswith("https://")

    @app.after_request
    def add_headers(response: Response) -> Response:
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            return response  # what is kept has them
        for name, value in headers:
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        if request.path.startswith(("/admin", "/account")):
            response.headers.setdefault("Cache-Control", "private, no-store")  # nobody reads it after signing out
        if secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return response

    @app.teardown_request
    def close_uploads(_error: BaseException | None) -> None:
        request.close()

    @app.errorhandler(HTTPException)
    def explain(error: HTTPException) -> tuple[Any, int] | HTTPException:
        status = error.code or 500
        if status < 400 or error.response is not None:
            return error
        if status == HTTPStatus.FORBIDDEN:
            actor = current_user.id if current_user and current_user.is_authenticated else "nobody"
            current_app.logger.warning("refused: %s %s to user %s", request.method, request.endpoint, actor)
        if wants_json(request):
            answer = json_error(status, error.name, error.description or "")
            answer.headers.extend((name, value) for name, value in error.get_headers() if name in _TELLING)
            return answer, status
        return render_template("errors/error.html", status=status), status

    @app.errorhandler(DocumentUnavailable)
    def ask_for_patience(error: DocumentUnavailable) -> tuple[Any, int, dict[str, str]]:
        current_app.logger.error("no document at %s: %s", request.endpoint, error)
        headers = {"Retry-After": "30"}
        if wants_json(request):
            return json_error(503, "Service Unavailable", "The document could not be made in time."), 503, headers
        return render_template("errors/error.html", status=503, reason="document", reference=request_id()), 503, headers

    @app.errorhandler(CellTooLong)
    def offer_another_format(_error: CellTooLong) -> tuple[str, int]:
        return render_template("errors/error.html", status=HTTPStatus.CONFLICT, reason="cell"), HTTPStatus.CONFLICT

    app.register_error_handler(Exception, error_response)


def error_response(error: Exception) -> tuple[Any, int]:
    """What an error of the code is answered with."""
    current_app.logger.exception("unhandled error at %s", request.endpoint, exc_info=error)
    if wants_json(request):
        detail = "Nothing was stored. Try again."
        return json_error(500, "Internal Server Error", detail, request=request_id()), 500
    return render_template("errors/error.html", status=500, reference=request_id()), 500
