"""Organisations own events and series: their teams, custom roles, and events handed over."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.archives import service as archives
from eventapp.core import outbox
from eventapp.core.db import db
from eventapp.events import queries, service
from eventapp.events.models import CustomRole, Event, Organisation, TeamInvitation
from tests.factories import PASSWORD, Factories, text
from tests.pages import SURE, page_of

GUILD = "/admin/organisations/guild/"
TEAM = "/admin/events/forum/team/"


@pytest.fixture
def guild(make: Factories) -> Organisation:
    return make.organisation()


@pytest.fixture
def of_guild(make: Factories, guild: Organisation) -> Event:
    return make.event(organisation_id=guild.id)


@pytest.fixture
def its_owner(make: Factories, guild: Organisation) -> FlaskClient:
    return make.signed_in("guild@example.org")


def link(make: Factories) -> str:
    """Where the mailed invitation leads, as the mail itself says."""
    with make.inside():
        path = f"/team/{service.team_token(db.session.scalars(select(TeamInvitation)).one())}"
        mail = db.session.scalars(select(outbox.Mail).order_by(outbox.Mail.id.desc())).first()
        assert mail is not None
        assert path in outbox.compose(mail).text
        return path


def roles(make: Factories) -> dict[str, str]:
    with make.inside():
        event = queries.event_by_slug("forum")
        assert event is not None
        return {member.user.email: member.role for member in queries.members_of(event.id)}


class TestItsTeam:
    def test_an_administrator_makes_one_and_its_owner_makes_events_in_it(
        self, app: Flask, make: Factories, sign_in: Callable[[User], FlaskClient]
    ) -> None:
        admin = sign_in(make.user("admin@example.org", is_admin=True))
        fields = {"name-en": "Guild", "slug": "guild", "contact_email": "guild@example.org"}
        assert admin.post("/admin/organisations/new", data=fields).location == GUILD
        admin.post(GUILD, data={"email": "new@example.org", "role": "owner"})
        newcomer = app.test_client()
        joined = newcomer.post(link(make), data={"name": "Newcomer", "password": PASSWORD})
        assert joined.location == GUILD
        with make.inside():
            guild = queries.organisation_by_slug("guild")
            assert guild is not None
            number = str(guild.id)
        event = {
            "name-en": "Forum", "slug": "forum", "starts_at": "2030-01-01T09:00", "ends_at": "2030-01-01T18:00",
            "timezone": "Asia/Hong_Kong", "main_locale": "en", "contact_email": "a@example.org", "confirm_minutes": "0",
        }  # fmt: skip
        assert page_of(newcomer.post("/admin/events/new", data=event)).errors == ["Not a valid choice."]
        made = newcomer.post("/admin/events/new", data=event | {"organisation_id": number})
        assert made.location == "/admin/events/forum/setup/about"
        assert "Forum" in page_of(newcomer.get(GUILD)).text

    @pytest.mark.parametrize(("role", "door", "people"), [("door", 200, 403), ("read", 403, 200), ("owner", 200, 200)])
    def test_a_role_in_it_is_one_in_each_of_its_events(
        self, make: Factories, guild: Organisation, of_guild: Event, role: str, door: int, people: int
    ) -> None:
        make.event("other")
        member = make.signed_in(make.organisation_member(guild, role, "above@example.org").email)
        found = [member.get(f"/admin/events/{path}/").status_code for path in ("forum/door", "forum/registrations")]
        assert [*found, member.get("/admin/events/other/").status_code] == [door, people, 404]
        assert page_of(member.get("/admin/")).texts("//article//h2") == ["The Forum"]

    def test_it_keeps_an_owner_and_so_do_its_events(
        self, make: Factories, guild: Organisation, of_guild: Event, its_owner: FlaskClient
    ) -> None:
        with make.inside():
            (first,) = queries.organisation_members(guild.id)
            number = first.id
        for path, data in ((f"{number}/role", {"role": "door"}), (f"{number}/remove", SURE)):
            answer = its_owner.post(f"{GUILD}team/{path}", data=data, follow_redirects=True)
            assert "At least one owner stays" in page_of(answer).text
        make.organisation_member(guild, "owner", "second@example.org")
        assert its_owner.post(f"{GUILD}team/{number}/remove", data=SURE).location == "/admin/organisations/"
        assert its_owner.get("/admin/events/forum/").status_code == 404

    def test_one_with_events_is_not_deleted(self, make: Factories, of_guild: Event) -> None:
        make.user("admin@example.org", is_admin=True)
        admin = make.signed_in("admin@example.org")
        page = page_of(admin.post(f"{GUILD}delete", data=SURE, follow_redirects=True))
        assert "Events or series belong to it" in page.text
        admin.post(f"{TEAM}organisation", data={"organisation_id": ""})
        assert admin.post(f"{GUILD}delete", data=SURE).location == "/admin/organisations/"
        assert admin.get(GUILD).status_code == 404

    @pytest.mark.parametrize(
        "hostile", ["<script>alert(1)</script>", "x" * 300 + "@example.org", "a@b\r\nBcc: c@d.e", ""]
    )
    def test_what_is_no_address_is_not_invited(self, make: Factories, its_owner: FlaskClient, hostile: str) -> None:
        assert its_owner.post(GUILD, data={"email": hostile, "role": "read"}).status_code == 422
        with make.inside():
            assert db.session.scalars(select(TeamInvitation)).all() == []


class TestSeries:
    def test_owners_edit_the_series_of_their_own(
        self, make: Factories, guild: Organisation, its_owner: FlaskClient
    ) -> None:
        make.organisation("rival")
        series = {"name-en": "Market", "slug": "market", "accent": "jade", "organisation_id": str(guild.id)}
        assert its_owner.post("/admin/series/new", data=series).status_code == 303
        rival = make.signed_in("rival@example.org")
        assert page_of(rival.get("/admin/series/")).texts("//article//h2") == []
        assert rival.get("/admin/series/market").status_code == 404
        assert rival.post("/admin/series/new", data=series | {"slug": "theirs"}).status_code == 422
        assert page_of(its_owner.get("/admin/series/")).texts("//article//h2") == ["Market"]


class TestCustomRoles:
    @pytest.fixture
    def helper(self, make: Factories, guild: Organisation) -> CustomRole:
        return make.custom_role(guild, "export_people")

    def test_one_is_made_with_what_it_needs_and_changed_for_who_has_it(
        self, make: Factories, of_guild: Event, its_owner: FlaskClient
    ) -> None:
        its_owner.post(f"{GUILD}roles/new", data={"name-en": "Exporter", "permissions": ["export_people"]})
        with make.inside():
            (role,) = queries.custom_roles_for(of_guild)
            assert role.permissions == ["see_registrations", "export_people"]
        member = make.signed_in(make.member(of_guild, role).email)
        assert member.get("/admin/events/forum/registrations.csv").status_code == 200
        its_owner.post(f"{GUILD}roles/{role.id}", data={"name-en": "Doors", "permissions": ["run_door"]})
        assert member.get("/admin/events/forum/registrations.csv").status_code == 403
        assert member.get("/admin/events/forum/door/").status_code == 200

    def test_one_that_somebody_has_is_not_deleted(
        self, make: Factories, of_guild: Event, helper: CustomRole, its_owner: FlaskClient
    ) -> None:
        make.member(of_guild, helper)
        page = page_of(its_owner.post(f"{GUILD}roles/{helper.id}/delete", data=SURE, follow_redirects=True))
        assert ("Somebody has this role" in page.text, "Helper" in page.text) == (True, True)

    def test_who_edits_the_team_gives_no_more_than_they_have(
        self, make: Factories, guild: Organisation, of_guild: Event
    ) -> None:
        head = make.custom_role(guild, "edit_team", "run_door", name="Head of the doors")
        owner = make.member(of_guild, "owner")
        door = make.member(of_guild, "door")
        chief = make.signed_in(make.member(of_guild, head).email)
        offered = page_of(chief.get(TEAM)).attributes("//select[@id='role']/option", "value")
        assert offered == ["door", f"custom-{head.id}"]
        assert chief.post(TEAM, data={"email": "new@example.org", "role": "owner"}).status_code == 422
        with make.inside():
            places = {member.user_id: member.id for member in queries.members_of(of_guild.id)}
        for user, data in ((owner, {"role": "door"}), (door, {"role": "owner"})):
            answer = chief.post(f"{TEAM}{places[user.id]}/role", data=data)
            assert answer.status_code == {owner: 403, door: 400}[user]
        assert chief.post(f"{TEAM}{places[owner.id]}/remove", data=SURE).status_code == 403
        assert chief.post(f"{TEAM}hand-over", data={"new_owner": "me@example.org"} | SURE).status_code == 403
        assert roles(make) == {"owner@example.org": "owner", "door@example.org": "door", "custom@example.org": "custom"}

    def test_in_an_archive_that_is_read_elsewhere_it_is_read_only(
        self, make: Factories, of_guild: Event, helper: CustomRole
    ) -> None:
        make.member(of_guild, helper)
        file = io.BytesIO()
        with make.inside():
            archives.export_event(db.session.get_one(Event, of_guild.id), file)
            file.seek(0)
            copy = archives.import_event(file, "copy").event
            assert [(member.role, member.custom_role_id) for member in queries.members_of(copy.id)] == [("read", None)]
            assert copy.organisation_id is None

    def test_another_organisations_role_cannot_be_given(
        self, make: Factories, of_guild: Event, its_owner: FlaskClient
    ) -> None:
        foreign = make.custom_role(make.organisation("rival"), "edit_event")
        answer = its_owner.post(TEAM, data={"email": "new@example.org", "role": f"custom-{foreign.id}"})
        assert answer.status_code == 422

    def test_a_second_factor_can_be_demanded_of_it(
        self, make: Factories, of_guild: Event, helper: CustomRole, its_owner: FlaskClient
    ) -> None:
        its_owner.post(f"{TEAM}second-factor", data={"roles": [f"custom-{helper.id}", "nonsense"]})
        member = make.signed_in(make.member(of_guild, helper).email)
        assert "second factor" in page_of(member.get("/admin/events/forum/")).text
        with make.inside():
            event = queries.event_by_slug("forum")
            assert event is not None
            assert event.second_factor_roles == [f"custom-{helper.id}"]


class TestHandingOver:
    def offer(self, its_owner: FlaskClient, **more: str) -> None:
        answer = its_owner.post(f"{TEAM}hand-over", data={"new_owner": "heir@example.org", **SURE, **more})
        assert answer.status_code == 303

    def test_it_is_asked_first_and_nothing_changes_until_the_other_accepts(
        self, app: Flask, make: Factories, of_guild: Event, its_owner: FlaskClient
    ) -> None:
        asked = its_owner.post(f"{TEAM}hand-over", data={"new_owner": "heir@example.org"})
        assert page_of(asked).heading == "Hand The Forum over to heir@example.org?"
        with make.inside():
            assert db.session.scalars(select(TeamInvitation)).all() == []
        make.member(of_guild, "owner")
        self.offer(its_owner)
        assert roles(make) == {"owner@example.org": "owner"}
        heir = app.test_client()
        assert "hands The Forum over to you" in page_of(heir.get(link(make))).text
        heir.post(link(make), data={"name": "Heir", "password": PASSWORD})
        assert roles(make) == {"owner@example.org": "owner", "heir@example.org": "owner"}
        assert its_owner.get("/admin/events/forum/").status_code == 404  # it is their organisation's no more

    def test_everybody_else_leaves_and_it_goes_to_the_heirs_organisation(
        self, make: Factories, guild: Organisation, of_guild: Event, its_owner: FlaskClient
    ) -> None:
        make.member(of_guild, "owner")
        helper = make.custom_role(guild, "run_door")
        make.member(of_guild, helper)
        make.user("heir@example.org")
        with make.inside():
            heir = db.session.scalars(select(User).where(User.email == "heir@example.org")).one()
            details = service.OrganisationDetails(text("Estate"), "heir@example.org")
            estate = service.create_organisation("estate", details, heir).id
        self.offer(its_owner, ends_team="y")
        path = link(make)
        client = make.signed_in("heir@example.org")
        assert page_of(client.get(path)).texts("//select[@name='organisation_id']/option") == ["–", "Estate"]
        assert client.post(path, data={"organisation_id": str(guild.id)}).status_code == 422
        client.post(path, data={"organisation_id": str(estate)})
        assert roles(make) == {"heir@example.org": "owner"}
        assert its_owner.get("/admin/events/forum/").status_code == 404
        assert "The Forum" in page_of(client.get("/admin/organisations/estate/")).text
        assert client.get(path).status_code == 404

    def test_custom_roles_stay_behind(
        self, app: Flask, make: Factories, guild: Organisation, of_guild: Event, its_owner: FlaskClient
    ) -> None:
        make.member(of_guild, make.custom_role(guild, "run_door"))
        self.offer(its_owner)
        app.test_client().post(link(make), data={"name": "Heir", "password": PASSWORD})
        assert roles(make) == {"custom@example.org": "read", "heir@example.org": "owner"}

    def test_no_organisation_can_be_chosen_that_is_somebody_elses(
        self, make: Factories, of_guild: Event, its_owner: FlaskClient
    ) -> None:
        foreign = make.organisation("rival")
        answer = its_owner.post(f"{TEAM}organisation", data={"organisation_id": str(foreign.id)})
        assert answer.status_code == 403
        assert its_owner.post(f"{TEAM}organisation", data={"organisation_id": "9" * 30}).status_code == 403
