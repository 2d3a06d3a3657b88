"""OpenID Connect Core 1.0 as a client: authorization code with PKCE (RFC 7636), everything found by discovery.

Nothing here knows of accounts. Addresses of a provider are those that an administrator of the site typed in, or that
the provider's own discovery document holds.
"""

import ipaddress
import json
import secrets
import socket
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from eventapp.core import clock
from eventapp.core.secret_box import unseal

TIMEOUT = (3.05, 8)
"""Seconds to reach a provider, and to wait for its answer."""
_LARGEST = 1_000_000
_ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "ES512", "EdDSA", "Ed25519", "RS384", "RS512", "PS384", "PS512"]
"""Signatures by key pairs alone: a client's secret signs nothing, and `none` is no signature."""
_LEEWAY = 120
_STRONG = {"mfa", "otp", "hwk", "fpt", "face", "iris", "sc", "pop", "swk"}
"""What says that more than a password was shown (RFC 8176)."""


class ProviderAway(Exception):
    """The provider does not answer, or not as the standard says; the message is for the log and for administrators."""


class AnswerRefused(Exception):
    """What the browser brought back is no good answer to the question that was asked."""


class Client(NamedTuple):
    """Who we are at a provider. `client_secret` is sealed; empty for a public client."""

    issuer: str
    client_id: str
    client_secret: str
    scopes: str


class Question(NamedTuple):
    """What is remembered in the browser's session while somebody is away at the provider."""

    state: str
    nonce: str
    verifier: str


class Person(NamedTuple):
    """Who the provider says has come. `email` is empty unless it says that the address is verified."""

    subject: str
    email: str
    name: str
    groups: frozenset[str]
    has_second_factor: bool
    end_session_url: str


def discover(issuer: str) -> dict[str, Any]:
    """The provider's own description of itself (OpenID Connect Discovery 1.0). Raises ProviderAway."""
    found = _fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise ProviderAway(f"calls itself {found.get('issuer')!r}")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(found.get(name), str):
            raise ProviderAway(f"names no {name}")
    return found


