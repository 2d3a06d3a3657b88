"""Links that leave the site, in mails, calendars and QR codes."""

from typing import Any

from flask import current_app


def absolute_url(endpoint: str, **values: Any) -> str:
    """The full address of a page under EVENTAPP_BASE_URL, also outside a request."""
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return f"{current_app.config['BASE_URL']}{path}"
