"""The style sheet: the small files of static/css joined in order, so that a phone fetches one."""

from functools import lru_cache

from flask import Flask, Response, request

from eventapp.core.files import STATIC
from eventapp.core.http import RELEASE, cached_response, without_cookies

_ORDER = (
    "tokens",
    "base",
    "header",
    "button",
    "form",
    "notice",
    "hero",
    "people",
    "companies",
    "meetings",
    "leads",
    "captions",
    "recordings",
    "schedule",
    "board",
    "ticket",
    "chart",
    "admin",
    "table",
    "setup",
    "account",
    "tabs",
    "lists",
    "registration",
    "calendar",
    "scanner",
    "live",
    "api",
    "screen",
    "embed",
)
FOR_GOOD = "public, max-age=31536000, immutable"


@lru_cache(maxsize=1)
def stylesheet() -> str:
    return "\n".join((STATIC / "css" / f"{name}.css").read_text() for name in _ORDER)


def set_up(app: Flask) -> None:
    @app.get("/static/site.css")
    def site_css() -> Response:
        without_cookies()
        return cached_response(("stylesheet",), stylesheet, "text/css; charset=utf-8", cache_control=FOR_GOOD)

    def keep_for(_name: str | None) -> int | None:
        """A file asked for with its release in the address never changes under it."""
        return 31_536_000 if request.args.get("v") == RELEASE else None

    app.get_send_file_max_age = keep_for  # type: ignore[method-assign, assignment]
