"""Every admin route times every role: allowed exactly as the table says, and a new route without a line fails."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.accounts.models import User
from tests.factories import Factories

ROLES = ("owner", "programme", "registration", "door", "read")
EVERYBODY = set(ROLES)
TABLE: dict[str, set[str]] = {
    "events_admin.dashboard": EVERYBODY,
    "events_admin.settings": {"owner"},
    "events_admin.publish": {"owner"},
    "events_admin.unpublish": {"owner"},
    "programme_admin.sessions": EVERYBODY,
    "programme_admin.new_session": {"owner", "programme"},
    "programme_admin.edit_session": {"owner", "programme"},
    "programme_admin.cancel_session": {"owner", "programme"},
    "programme_admin.restore_session": {"owner", "programme"},
    "programme_admin.speakers": EVERYBODY,
    "programme_admin.new_speaker": {"owner", "programme"},
    "programme_admin.edit_speaker": {"owner", "programme"},
    "programme_admin.delete_speaker": {"owner", "programme"},
    "programme_admin.rooms": EVERYBODY,
    "programme_admin.new_room": {"owner", "programme"},
    "programme_admin.edit_room": {"owner", "programme"},
    "programme_admin.delete_room": {"owner", "programme"},
    "programme_admin.new_track": {"owner", "programme"},
    "programme_admin.edit_track": {"owner", "programme"},
    "programme_admin.delete_track": {"owner", "programme"},
    "registration_admin.registrations": {"owner", "registration", "read"},
    "registration_admin.export_csv": {"owner", "registration", "read"},
    "registration_admin.export_xlsx": {"owner", "registration", "read"},
    "registration_admin.registration": {"owner", "registration", "read"},
    "registration_admin.edit_registration": {"owner", "registration"},
    "registration_admin.approve": {"owner", "registration"},
    "registration_admin.decline": {"owner", "registration"},
    "registration_admin.cancel": {"owner", "registration"},
    "registration_admin.send_again": {"owner", "registration"},
    "registration_admin.ticket_types": {"owner", "registration", "read"},
    "registration_admin.new_ticket_type": {"owner", "registration"},
    "registration_admin.edit_ticket_type": {"owner", "registration"},
    "registration_admin.delete_ticket_type": {"owner", "registration"},
    "registration_admin.export_codes": {"owner", "registration", "read"},
    "registration_admin.access_codes": {"owner", "registration", "read"},
    "registration_admin.approvals": {"owner", "registration", "read"},
    "registration_admin.duplicates": {"owner", "registration", "read"},
    "registration_admin.invitations": {"owner", "registration", "read"},
    "registration_admin.questions": {"owner", "registration", "read"},
    "registration_admin.uploaded_file": {"owner", "registration", "read"},
    "registration_admin.waiting_list": {"owner", "registration", "read"},
    "registration_admin.accept_import": {"owner", "registration"},
    "registration_admin.bounce": {"owner", "registration"},
    "registration_admin.bulk": {"owner", "registration"},
    "registration_admin.decide": {"owner", "registration"},
    "registration_admin.delete_code": {"owner", "registration"},
    "registration_admin.delete_question": {"owner", "registration"},
    "registration_admin.delete_view": {"owner", "registration"},
    "registration_admin.discard_import": {"owner", "registration"},
    "registration_admin.edit_code": {"owner", "registration"},
    "registration_admin.edit_question": {"owner", "registration"},
    "registration_admin.erase": {"owner", "registration"},
    "registration_admin.import_problems": {"owner", "registration"},
    "registration_admin.import_progress": {"owner", "registration"},
    "registration_admin.import_table": {"owner", "registration"},
    "registration_admin.imports": {"owner", "registration"},
    "registration_admin.invite_again": {"owner", "registration"},
    "registration_admin.many_codes": {"owner", "registration"},
    "registration_admin.merge": {"owner", "registration"},
    "registration_admin.new_code": {"owner", "registration"},
    "registration_admin.new_question": {"owner", "registration"},
    "registration_admin.new_registration": {"owner", "registration"},
    "registration_admin.offer_place": {"owner", "registration"},
    "registration_admin.order_questions": {"owner", "registration"},
    "registration_admin.order_ticket_types": {"owner", "registration"},
    "registration_admin.pause_waiting_list": {"owner", "registration"},
    "registration_admin.resume_waiting_list": {"owner", "registration"},
    "registration_admin.revoke": {"owner", "registration"},
    "registration_admin.save_notes": {"owner", "registration"},
    "registration_admin.save_view": {"owner", "registration"},
    "registration_admin.set_company_places": {"owner", "registration"},
    "registration_admin.undo_decision": {"owner", "registration"},
    "registration_admin.withdraw_invitation": {"owner", "registration"},
    "messages_admin.campaign": {"owner", "registration", "read"},
    "messages_admin.campaign_progress": {"owner", "registration", "read"},
    "messages_admin.campaigns": {"owner", "registration", "read"},
    "messages_admin.audience_size": {"owner", "registration", "read"},
    "messages_admin.mail_texts": {"owner", "registration", "read"},
    "messages_admin.preview_campaign": {"owner", "registration", "read"},
    "messages_admin.delete_campaign": {"owner", "registration"},
    "messages_admin.edit_campaign": {"owner", "registration"},
    "messages_admin.mail_text": {"owner", "registration"},
    "messages_admin.new_campaign": {"owner", "registration"},
    "messages_admin.pause_campaign": {"owner", "registration"},
    "messages_admin.preview_text": {"owner", "registration"},
    "messages_admin.resume_campaign": {"owner", "registration"},
    "messages_admin.start_campaign": {"owner", "registration"},
    "messages_admin.test_campaign": {"owner", "registration"},
    "messages_admin.test_text": {"owner", "registration"},
    "messages_admin.mails": {"owner", "registration", "read"},
    "messages_admin.mail": {"owner", "registration", "read"},
    "messages_admin.mail_html": {"owner", "registration", "read"},
    "messages_admin.attachment": {"owner", "registration", "read"},
    "messages_admin.retry": {"owner", "registration"},
    "checkin_admin.door": {"owner", "registration", "door"},
    "checkin_admin.new_gate": {"owner", "registration", "door"},
    "checkin_admin.edit_gate": {"owner", "registration", "door"},
    "checkin_admin.delete_gate": {"owner", "registration", "door"},
    "checkin_admin.new_pairing": {"owner", "registration", "door"},
    "checkin_admin.revoke_device": {"owner", "registration", "door"},
}
ADMINISTRATORS_ONLY = {"events_admin.new_event"}
SIGNED_IN = {"events_admin.overview"}


def admin_routes(app: Flask) -> dict[str, tuple[str, str]]:
    """(method, path) of every admin endpoint, for things that are not there: authority comes before existence."""
    values = {
        "slug": "forum", "code": "NOTHERE2", "room_slug": "no-room", "track_slug": "no-track", "ticket_type_id": 999,
        "mail_id": 999, "gate_id": 999, "device_id": 999, "number": 0, "view_id": 999, "upload_id": 999, "code_id": 999,
        "question_id": 999, "invitation_id": 999, "import_id": 999, "campaign_id": 999, "kind": "no-such-kind",
    }  # fmt: skip
    routes = {}
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/admin"):
            method = "GET" if "GET" in rule.methods else "POST"
            wanted = {key: values[key] for key in rule.arguments}
            routes[rule.endpoint] = (method, adapter.build(rule.endpoint, wanted, method=method))
    return routes


def test_every_admin_route_has_a_line(app: Flask) -> None:
    assert set(admin_routes(app)) == set(TABLE) | ADMINISTRATORS_ONLY | SIGNED_IN


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_table_says_and_no_more(
    app: Flask, make: Factories, client: FlaskClient, sign_in: Callable[[User], FlaskClient], role: str
) -> None:
    sign_in(make.member(make.event(), role))
    refused = set()
    for endpoint, (method, path) in admin_routes(app).items():
        if client.open(path, method=method).status_code == 403:
            refused.add(endpoint)
    allowed = {endpoint for endpoint, roles in TABLE.items() if role in roles}
    assert refused == (set(TABLE) - allowed) | ADMINISTRATORS_ONLY


def test_another_events_member_sees_nothing(
    app: Flask, make: Factories, client: FlaskClient, sign_in: Callable[[User], FlaskClient]
) -> None:
    make.event()
    sign_in(make.member(make.event("other"), "owner"))
    answers = {
        endpoint: client.open(path, method=method).status_code for endpoint, (method, path) in admin_routes(app).items()
    }
    assert answers == dict.fromkeys(TABLE, 404) | {"events_admin.new_event": 403, "events_admin.overview": 200}


def test_who_is_not_signed_in_is_asked_to(app: Flask, make: Factories, client: FlaskClient) -> None:
    make.event()
    for method, path in admin_routes(app).values():
        answer = client.open(path, method=method)
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/login")


def test_ids_that_no_row_can_have_are_not_found(
    make: Factories, client: FlaskClient, sign_in: Callable[[User], FlaskClient]
) -> None:
    sign_in(make.member(make.event(), "owner"))
    for path in ("tickets/99999999999", "messages/99999999999", "door/gates/99999999999"):
        assert client.get(f"/admin/events/forum/{path}").status_code == 404


def test_a_site_administrator_may_do_everything(
    app: Flask, make: Factories, client: FlaskClient, sign_in: Callable[[User], FlaskClient]
) -> None:
    make.event()
    sign_in(make.user("admin@example.org", is_admin=True))
    refused = [
        endpoint
        for endpoint, (method, path) in admin_routes(app).items()
        if client.open(path, method=method).status_code == 403
    ]
    assert refused == []
