"""Somebody with a browser's manners and no browser: keeps cookies, fills in forms as the page has them."""

import json
from http.cookiejar import CookieJar
from io import BytesIO
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.pages import Page


class Answer:
    def __init__(self, status: int, headers: Any, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def page(self) -> Page:
        return Page(self.body.decode())

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Visitor:
    def __init__(self, base: str) -> None:
        self.base = base
        self.cookies = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.cookies), _NoRedirects())

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        return self._open(Request(self._url(path), headers=headers or {}))

    def post(self, path: str, values: dict[str, str], headers: dict[str, str] | None = None) -> Answer:
        return self._open(Request(self._url(path), urlencode(values).encode(), headers or {}))

    def post_json(self, path: str, body: Any, headers: dict[str, str]) -> Answer:
        headers = {**headers, "Content-Type": "application/json"}
        return self._open(Request(self._url(path), json.dumps(body).encode(), headers))

    def upload(self, path: str, values: dict[str, str], name: str, content: bytes) -> Answer:
        """Send a form with a file in its field `file`."""
        body = {**values, "file": FileStorage(BytesIO(content), name)}
        boundary, sent = encode_multipart(body)
        headers = {"Content-Type": f'multipart/form-data; boundary="{boundary}"'}
        return self._open(Request(self._url(path), sent, headers))

    def submit(self, path: str, **values: str) -> Answer:
        """Open a form and send it back with some fields filled in."""
        return self.post(path, {**self.get(path).page.values, **values})

    def _url(self, path: str) -> str:
        return path if path.startswith("http") else self.base + path

    def _open(self, request: Request) -> Answer:
        try:
            with self._opener.open(request, timeout=60) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except HTTPError as error:
            return Answer(error.code, error.headers, error.read())
