"""Hi.Events: attendees as its API lists them."""

from typing import Any

from eventapp.core.json_values import objects, text_of


def people(document: Any) -> list[dict[str, str]] | None:
    """Everybody in it; None where it is no list of attendees."""
    listed = objects(document.get("data")) if isinstance(document, dict) else objects(document)
    if not listed or not all("first_name" in one and "email" in one and "public_id" in one for one in listed):
        return None
    return [_person(one) for one in listed]


def _person(one: dict[str, Any]) -> dict[str, str]:
    product = one.get("product") or one.get("ticket")
    cells = {
        "First name": text_of(one.get("first_name")),
        "Last name": text_of(one.get("last_name")),
        "Email": text_of(one.get("email")),
        "Language": text_of(one.get("locale")),
        "Ticket": text_of(product.get("title")) if isinstance(product, dict) else "",
        "Attendee status": text_of(one.get("status")).casefold(),
    }
    for answer in objects(one.get("question_answers")):
        said = answer.get("answer")
        label = text_of(answer.get("title") or answer.get("question_title"))
        if label:
            cells[label] = "; ".join(map(text_of, said)) if isinstance(said, list) else text_of(said)
    single = one.get("check_in")
    arrivals = objects(one.get("check_ins")) + ([single] if isinstance(single, dict) else [])
    times = sorted(text_of(arrival.get("created_at") or arrival.get("checked_in_at")) for arrival in arrivals)
    return cells | {"Checked in at": times[0] if times else ""}