def ask(client: Client, callback: str, *, asks_again: bool = False) -> tuple[str, Question]:
    """Where to send the browser, and what to remember meanwhile. `asks_again` wants them to prove who they are anew.

    Raises ProviderAway.
    """
    found = discover(client.issuer)
    question = Question(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
    more = {"prompt": "login", "max_age": "0"} if asks_again else {}
    with _session(client, callback, found) as session:
        address, _state = session.create_authorization_url(
            found["authorization_endpoint"], state=question.state, nonce=question.nonce,
            code_verifier=question.verifier, **more,
        )  # fmt: skip
    return address, question


def answered(
    client: Client, callback: str, question: Question, answer: Mapping[str, str], *, groups_claim: str
) -> Person:
    """Who the browser was sent back with. `answer` is the query that it brought. Raises AnswerRefused, ProviderAway."""
    if not secrets.compare_digest(answer.get("state", "").encode(), question.state.encode()):
        raise AnswerRefused("another state")
    if "error" in answer or not answer.get("code"):
        raise AnswerRefused(answer.get("error", "no code")[:100])
    found = discover(client.issuer)
    if answer.get("iss", client.issuer) != client.issuer:  # RFC 9207: another provider's answer
        raise AnswerRefused("another issuer")
    token = _exchange(client, callback, question, answer["code"], found)
    claims = _claims(str(token.get("id_token", "")), client, question.nonce, _fetch(found["jwks_uri"]))
    if "email" not in claims and isinstance(found.get("userinfo_endpoint"), str):
        told = _fetch(found["userinfo_endpoint"], bearer=str(token.get("access_token", "")))
        if told.get("sub") != claims["sub"]:
            raise AnswerRefused("userinfo of another subject")
        claims = {**told, **claims}
    return _person(claims, groups_claim, found)


def _person(claims: Mapping[str, Any], groups_claim: str, found: Mapping[str, Any]) -> Person:
    is_verified = claims.get("email_verified") in (True, "true")
    groups = claims.get(groups_claim, ())
    methods = claims.get("amr", ())
    end = found.get("end_session_endpoint")
    return Person(
        subject=str(claims["sub"])[:255],
        email=str(claims.get("email", ""))[:254].strip().lower() if is_verified else "",
        name=str(claims.get("name", ""))[:200].strip(),
        groups=frozenset(str(one) for one in groups) if isinstance(groups, list) else frozenset(),
        has_second_factor=isinstance(methods, list) and not _STRONG.isdisjoint(map(str, methods)),
        end_session_url=end if isinstance(end, str) and _is_allowed(end) else "",
    )


def _exchange(
    client: Client, callback: str, question: Question, code: str, found: Mapping[str, Any]
) -> Mapping[str, Any]:
    from authlib.common.errors import AuthlibBaseError
    from requests import RequestException

    _check(found["token_endpoint"])
    try:
        with _session(client, callback, found) as session:
            token: Mapping[str, Any] = session.fetch_token(
                found["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=question.verifier,
                timeout=TIMEOUT, allow_redirects=False,
            )  # fmt: skip
    except AuthlibBaseError as error:
        raise AnswerRefused(str(error)[:200]) from None
    except (RequestException, ValueError) as error:
        raise ProviderAway(f"{type(error).__name__} at the token endpoint") from None
    return token


def _claims(id_token: str, client: Client, nonce: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    """What the ID token says, once its signature, issuer, audience, times and nonce are right (section 3.1.3.7)."""
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    try:
        token = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS)  # type: ignore[arg-type]
        jwt.JWTClaimsRegistry(
            now=int(clock.now().timestamp()), leeway=_LEEWAY,
            iss={"essential": True, "value": client.issuer}, aud={"essential": True, "value": client.client_id},
            exp={"essential": True}, iat={"essential": True}, nonce={"essential": True, "value": nonce},
            sub={"essential": True},
        ).validate(token.claims)  # fmt: skip
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise AnswerRefused(f"ID token: {type(error).__name__}") from None
    if token.claims.get("azp", client.client_id) != client.client_id:
        raise AnswerRefused("ID token: for another client")
    return dict(token.claims)


def _session(client: Client, callback: str, found: Mapping[str, Any]) -> Any:
    from authlib.integrations.requests_client import OAuth2Session

    secret = unseal(client.client_secret) if client.client_secret else None
    known = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    method = "none" if not secret else next(
        (one for one in ("client_secret_basic", "client_secret_post") if one in known), "client_secret_basic"
    )  # fmt: skip
    return OAuth2Session(
        client.client_id, secret, token_endpoint_auth_method=method, scope=client.scopes, redirect_uri=callback,
        code_challenge_method="S256",
    )  # fmt: skip


def _fetch(address: str, bearer: str = "") -> dict[str, Any]:
    """A JSON object of a provider: no redirects, in seconds, of at most a megabyte. Raises ProviderAway."""
    import requests

    _check(address)
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
    try:
        with requests.get(address, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True) as answer:
            if answer.status_code != 200:
                raise ProviderAway(f"answers {answer.status_code} at {urlsplit(address).path}")
            content = answer.raw.read(_LARGEST + 1, decode_content=True)
        if len(content) > _LARGEST:
            raise ProviderAway("answers with more than a megabyte")
        found = json.loads(content)
    except (requests.RequestException, OSError, ValueError, RecursionError) as error:
        raise ProviderAway(f"{type(error).__name__} at {urlsplit(address).path}") from None
    if not isinstance(found, dict):
        raise ProviderAway(f"answers with something else at {urlsplit(address).path}")
    return found


def _check(address: str) -> None:
    if not _is_allowed(address):
        raise ProviderAway(f"{address[:200]!r} is not an address that is asked")


def _is_allowed(address: str) -> bool:
    """HTTPS, or this machine; and no address that only a cloud's machines see (169.254.169.254)."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        if parts.scheme != "https" and not (parts.scheme == "http" and host in ("localhost", "127.0.0.1", "::1")):
            return False
        if parts.username or parts.password or parts.fragment:
            return False
        found = {info[4][0] for info in socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM)}
    except (ValueError, OSError, UnicodeError):
        return False
    addresses = [ipaddress.ip_address(str(one).partition("%")[0]) for one in found]
    return not any(one.is_link_local or one.is_multicast or one.is_unspecified or one.is_reserved for one in addresses)


def is_usable(issuer: str) -> bool:
    """Whether an issuer's address is one that would be asked; its name has to be known."""
    return _is_allowed(issuer) and not urlsplit(issuer).query
