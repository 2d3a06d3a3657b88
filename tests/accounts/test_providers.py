"""Signing in at an organisation's own provider: who is let in, as whom, with which roles; and what is refused."""

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import select

from eventapp.accounts import openid, service
from eventapp.accounts.models import BrowserSession, ExternalIdentity, SignInProvider, User
from eventapp.accounts.service import ProviderDetails
from eventapp.core import secret_box
from eventapp.core.db import db
from eventapp.events import service as events
from eventapp.events.models import Event, Membership
from tests.accounts.oidc_server import SECRET, RealProvider, ToldProvider
from tests.factories import PASSWORD, Factories
from tests.pages import SURE, page_of

ADMIN = "/admin/site/sign-in/"
ADA = {"email": "ada@example.org", "email_verified": True, "name": "Ada Wong"}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealProvider]:
    provider = RealProvider(tmp_path_factory.mktemp("provider"), "http://localhost")
    yield provider
    provider.stop()


@pytest.fixture
def told() -> Iterator[ToldProvider]:
    provider = ToldProvider()
    yield provider
    provider.stop()


def add(make: Factories, issuer: str, **changes: Any) -> SignInProvider:
    details = {"key": "acme", "name": "Acme", "issuer": issuer, "client_id": "eventapp", "client_secret": SECRET}
    with make.inside():
        return service.create_provider(ProviderDetails(**{**details, **changes}))


def come(client: FlaskClient, provider: RealProvider, login: str, start: str = "/login/with/acme") -> Any:
    """There and back again; the answer to the way back."""
    back = provider.sign_in(client.get(start).location, login)
    return client.get(back.removeprefix("http://localhost"))


def signed_in_as(client: FlaskClient) -> str:
    answer = client.get("/account/")
    return page_of(answer).texts("//p[contains(@class, 'soft')]")[0] if answer.status_code == 200 else ""


def roles(make: Factories) -> dict[str, str]:
    with make.inside():
        rows = db.session.execute(select(User.email, Membership.role).join(User, User.id == Membership.user_id))
        return {row[0]: row[1] for row in rows}


