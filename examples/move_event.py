"""Move an event from one instance to another, through the API alone:

    FROM=https://old.example.org FROM_TOKEN=ea_... TO=https://new.example.org TO_TOKEN=ea_... \\
        python move_event.py new-vision

The tokens need every scope, and the event's link must be free at the new instance. Programme, tickets, questions,
people, agendas, gates and scans go along; calendars keep their entries, since sessions keep their UIDs. Nobody is
written to, and people get new tickets: send them when you are ready. What was uploaded (photos, files) and follow-up
forms stay; an archive of the event takes those along. It needs nothing but Python.
"""

import json
import os
import sys
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

AT_ONCE = 200
NOT_WRITTEN = {"id", "code", "slug", "uid", "status", "change", "url", "taken", "waiting", "timezone", "confirmed_at"}
LIMITS = {"capacity", "company_places"}
Values = dict[str, Any]


class Instance:
    """One side of the move."""

    def __init__(self, base: str, token: str) -> None:
        self._base, self._headers = base.rstrip("/"), {"Authorization": f"Bearer {token}"}

    def send(self, method: str, path: str, values: Values | None = None, headers: Values | None = None) -> Any:
        body = None if values is None else json.dumps(values).encode()
        sent = {**self._headers, "Content-Type": "application/json", **(headers or {})}
        try:
            with urlopen(Request(self._base + path, body, sent, method=method)) as answer:
                return json.loads(answer.read() or b"null")
        except HTTPError as error:
            sys.exit(f"{method} {path}: {error.code} {error.read().decode()}")

    def get(self, path: str) -> Any:
        return self.send("GET", f"/api/v1{path}")

    def make(self, path: str, values: Values) -> Any:
        return self.send("POST", f"/api/v1{path}", values)

    def all(self, path: str) -> Iterator[Values]:
        """Everything in a list, page by page."""
        cursor: str | None = ""
        while cursor is not None:
            found = self.get(f"{path}?limit=500&cursor={quote(cursor)}")
            yield from found["items"]
            cursor = found["next"]


