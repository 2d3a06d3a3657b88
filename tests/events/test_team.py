"""The team: invited by mail, given roles, let go; and the history of what everybody did."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import audit, clock, outbox
from eventapp.core.db import db
from eventapp.events import queries, service
from eventapp.events.models import Event, Membership, TeamInvitation
from tests.factories import PASSWORD, Factories
from tests.pages import SURE, page_of

TEAM = "/admin/events/forum/team/"


@pytest.fixture
def owner(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "owner"))


def roles(make: Factories, event: Event) -> dict[str, str]:
    with make.inside():
        return {member.user.email: member.role for member in queries.members_of(event.id)}


def link(make: Factories) -> str:
    """Where the mailed invitation leads."""
    with make.inside():
        return f"/team/{service.team_token(db.session.scalars(select(TeamInvitation)).one())}"


def invite(owner: FlaskClient, email: str = "new@example.org", role: str = "door") -> None:
    assert owner.post(TEAM, data={"email": email, "role": role}).status_code == 303


def test_an_invitation_is_mailed_and_makes_an_account(
    app: Flask, make: Factories, event: Event, owner: FlaskClient
) -> None:
    invite(owner, "New@Example.org")
    path = link(make)
    with make.inside():
        mail = db.session.scalars(select(outbox.Mail)).one()
        assert (mail.recipient, path in outbox.compose(mail).text) == ("new@example.org", True)
    stranger = app.test_client()
    assert "in the role “Check-in”" in page_of(stranger.get(path)).text
    answer = stranger.post(path, data={"name": "Newcomer", "password": PASSWORD})
    assert answer.location == "/admin/events/forum/"
    assert stranger.get("/admin/events/forum/door/").status_code == 200
    assert roles(make, event) == {"owner@example.org": "owner", "new@example.org": "door"}
    assert app.test_client().get(path).status_code == 404


def test_who_has_an_account_signs_in_first(app: Flask, make: Factories, event: Event, owner: FlaskClient) -> None:
    make.user("new@example.org")
    invite(owner)
    path, known = link(make), app.test_client()
    assert known.post(path).location == f"/login?next={path}"
    known.post("/login", data={"email": "new@example.org", "password": PASSWORD})
    known.post(path)
    assert roles(make, event)["new@example.org"] == "door"


def test_somebody_else_who_is_signed_in_cannot_take_the_place(
    app: Flask, make: Factories, event: Event, owner: FlaskClient
) -> None:
    make.user("new@example.org")
    make.user("other@example.org")
    invite(owner)
    other = app.test_client()
    other.post("/login", data={"email": "other@example.org", "password": PASSWORD})
    other.post(link(make))
    assert set(roles(make, event)) == {"owner@example.org"}


def test_an_invitation_ends(app: Flask, make: Factories, event: Event, owner: FlaskClient) -> None:
    invite(owner)
    with clock.frozen_at(clock.now() + timedelta(days=15)):
        answer = app.test_client().post(link(make), data={"name": "Late", "password": PASSWORD})
    assert (answer.status_code, set(roles(make, event))) == (410, {"owner@example.org"})


def test_inviting_again_ends_the_first_link(app: Flask, make: Factories, owner: FlaskClient) -> None:
    invite(owner)
    first = link(make)
    invite(owner, role="read")
    assert [app.test_client().get(path).status_code for path in (first, link(make))] == [404, 200]


def test_a_withdrawn_invitation_leads_nowhere(app: Flask, make: Factories, owner: FlaskClient) -> None:
    invite(owner)
    path = link(make)
    with make.inside():
        number = db.session.scalars(select(TeamInvitation.id)).one()
    owner.post(f"{TEAM}invitations/{number}/withdraw")
    assert app.test_client().get(path).status_code == 404


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"email": "", "role": "door"}, "Enter an email address."),
        ({"email": "nobody", "role": "door"}, "This is not an email address."),
        ({"email": "a@example.org\nBcc: b@example.org", "role": "door"}, "This is not an email address."),
        ({"email": "a@example.org", "role": "king"}, "Not a valid choice."),
    ],
)
def test_a_wrong_invitation_is_explained(make: Factories, owner: FlaskClient, data: dict, message: str) -> None:
    answer = owner.post(TEAM, data=data)
    assert (answer.status_code, page_of(answer).errors) == (422, [message])


def test_a_weak_password_joins_nobody(app: Flask, make: Factories, event: Event, owner: FlaskClient) -> None:
    invite(owner)
    answer = app.test_client().post(link(make), data={"name": "New", "password": "short"})
    assert page_of(answer).errors == ["Choose a password of at least 10 characters."]
    assert set(roles(make, event)) == {"owner@example.org"}


def member_id(make: Factories, email: str) -> int:
    with make.inside():
        return db.session.scalars(select(Membership.id).join(User).where(User.email == email)).one()


def test_roles_change_and_people_leave(make: Factories, event: Event, owner: FlaskClient) -> None:
    make.member(event, "read")
    number = member_id(make, "read@example.org")
    owner.post(f"{TEAM}{number}/role", data={"role": "programme"})
    assert roles(make, event)["read@example.org"] == "programme"
    owner.post(f"{TEAM}{number}/remove", data=SURE)
    assert roles(make, event) == {"owner@example.org": "owner"}


@pytest.mark.parametrize(("action", "data"), [("role", {"role": "read"}), ("remove", {})])
def test_the_last_owner_stays(make: Factories, event: Event, owner: FlaskClient, action: str, data: dict) -> None:
    owner.post(f"{TEAM}{member_id(make, 'owner@example.org')}/{action}", data=data)
    assert roles(make, event) == {"owner@example.org": "owner"}


def test_the_page_says_in_words_who_may_do_what(owner: FlaskClient) -> None:
    (row,) = page_of(owner.get(TEAM)).tree.xpath("//tr[th[contains(., 'Invite people into the team')]]")
    assert [cell.xpath("string(span[@class='visually-hidden'])") for cell in row.xpath("td")] == ["yes", *["no"] * 4]


def test_the_history_is_searched_with_values_before_and_after(
    make: Factories, event: Event, owner: FlaskClient
) -> None:
    make.member(event, "read")
    owner.post(f"{TEAM}{member_id(make, 'read@example.org')}/role", data={"role": "programme"})
    make.track(event, "微短劇 100%")
    page = page_of(owner.get("/admin/events/forum/history?text=role_changed"))
    assert page.texts("//tbody//code | //tbody//*[@class='code']") == ["team.role_changed"]
    assert (page.texts("//tbody//del"), page.texts("//tbody//ins")) == (["read"], ["read@example.org", "programme"])
    for text, number in (("微短劇", 1), ("100%", 1), ("10_%", 0), ("%", 1), ("'", 0)):
        with make.inside():
            assert (text, len(audit.search(event.id, text)[0])) == (text, number)


def test_the_history_of_another_event_stays_there(make: Factories, event: Event, owner: FlaskClient) -> None:
    make.track(make.event("other"), "Other locations")
    assert "Other locations" not in page_of(owner.get("/admin/events/forum/history")).text


class TestAccessForATime:
    """A volunteer for one day."""

    def local(self, event: Event, moment: datetime) -> str:
        return event.local(moment).strftime("%Y-%m-%dT%H:%M")

    def day(self, event: Event) -> dict[str, str]:
        """From an hour before the event until an hour after, as the form has it."""
        begins, ends = event.starts_at - timedelta(hours=1), event.ends_at + timedelta(hours=1)
        return {"begins_at": self.local(event, begins), "ends_at": self.local(event, ends)}

    def test_the_role_is_given_in_its_time_and_in_no_other(
        self, app: Flask, make: Factories, event: Event, owner: FlaskClient
    ) -> None:
        data = {"email": "new@example.org", "role": "door", **self.day(event)}
        assert owner.post(TEAM, data=data).status_code == 303
        stranger = app.test_client()
        path = link(make)
        shown = page_of(stranger.get(path)).text
        assert ("from" in shown, "until" in shown) == (True, True)
        answer = stranger.post(path, data={"name": "Newcomer", "password": PASSWORD})
        assert answer.location == "/admin/"  # there is nothing to see yet
        seen = []
        for moment in (-2, 0, 12):
            with clock.frozen_at(event.starts_at + timedelta(hours=moment)):
                helper = app.test_client()
                helper.post("/login", data={"email": "new@example.org", "password": PASSWORD})
                door = helper.get("/admin/events/forum/door/").status_code
                seen.append((door, "The Forum" in page_of(helper.get("/admin/")).text))
        assert seen == [(404, False), (200, True), (404, False)]

    def test_the_time_is_changed_on_the_team_page_and_stands_in_the_history(
        self, make: Factories, event: Event, owner: FlaskClient
    ) -> None:
        user = make.member(event, "door")
        with make.inside():
            member = queries.membership_of(event.id, user.id)
            assert member is not None
        here = f"{TEAM}{member.id}/role"
        assert owner.post(here, data={"role": "door", **self.day(event)}).status_code == 303
        with make.inside():
            changed = queries.membership_of(event.id, user.id)
            assert changed is not None
            assert (changed.begins_at, changed.ends_at) == (
                event.starts_at - timedelta(hours=1), event.ends_at + timedelta(hours=1),
            )  # fmt: skip
            entry = audit.search(event.id, "team.role_changed")[0][0]
            assert (entry.before or {})["ends_at"] is None
        assert "until" in page_of(owner.get(TEAM)).texts("//tbody/tr")[1]
        owner.post(here, data={"role": "door", "begins_at": "", "ends_at": ""})
        with make.inside():
            changed = queries.membership_of(event.id, user.id)
            assert changed is not None
            assert (changed.begins_at, changed.ends_at) == (None, None)

    @pytest.mark.parametrize("role", ["owner", "door"])
    def test_owners_have_no_limits_and_no_time_runs_backwards(
        self, make: Factories, event: Event, owner: FlaskClient, role: str
    ) -> None:
        day = self.day(event)
        if role == "door":
            day = {"begins_at": day["ends_at"], "ends_at": day["begins_at"]}
        answer = owner.post(TEAM, data={"email": "new@example.org", "role": role, **day})
        assert (answer.status_code, page_of(answer).errors) == (
            422, ["Access ends after it begins, and an owner's has no limits. Nothing was changed."],
        )  # fmt: skip
        user = make.member(event, "read")
        with make.inside():
            member = queries.membership_of(event.id, user.id)
            assert member is not None
        page = page_of(owner.post(f"{TEAM}{member.id}/role", data={"role": role, **day}, follow_redirects=True))
        assert "Access ends after it begins" in page.text
        assert roles(make, event)["read@example.org"] == "read"

    @pytest.mark.parametrize("value", ["tomorrow", "2026-13-45T99:99", "<script>", "9" * 500])
    def test_what_is_no_time_is_explained(self, owner: FlaskClient, make: Factories, value: str) -> None:
        answer = owner.post(TEAM, data={"email": "new@example.org", "role": "door", "ends_at": value})
        assert (answer.status_code, len(page_of(answer).errors)) == (422, 1)
        with make.inside():
            assert db.session.scalars(select(TeamInvitation)).all() == []

    def test_who_comes_for_a_day_is_not_copied_into_the_next_event(
        self, make: Factories, event: Event, owner: FlaskClient
    ) -> None:
        user = make.member(event, "door")
        with make.inside():
            member = queries.membership_of(event.id, user.id)
            assert member is not None
            service.change_role(member, "door", service.AccessTime(None, event.ends_at))
        owner.post(
            "/admin/events/forum/clone",
            data={"slug": "next", "name-en": "Next", "starts_at": "2027-12-01T09:00", "parts": "team"},
        )
        with make.inside():
            copied = queries.event_by_slug("next")
            assert copied is not None
            assert [one.user.email for one in queries.members_of(copied.id)] == ["owner@example.org"]