class TestComing:
    def test_who_has_an_account_is_signed_in_by_a_verified_address(
        self, client: FlaskClient, make: Factories, real: RealProvider
    ) -> None:
        make.user("ada@example.org")
        add(make, real.issuer)
        real.people({"ada": {**ADA, "email": "Ada@Example.org"}})
        assert "Sign in with Acme" in page_of(client.get("/login")).text
        answer = come(client, real, "ada", "/login/with/acme?next=/account/")
        assert (answer.status_code, answer.location) == (302, "/account/")
        assert signed_in_as(client) == "ada@example.org"
        with make.inside():
            assert db.session.scalars(select(ExternalIdentity.subject)).all() == ["ada"]

    def test_once_known_the_subject_counts_and_not_the_address(
        self, client: FlaskClient, make: Factories, real: RealProvider
    ) -> None:
        make.user("ada@example.org")
        make.user("eve@example.org")
        add(make, real.issuer)
        real.people({"ada": ADA})
        come(client, real, "ada")
        real.people({"ada": {**ADA, "email": "eve@example.org"}})
        come(client, real, "ada")
        assert signed_in_as(client) == "ada@example.org"

    @pytest.mark.parametrize(
        ("claims", "changes", "sentence"),
        [
            ({**ADA, "email_verified": False}, {"creates_accounts": True}, "does not say that your email address is"),
            ({"name": "Ada"}, {"creates_accounts": True}, "does not say that your email address is verified"),
            (ADA, {}, "There is no account for you here yet."),
            (ADA, {"creates_accounts": True, "domains": ("acme.test",)}, "is not one of those that may sign in"),
        ],
    )
    def test_who_is_not_let_in_is_told_why(
        self, client: FlaskClient, make: Factories, real: RealProvider, claims: dict[str, Any], changes: dict[str, Any],
        sentence: str,
    ) -> None:  # fmt: skip
        add(make, real.issuer, **changes)
        real.people({"ada": claims})
        answer = come(client, real, "ada")
        assert (answer.status_code, sentence in page_of(answer).text) == (403, True)
        assert signed_in_as(client) == ""
        with make.inside():
            assert db.session.scalars(select(User.email)).all() == []

    def test_an_account_is_made_for_who_comes_first_and_has_no_password(
        self, client: FlaskClient, make: Factories, real: RealProvider
    ) -> None:
        add(make, real.issuer, creates_accounts=True, domains=("example.org",))
        real.people({"ada": ADA})
        come(client, real, "ada")
        assert signed_in_as(client) == "ada@example.org"
        with make.inside():
            made = db.session.scalars(select(User)).one()
            assert (made.name, made.password_hash, made.is_admin) == ("Ada Wong", "", False)
        client.post("/logout")
        for guess in ("", PASSWORD, "the password of nobody"):
            assert client.post("/login", data={"email": "ada@example.org", "password": guess}).status_code == 422

    def test_who_is_closed_here_stays_out(self, client: FlaskClient, make: Factories, real: RealProvider) -> None:
        user = make.user("ada@example.org")
        add(make, real.issuer)
        with make.inside():
            service.set_disabled(db.session.get_one(User, user.id), disabled=True)
        real.people({"ada": ADA})
        assert "Your account here is closed." in page_of(come(client, real, "ada")).text
        assert signed_in_as(client) == ""

    def test_a_second_factor_of_this_site_is_still_asked_for(
        self, client: FlaskClient, make: Factories, real: RealProvider
    ) -> None:
        user = make.user("ada@example.org")
        add(make, real.issuer)
        with make.inside():
            db.session.get_one(User, user.id).has_second_factor = True
            db.session.commit()
        real.people({"ada": ADA})
        answer = come(client, real, "ada", "/login/with/acme?next=/account/")
        assert answer.location == "/login/second-factor?next=/account/"
        assert signed_in_as(client) == ""

    def test_signing_out_offers_to_sign_out_there_too(
        self, client: FlaskClient, make: Factories, real: RealProvider
    ) -> None:
        make.user("ada@example.org")
        add(make, real.issuer)
        real.people({"ada": ADA})
        come(client, real, "ada")
        page = page_of(client.get(client.post("/logout").location))
        (leave,) = [link for link in page.links() if link.startswith(real.issuer)]
        assert parse_qs(urlsplit(leave).query) == {
            "client_id": ["eventapp"], "post_logout_redirect_uri": ["http://localhost/login"],
        }  # fmt: skip
        assert [link for link in page_of(client.get("/login")).links() if link.startswith(real.issuer)] == []

    def test_what_cannot_be_undone_is_confirmed_at_the_provider_by_the_same_person_alone(
        self, client: FlaskClient, make: Factories, real: RealProvider
    ) -> None:
        add(make, real.issuer, creates_accounts=True)
        real.people({"ada": ADA, "eve": {**ADA, "email": "eve@example.org"}})
        come(client, real, "ada")
        with make.inside():
            db.session.scalars(select(BrowserSession)).one().confirmed_at = (
                db.session.scalars(select(User.created_at)).one().replace(year=2020)
            )
            db.session.commit()
        confirm = "/login/with/acme?confirm=1&next=/account/authenticator"
        assert "Show it at Acme" in page_of(client.get("/account/confirm")).text
        assert "prompt=login" in client.get(confirm).location
        assert "You came back as somebody else." in page_of(come(client, real, "eve", confirm)).text
        assert come(client, real, "ada", confirm).location == "/account/authenticator"
        with make.inside():
            confirmed = db.session.scalars(select(BrowserSession).where(BrowserSession.ended_at.is_(None))).one()
            assert confirmed.confirmed_at.year != 2020


class TestGroups:
    @pytest.fixture
    def event(self, make: Factories) -> Event:
        return make.event(owner=make.user("owner@example.org"))

    def test_groups_are_followed_at_each_sign_in(
        self, client: FlaskClient, make: Factories, real: RealProvider, event: Event
    ) -> None:
        provider = add(make, real.issuer, creates_accounts=True, admin_group="it")
        with make.inside():
            here, there = db.session.get_one(Event, event.id), db.session.get_one(SignInProvider, provider.id)
            events.set_group_role(there, "door staff", here, "door")
            events.set_group_role(there, "team", here, "programme")
        seen = []
        for groups in (["door staff"], ["door staff", "team", "other"], ["it"], []):
            real.people({"ada": {**ADA, "groups": groups}})
            come(client, real, "ada")
            with make.inside():
                user = db.session.scalars(select(User).where(User.email == "ada@example.org")).one()
                seen.append((roles(make).get("ada@example.org"), user.is_admin))
        assert seen == [("door", False), ("programme", False), (None, True), (None, False)]

    def test_what_the_team_gave_is_not_taken_away_by_groups(
        self, client: FlaskClient, make: Factories, real: RealProvider, event: Event
    ) -> None:
        provider = add(make, real.issuer)
        make.member(event, "registration", email="ada@example.org")
        with make.inside():
            there = db.session.get_one(SignInProvider, provider.id)
            events.set_group_role(there, "team", db.session.get_one(Event, event.id), "read")
        for groups in (["team"], []):
            real.people({"ada": {**ADA, "groups": groups}})
            come(client, real, "ada")
            assert roles(make)["ada@example.org"] == "registration"

    def test_a_provider_that_is_deleted_takes_its_roles_along_and_the_last_owner_stays(
        self, client: FlaskClient, make: Factories, real: RealProvider
    ) -> None:
        event = make.event("other")
        provider = add(make, real.issuer, creates_accounts=True)
        with make.inside():
            there, here = db.session.get_one(SignInProvider, provider.id), db.session.get_one(Event, event.id)
            events.set_group_role(there, "owners", here, "owner")
            events.set_group_role(there, "door", here, "door")
        real.people(
            {"ada": {**ADA, "groups": ["owners"]}, "ben": {**ADA, "email": "ben@example.org", "groups": ["door"]}}
        )
        for login in ("ada", "ben"):
            come(client, real, login)
        assert roles(make) == {"ada@example.org": "owner", "ben@example.org": "door"}
        with make.inside():
            service.delete_provider(db.session.get_one(SignInProvider, provider.id))
        assert roles(make) == {"ada@example.org": "owner"}
        assert client.get("/login/with/acme").status_code == 404


