"""OpenID providers for tests: a certified one from npm, and one that answers whatever it is told to."""

import json
import subprocess
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.mailserver import free_port
from tests.node import node_command

SECRET = "a secret of the tests"


class RealProvider:
    """npm's oidc-provider. `people` are claims by login, and may change while it runs."""

    def __init__(self, folder: Path, base: str, key: str = "acme") -> None:
        self._accounts = folder / "people.json"
        self.people({})
        self.port = free_port()
        self.issuer = f"http://localhost:{self.port}"
        script = node_command(Path(__file__).with_name("oidc_provider.mjs"))
        self._process = subprocess.Popen(
            [*script, str(self.port), str(self._accounts), f"{base}/login/with/{key}/callback", f"{base}/login"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def people(self, claims: dict[str, dict[str, Any]]) -> None:
        self._accounts.write_text(json.dumps(claims))

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def sign_in(self, address: str, login: str) -> str:
        """What a browser does that was sent to `address`: signs in, agrees, and is sent back to what is returned."""
        with requests.Session() as browser:
            while True:
                answer = browser.get(address, allow_redirects=False)
                if answer.status_code == 200:
                    prompt = "login" if 'name="login"' in answer.text else "consent"
                    sent = {"prompt": prompt, "login": login, "password": "any"}
                    answer = browser.post(address, data=sent, allow_redirects=False)
                address = urljoin(address, answer.headers["Location"])
                if not address.startswith(self.issuer):
                    return address


class ToldProvider:
    """Answers what a test tells it to: `claims` change the ID token's, `signs` makes it, `answers` are by path."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.claims: dict[str, Any] = {}
        self.signs: Callable[[dict[str, Any]], str] = self._sign
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.nonce = ""
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider.answer(self, dict(parse_qsl(body)))

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)

    def answer(self, request: BaseHTTPRequestHandler, _sent: dict[str, str]) -> None:
        path = urlsplit(request.path).path
        status, content = self.answers.get(path) or (200, json.dumps(self._usual(path)).encode())
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)

    def _usual(self, path: str) -> dict[str, Any]:
        if path == "/jwks":
            return dict(KeySet([self.key]).as_dict(private=False))
        if path == "/token":
            from eventapp.core import clock

            now = int(clock.now().timestamp())
            usual = {
                "iss": self.issuer, "aud": "eventapp", "sub": "ada", "iat": now, "exp": now + 300, "nonce": self.nonce,
                "email": "ada@example.org", "email_verified": True, "name": "Ada",
            }  # fmt: skip
            merged = {name: value for name, value in {**usual, **self.claims}.items() if value is not None}
            return {"access_token": "x", "token_type": "Bearer", "id_token": self.signs(merged)}
        return {
            "issuer": self.issuer,
            **{f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token", "userinfo")},
            "jwks_uri": f"{self.issuer}/jwks",
        }