class Move:
    """`ids` are the new ids by what they are of and the old ids."""

    def __init__(self, old: Instance, new: Instance, slug: str) -> None:
        self.old, self.new, self.event = old, new, f"/events/{slug}"
        self.ids: dict[str, dict[Any, Any]] = {}

    def everything(self) -> None:
        if self.old.get(f"{self.event}/pending-changes")["items"]:
            sys.exit("Some changes of the programme wait to be released. Release or discard them, then come again.")
        event = self.old.get(self.event)
        left = {"series_id", "previous_id", "taken", "status", "capacity"}
        self.new.make("/events", _without(event, left))
        for kind in ("tracks", "rooms", "session-types"):
            self.things(kind)
        self.things("speakers", NOT_WRITTEN - {"uid"})
        self.sessions()
        self.things("ticket-types", NOT_WRITTEN | LIMITS | {"waiting_list_paused"})
        self.questions()
        if event["status"] == "published":
            self.new.make(f"{self.event}/publish", {})
        self.people()
        self.gates()

    def things(self, kind: str, left: set[str] = NOT_WRITTEN) -> None:
        """What names nothing else."""
        known = self.ids.setdefault(kind, {})
        for one in self.old.all(f"{self.event}/{kind}"):
            known[one["id"]] = self.new.make(f"{self.event}/{kind}", _without(one, left))["id"]

    def sessions(self) -> None:
        known = self.ids["sessions"] = {}
        for one in self.old.all(f"{self.event}/sessions"):
            values = _without(one, NOT_WRITTEN - {"uid"}) | {
                "room_id": self.ids["rooms"].get(one["room_id"]),
                "track_id": self.ids["tracks"].get(one["track_id"]),
                "type_id": self.ids["session-types"].get(one["type_id"]),
                "speakers": [part | {"speaker": self.ids["speakers"][part["speaker"]]} for part in one["speakers"]],
                "status": "draft" if one["status"] == "draft" else "confirmed",
            }
            made = self.new.make(f"{self.event}/sessions", values)
            known[one["id"]] = made["id"]
            if one["status"] == "cancelled":
                self.new.make(f"{self.event}/sessions/{made['code']}/cancel", {})

    def questions(self) -> None:
        known, self.ids["answered"] = {}, {}
        for one in self.old.all(f"{self.event}/questions"):
            values = _without(one, {"id"})
            values["ticket_type_ids"] = [self.ids["ticket-types"][row_id] for row_id in one["ticket_type_ids"]]
            if one["condition"]:
                row_id, _colon, key = one["condition"].partition(":")
                values["condition"] = f"{known[int(row_id)]}:{key}"
            known[one["id"]] = self.new.make(f"{self.event}/questions", values)["id"]
            if one["kind"] != "file":
                self.ids["answered"][one["id"]] = known[one["id"]]

    def people(self) -> None:
        """In the order in which they came, so that the first stay the first."""
        codes = self.ids["codes"] = {}
        people = list(self.old.all(f"{self.event}/registrations"))
        in_line = sorted((one for one in people if one["waitlisted_at"]), key=lambda one: one["waitlisted_at"])
        in_line = [one for one in in_line if one["state"] == "waitlisted"]
        self._register([one for one in people if one["state"] != "waitlisted"], codes)
        self._limit()
        self._register(in_line, codes)

    def _limit(self) -> None:
        """How many places there are, said once all have theirs: who cancelled later was among them."""
        capacity = self.old.get(self.event)["capacity"]
        self.new.send("PATCH", f"/api/v1{self.event}", {"capacity": capacity})
        for one in self.old.all(f"{self.event}/ticket-types"):
            path = f"/api/v1{self.event}/ticket-types/{self.ids['ticket-types'][one['id']]}"
            self.new.send("PATCH", path, {name: one[name] for name in LIMITS if name in one})

    def _register(self, people: list[Values], codes: dict[str, str]) -> None:
        for first in range(0, len(people), AT_ONCE):
            self._register_some(people[first : first + AT_ONCE], codes)

    def _register_some(self, people: list[Values], codes: dict[str, str]) -> None:
        rows = [self._person(one) for one in people]
        results = self.new.make(f"{self.event}/registrations/batch", {"items": rows})["results"]
        for one, result in zip(people, results, strict=True):
            if result["status"] != 201:
                print(f"{one['code']} was left out: {result['problem']}", file=sys.stderr)
                continue
            codes[one["code"]] = code = result["value"]["code"]
            path = f"{self.event}/registrations/{code}"
            if one["state"] in ("confirmed", "declined", "cancelled") and result["value"]["state"] != one["state"]:
                act = {"confirmed": "approve", "declined": "decline", "cancelled": "cancel"}[one["state"]]
                self.new.make(f"{path}/{act}", {"reason": one["reason"]} if act != "approve" else {})
            for item in one["agenda"]:
                self.new.make(f"{path}/agenda", {"session_id": self.ids["sessions"][item["session_id"]], "waits": True})

    def _person(self, one: Values) -> Values:
        names = ("name", "romanised_name", "email", "company", "job_title", "country", "phone", "locale")
        known = self.ids["answered"]
        answers = {str(known[int(key)]): value for key, value in one["answers"].items() if int(key) in known}
        return {
            **{name: one[name] for name in names if one[name] is not None},
            "ticket_type_id": self.ids["ticket-types"][one["ticket_type_id"]],
            "answers": answers,
            "sends_mail": False,
            "may_wait": one["state"] == "waitlisted",
        }

    def gates(self) -> None:
        """The gates, and what was scanned at each, told again by a phone that is paired for this and then unpaired."""
        scans: dict[int, list[Values]] = {}
        for scan in self.old.all(f"{self.event}/scans"):
            scans.setdefault(scan["gate_id"], []).append(scan)
        for gate in self.old.all(f"{self.event}/gates"):
            values = _without(gate, {"id", "slug"})
            values["ticket_type_ids"] = [self.ids["ticket-types"][row_id] for row_id in gate["ticket_type_ids"]]
            values["session_id"] = self.ids["sessions"].get(gate["session_id"])
            made = self.new.make(f"{self.event}/gates", values)
            self._scan_again(made["id"], scans.get(gate["id"], []))

    def _scan_again(self, gate_id: int, scans: list[Values]) -> None:
        told = [self._scan(number, scan) for number, scan in enumerate(scans, 1) if scan["registration_code"]]
        if not told:
            return
        pairing = self.new.make(f"{self.event}/gates/{gate_id}/pairings", {"name": "Moved"})
        phone = self.new.send("POST", "/checkin/api/pair", {"code": pairing["code"], "name": "Moved"})
        for first in range(0, len(told), AT_ONCE):
            part = {"scans": told[first : first + AT_ONCE]}
            self.new.send("POST", "/checkin/api/scans", part, {"Authorization": f"Bearer {phone['token']}"})
        device = next(one for one in self.new.all(f"{self.event}/devices") if one["gate_id"] == gate_id)
        self.new.make(f"{self.event}/devices/{device['id']}/revoke", {})

    def _scan(self, number: int, scan: Values) -> Values:
        kept = {name: scan[name] for name in ("uuid", "direction", "scanned_at", "reason")}
        more = {"undoes": scan["undoes"]} if scan["undoes"] else {}
        return (
            kept
            | more
            | {
                "ticket": self.ids["codes"][scan["registration_code"]],
                "device_seq": number,
                "mode": "typed",
            }
        )


def _without(values: Values, names: set[str]) -> Values:
    return {name: value for name, value in values.items() if name not in names}


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sides = [Instance(os.environ[name], os.environ[f"{name}_TOKEN"]) for name in ("FROM", "TO")]
    Move(*sides, sys.argv[1]).everything()