def answer_to(make: Factories, told: ToldProvider, **changed: str) -> openid.Person:
    """What comes of an answer of the provider that a test tells what to say."""
    client = openid.Client(told.issuer, "eventapp", "", "openid email")
    with make.inside():
        _address, question = openid.ask(client, "http://localhost/back")
        told.nonce = question.nonce
        answer = {"state": question.state, "code": "a-code", **changed}
        return openid.answered(client, "http://localhost/back", question, answer, groups_claim="groups")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestAnswers:
    """What is said at the provider, which no database has a part in."""

    def test_a_good_answer_says_who_came(self, make: Factories, told: ToldProvider) -> None:
        told.claims = {"groups": ["a", "b"], "amr": ["pwd", "otp"]}
        person = answer_to(make, told)
        assert (person.subject, person.email, person.name, person.groups, person.has_second_factor) == (
            "ada", "ada@example.org", "Ada", {"a", "b"}, True,
        )  # fmt: skip

    @pytest.mark.parametrize(
        "claims",
        [
            {"iss": "https://evil.example"}, {"iss": None}, {"aud": "another"}, {"aud": None}, {"aud": []},
            {"exp": 1}, {"exp": None}, {"iat": None}, {"nonce": "another"}, {"nonce": None}, {"sub": None},
            {"azp": "another"}, {"aud": ["eventapp", "another"], "azp": "another"},
        ],
    )  # fmt: skip
    def test_an_id_token_that_is_not_for_us_here_and_now_is_refused(
        self, make: Factories, told: ToldProvider, claims: dict[str, Any]
    ) -> None:
        told.claims = claims
        with pytest.raises(openid.AnswerRefused):
            answer_to(make, told)

    @pytest.mark.parametrize("kind", ["none", "another key", "the public key as a secret", "the secret", "garbage", ""])
    def test_a_signature_that_is_not_the_providers_is_refused(
        self, make: Factories, told: ToldProvider, kind: str
    ) -> None:
        def unsigned(claims: dict[str, Any]) -> str:
            head, body = (
                base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
                for part in ({"alg": "none"}, claims)
            )
            return f"{head}.{body}."

        public = told.key.as_pem(private=False)
        told.signs = {
            "none": unsigned,
            "another key": lambda claims: jwt.encode(
                {"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048, {"kid": "one"})
            ),
            "the public key as a secret": lambda claims: jwt.encode(
                {"alg": "HS256", "kid": "one"}, claims, OctKey.import_key(public.hex())
            ),
            "the secret": lambda claims: jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 3)),
            "garbage": lambda _: "a.b.c",
            "": lambda _: "",
        }[kind]
        with pytest.raises(openid.AnswerRefused):
            answer_to(make, told)

    @pytest.mark.parametrize(
        "changed",
        [{"state": "another"}, {"state": ""}, {"code": ""}, {"error": "access_denied"}, {"iss": "https://x.y"}],
    )
    def test_what_the_browser_brings_has_to_fit_the_question(
        self, make: Factories, told: ToldProvider, changed: dict[str, str]
    ) -> None:
        with pytest.raises(openid.AnswerRefused):
            answer_to(make, told, **changed)

    @pytest.mark.parametrize(
        ("path", "answer"),
        [
            ("/.well-known/openid-configuration", (404, b"")),
            ("/.well-known/openid-configuration", (200, b"<html>")),
            ("/.well-known/openid-configuration", (200, b"[]")),
            ("/.well-known/openid-configuration", (200, b"[" * 100_000)),
            ("/.well-known/openid-configuration", (200, b'{"issuer": "https://evil.example"}')),
            ("/.well-known/openid-configuration", (200, b'"' + b"a" * 2_000_000 + b'"')),
            ("/jwks", (500, b"")),
            ("/token", (500, b"oops")),
        ],
    )
    def test_a_provider_that_answers_something_else_is_away(
        self, make: Factories, told: ToldProvider, path: str, answer: tuple[int, bytes]
    ) -> None:
        told.answers[path] = answer
        with pytest.raises(openid.ProviderAway):
            answer_to(make, told)

    @pytest.mark.parametrize(
        "endpoint", ["http://169.254.169.254/latest", "file:///etc/passwd", "http://10.0.0.1/", "gopher://x"]
    )
    def test_a_provider_sends_the_server_to_no_place_of_its_choice(
        self, make: Factories, told: ToldProvider, endpoint: str
    ) -> None:
        usual = told._usual("/")
        for name in ("token_endpoint", "jwks_uri"):
            content = json.dumps({**usual, name: endpoint}).encode()
            told.answers["/.well-known/openid-configuration"] = (200, content)
            with pytest.raises(openid.ProviderAway):
                answer_to(make, told)

    def test_groups_and_addresses_of_another_kind_are_none(self, make: Factories, told: ToldProvider) -> None:
        told.claims = {"groups": "admins", "amr": "otp", "email": ["x"], "email_verified": "yes", "name": None}
        person = answer_to(make, told)
        assert (person.email, person.name, person.groups, person.has_second_factor) == ("", "", frozenset(), False)

    def test_a_way_back_is_good_once_and_in_its_own_browser(
        self, client: FlaskClient, make: Factories, real: RealProvider
    ) -> None:
        make.user("ada@example.org")
        add(make, real.issuer)
        real.people({"ada": ADA})
        back = real.sign_in(client.get("/login/with/acme").location, "ada").removeprefix("http://localhost")
        other = client.application.test_client()
        assert page_of(other.get(back)).heading == "You are not signed in"
        assert client.get(back).status_code == 302
        client.post("/logout")
        assert page_of(client.get(back)).heading == "You are not signed in"
        assert signed_in_as(client) == ""

    def test_a_provider_that_does_not_answer_is_said_to_be_away(self, client: FlaskClient, make: Factories) -> None:
        add(make, "http://127.0.0.1:1")
        answer = client.get("/login/with/acme")
        assert (answer.status_code, "Acme does not answer at the moment." in page_of(answer).text) == (502, True)

    @pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "javascript:alert(1)", "/\\evil"])
    def test_nobody_is_led_elsewhere_after_signing_in(
        self, client: FlaskClient, make: Factories, real: RealProvider, target: str
    ) -> None:
        make.user("ada@example.org")
        add(make, real.issuer)
        real.people({"ada": ADA})
        assert come(client, real, "ada", f"/login/with/acme?next={target}").location == "/admin/"


