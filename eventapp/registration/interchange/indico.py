"""Indico: registrants as its HTTP API and its check-in app's API list them."""

from typing import Any

from eventapp.core.json_values import objects, text_of

_LABELS = {
    "title": "", "firstName": "First name", "first_name": "First name", "surname": "Last name",
    "last_name": "Last name", "email": "Email", "affiliation": "Affiliation", "position": "Position",
    "phone": "Phone", "country": "Country",
}  # fmt: skip


def people(document: Any) -> list[dict[str, str]] | None:
    """Everybody in it; None where it is no list of registrants."""
    listed = objects(document.get("registrants") or document.get("registrations")) if isinstance(document, dict) else []
    listed = listed or objects(document)
    if not listed or not all("checked_in" in one and ("full_name" in one or "personal_data" in one) for one in listed):
        return None
    return [_person(one) for one in listed]


def _person(one: dict[str, Any]) -> dict[str, str]:
    personal = one.get("personal_data")
    cells: dict[str, str] = {}
    for name, value in (personal if isinstance(personal, dict) else {}).items():
        if heading := _LABELS.get(name, name):
            cells[heading] = text_of(value)
    if not cells.get("First name") and not cells.get("Last name"):
        cells["Name"] = text_of(one.get("full_name"))
    cells.setdefault("Email", text_of(one.get("email")))
    for section in objects(one.get("registration_data")):
        for field in objects(section.get("fields")):
            label = text_of(field.get("title"))
            if label and label not in _LABELS.values() and label.casefold() not in ("email address", "last name"):
                cells[label] = text_of(field.get("friendly_data") or field.get("data"))
    cells["Registration status"] = _state(text_of(one.get("state")))
    came = one.get("checked_in") is True
    at = text_of(one.get("checked_in_dt") or one.get("checkin_date"))
    return cells | {"Checked in": "yes" if came else "no", "Checked in at": at if came else ""}


def _state(state: str) -> str:
    return {"complete": "confirmed", "unpaid": "pending", "rejected": "rejected", "withdrawn": "withdrawn"}.get(
        state, "pending" if state == "pending" else ""
    )
