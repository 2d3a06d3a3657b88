"""People from a table: all of them are registered, or none."""

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from email_validator import EmailNotValidError, validate_email

from eventapp.core import audit
from eventapp.core.db import transactional
from eventapp.core.forms import one_line
from eventapp.core.locales import DEFAULT_LOCALE, match_locale
from eventapp.core.templating import countries
from eventapp.events.models import Event
from eventapp.registration.models import TicketType
from eventapp.registration.queries import registration_by_submission, ticket_types_of
from eventapp.registration.service.errors import RegistrationError, SoldOut
from eventapp.registration.service.registrations import RegistrationDetails, register_by_team

LARGEST_FILE = 8 * 1024 * 1024
COLUMNS = ("name", "email", "ticket", "company", "job_title", "country", "phone", "language")
_LONGEST = {"name": 120, "email": 254}


class AttendeesRefused(RegistrationError):
    """A table that cannot be taken; `problems` are (line, what is wrong)."""

    def __init__(self, problems: list[tuple[int, str]]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True)
class AttendeesImported:
    added: int
    known: int


def import_attendees(event: Event, path: Path) -> AttendeesImported:
    """Register everybody in a CSV file. The same line twice, now or in a later import, is the same person.

    Raises AttendeesRefused with every problem at once; nobody is registered then.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise AttendeesRefused([(1, f"more than {LARGEST_FILE // 2**20} MB are not read")])
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise AttendeesRefused([(1, f"the file cannot be read ({error.strerror})")]) from None
    except UnicodeDecodeError:
        raise AttendeesRefused([(1, "the file is not UTF-8; save it as CSV UTF-8")]) from None
    return _register_all(event, _people(event, text))


_Person = tuple[int, TicketType, RegistrationDetails]


@transactional
def _register_all(event: Event, people: list[_Person]) -> AttendeesImported:
    added = known = 0
    for line, kind, details in people:
        key = "import-" + hashlib.sha256(f"{details.name}\n{details.email.lower()}".encode()).hexdigest()[:40]
        if registration_by_submission(event.id, key):
            known += 1
            continue
        try:
            register_by_team(event, kind, details, submission_key=key)
        except SoldOut:
            raise AttendeesRefused([(line, f"no place is left for {details.name}")]) from None
        added += 1
    audit.record("attendees.imported", event, event_id=event.id, after={"added": added, "known": known})
    return AttendeesImported(added, known)


def _people(event: Event, text: str) -> list[_Person]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    headings = [(heading or "").strip().lower() for heading in reader.fieldnames or []]
    missing = [column for column in COLUMNS[:3] if column not in headings]
    if missing:
        raise AttendeesRefused([(1, f"the first line must name the columns; {', '.join(missing)} is not there")])
    reader.fieldnames = headings
    kinds = {name.casefold(): kind for kind in ticket_types_of(event.id) for name in kind.name.values()}
    people, problems = [], []
    for row in reader:
        values = {column: (one_line(row.get(column)) or "") for column in COLUMNS}
        found = _problems(values, kinds)
        problems += [(reader.line_num, problem) for problem in found]
        if not found:
            people.append((reader.line_num, kinds[values["ticket"].casefold()], _details(values)))
    if problems:
        raise AttendeesRefused(problems)
    return people


def _problems(values: dict[str, str], kinds: dict[str, TicketType]) -> list[str]:
    problems = [
        f"{column} has more than {_LONGEST.get(column, 200)} characters"
        for column, value in values.items()
        if len(value) > _LONGEST.get(column, 200)
    ]
    if not values["name"]:
        problems.append("there is no name")
    try:
        validate_email(values["email"], check_deliverability=False)
    except EmailNotValidError:
        problems.append(f"{values['email'][:60]!r} is not an email address")
    if values["ticket"].casefold() not in kinds:
        problems.append(f"there is no ticket {values['ticket'][:60]!r}")
    if values["country"] and values["country"].upper() not in dict(countries(DEFAULT_LOCALE)):
        problems.append(f"{values['country'][:20]!r} is no country code such as HK")
    return problems


def _details(values: dict[str, str]) -> RegistrationDetails:
    return RegistrationDetails(
        name=values["name"],
        email=values["email"],
        company=values["company"],
        job_title=values["job_title"],
        country=values["country"].upper() or None,
        phone=values["phone"],
        locale=match_locale(values["language"]) or DEFAULT_LOCALE,
    )