class TestAdministration:
    @pytest.fixture
    def admin(self, make: Factories, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
        return sign_in(make.user("root@example.org", is_admin=True))

    def form(self, issuer: str, /, **changes: str) -> dict[str, str]:
        return {
            "name": "Acme", "key": "acme", "issuer": issuer, "client_id": "eventapp", "client_secret": SECRET,
            "scopes": "openid email profile", "domains": "Example.org, acme.test", "groups_claim": "groups",
            "creates_accounts": "y", "is_offered": "y", **changes,
        }  # fmt: skip

    def test_a_provider_is_added_tested_changed_and_deleted(
        self, admin: FlaskClient, make: Factories, told: ToldProvider
    ) -> None:
        answer = admin.post(f"{ADMIN}new", data=self.form(told.issuer))
        assert answer.location == f"{ADMIN}acme"
        page = page_of(admin.get(answer.location))
        assert "http://localhost/login/with/acme/callback" in page.text
        assert page.values["domains"] == "example.org, acme.test"
        assert (page.values["client_secret"], SECRET in page.text) == ("", False)
        with make.inside():
            stored = db.session.scalars(select(SignInProvider)).one().client_secret
            assert (SECRET in stored, secret_box.unseal(stored)) == (False, SECRET)
        assert "Acme answers as it should." in page_of(admin.post(f"{ADMIN}acme/test", follow_redirects=True)).text
        told.answers["/.well-known/openid-configuration"] = (404, b"")
        assert (
            "Acme cannot be used: answers 404" in page_of(admin.post(f"{ADMIN}acme/test", follow_redirects=True)).text
        )
        admin.post(f"{ADMIN}acme", data=self.form(told.issuer, client_secret="", name="Acme Ltd"))
        with make.inside():
            kept = db.session.scalars(select(SignInProvider)).one()
            assert (kept.name, secret_box.unseal(kept.client_secret)) == ("Acme Ltd", SECRET)
        admin.post(f"{ADMIN}acme/forget-secret")
        assert "Delete Acme Ltd?" in page_of(admin.post(f"{ADMIN}acme/delete")).text
        admin.post(f"{ADMIN}acme/delete", data=SURE)
        with make.inside():
            assert db.session.scalars(select(SignInProvider)).all() == []

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"name": ""}, "Enter a name."),
            ({"key": "A/b"}, "Lower-case letters, digits and hyphens only."),
            ({"issuer": "http://acme.test"}, "This is no provider's address"),
            ({"issuer": "https://169.254.169.254"}, "This is no provider's address"),
            ({"issuer": "https://user:secret@localhost"}, "This is no provider's address"),
            ({"issuer": "javascript:alert(1)"}, "This is no provider's address"),
            ({"scopes": "email"}, "The scope “openid” has to be among them."),
            ({"domains": "acme"}, "“acme” is no domain."),
            ({"client_id": ""}, "Enter the client ID."),
        ],
    )
    def test_bad_input_is_explained_and_nothing_is_stored(
        self, admin: FlaskClient, make: Factories, told: ToldProvider, changes: dict[str, str], message: str
    ) -> None:
        answer = admin.post(f"{ADMIN}new", data=self.form(told.issuer, **changes))
        assert (answer.status_code, message in " ".join(page_of(answer).errors)) == (422, True)
        with make.inside():
            assert db.session.scalars(select(SignInProvider)).all() == []

    def test_two_providers_have_two_addresses(self, admin: FlaskClient, make: Factories, told: ToldProvider) -> None:
        add(make, told.issuer)
        answer = admin.post(f"{ADMIN}new", data=self.form(told.issuer))
        assert page_of(answer).errors == ["Another provider has this part of the address."]

    def test_groups_are_given_roles_and_lose_them(
        self, admin: FlaskClient, make: Factories, told: ToldProvider
    ) -> None:
        provider, event = add(make, told.issuer), make.event()
        chosen = {"group": "Door staff", "event": str(event.id), "role": "door"}
        admin.post(f"{ADMIN}acme/groups", data=chosen)
        admin.post(f"{ADMIN}acme/groups", data={**chosen, "role": "read"})
        assert "Door staff · The Forum · Read only" in page_of(admin.get(f"{ADMIN}acme")).text
        for bad in ({"group": ""}, {"event": "999"}, {"event": "x"}, {"role": "root"}):
            page = page_of(admin.post(f"{ADMIN}acme/groups", data={**chosen, **bad}, follow_redirects=True))
            assert "Enter a group and choose an event. Nothing was changed." in page.text
        with make.inside():
            (row,) = events.group_roles_of(db.session.get_one(SignInProvider, provider.id))
        admin.post(f"{ADMIN}acme/groups/{row.id}/remove")
        assert admin.post(f"{ADMIN}acme/groups/{row.id}/remove").status_code == 404

    def test_another_issuers_people_are_others(self, make: Factories, told: ToldProvider) -> None:
        provider = add(make, told.issuer, creates_accounts=True)
        with make.inside():
            found = db.session.get_one(SignInProvider, provider.id)
            service.account_of(found, answer_to(make, told))
            service.update_provider(found, ProviderDetails("acme", "Acme", "https://localhost", "eventapp"))
            assert db.session.scalars(select(ExternalIdentity)).all() == []


def test_the_question_goes_with_pkce_state_and_nonce(make: Factories, told: ToldProvider) -> None:
    with make.inside():
        address, question = openid.ask(
            openid.Client(told.issuer, "eventapp", "", "openid email"), "http://localhost/back"
        )
    asked = dict(parse_qsl(urlsplit(address).query))
    assert (asked["code_challenge_method"], asked["state"], asked["nonce"], asked["response_type"]) == (
        "S256", question.state, question.nonce, "code",
    )  # fmt: skip
    assert len(question.verifier) >= 43  # RFC 7636 section 4.1
    assert question.verifier not in address
