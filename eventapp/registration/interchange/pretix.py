"""pretix: orders as its API lists them, and its export “Order data (JSON)”. Each position is a person."""

from typing import Any

from eventapp.core.json_values import objects, text_of

_STATES = {"n": "pending", "p": "confirmed", "e": "expired", "c": "cancelled"}


def people(document: Any) -> list[dict[str, str]] | None:
    """Everybody in it; None where it is no list of orders."""
    around = document.get("event") if isinstance(document, dict) and isinstance(document.get("event"), dict) else None
    listed = around if around is not None else document
    orders = objects(listed.get("orders") or listed.get("results")) if isinstance(listed, dict) else objects(listed)
    if not orders or not all("positions" in order and "code" in order for order in orders):
        return None
    whole = around or (document if isinstance(document, dict) else {})
    items = {text_of(one.get("id")): text_of(one.get("name")) for one in objects(whole.get("items"))}
    asked = {text_of(one.get("id")): text_of(one.get("question")) for one in objects(whole.get("questions"))}
    return [
        _person(order, position, items, asked)
        for order in orders
        for position in objects(order["positions"])
        if not position.get("addon_to")
    ]


def _person(
    order: dict[str, Any], position: dict[str, Any], items: dict[str, str], asked: dict[str, str]
) -> dict[str, str]:
    invoice = order.get("invoice_address")
    invoice = invoice if isinstance(invoice, dict) else {}
    parts = position.get("attendee_name_parts")
    parts = parts if isinstance(parts, dict) else {}
    name = text_of(position.get("attendee_name")) or text_of(parts.get("full_name")) or text_of(invoice.get("name"))
    state = "cancelled" if position.get("canceled") else _STATES.get(text_of(order.get("status")), "")
    cells = {
        "Attendee name": name,
        "Attendee email": text_of(position.get("attendee_email")) or text_of(order.get("email") or order.get("user")),
        "Company": text_of(position.get("company")) or text_of(invoice.get("company")),
        "Job title": text_of(position.get("job_title")),
        "Phone": text_of(order.get("phone")),
        "Country": text_of(position.get("country")) or text_of(invoice.get("country")),
        "Language": text_of(order.get("locale")),
        "Ticket": items.get(text_of(position.get("item"))) or text_of(position.get("item")),
        "Order status": state,
    }
    for answer in objects(position.get("answers")):
        label = asked.get(text_of(answer.get("question"))) or text_of(
            answer.get("question_identifier") or answer.get("question")
        )
        if label:
            cells[label] = text_of(answer.get("answer"))
    entries = sorted(
        text_of(one.get("datetime")) for one in objects(position.get("checkins")) if one.get("type", "entry") == "entry"
    )
    return cells | {"Checked in at": entries[0] if entries else ""}


def questions(document: Any) -> list[dict[str, Any]]:
    """The questions that an export defines: `id`, `question`, `type` and `options`."""
    around = document.get("event") if isinstance(document, dict) else None
    whole = around if isinstance(around, dict) else document
    return objects(whole.get("questions")) if isinstance(whole, dict) else []
