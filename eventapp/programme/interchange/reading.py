"""Which format a file has, and whether it may be read at all."""

from pathlib import Path

from eventapp.core.import_problems import N_
from eventapp.programme.interchange import frab_json, frab_xml, icalendar_file
from eventapp.programme.interchange.icalendar_file import WholeDays
from eventapp.programme.interchange.schedule import Schedule, ScheduleError

LARGEST_FILE = 32 * 1024 * 1024


def read_file(path: Path) -> bytes:
    """A file as it is. Raises ScheduleError where it is missing or larger than we read."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise ScheduleError(
                N_("the file has %(size)s MB; more than %(most)s MB are not read"), size=round(size / 2**20),
                most=LARGEST_FILE // 2**20,
            )  # fmt: skip
        return path.read_bytes()
    except OSError as error:
        raise ScheduleError(N_("the file cannot be read (%(error)s)"), error=error.strerror) from None


def is_schedule(content: bytes) -> bool:
    """Whether this looks like a schedule or a calendar, rather than a table."""
    start = _start(content)
    return start[:15].upper() == b"BEGIN:VCALENDAR" or start[:1] in (b"<", b"{", b"[")


def read_schedule(content: bytes, timezone: str = "UTC", whole_days: WholeDays | None = None) -> Schedule:
    """The programme in a schedule.xml, schedule.json or calendar. Raises ScheduleError with line and reason.

    Times that name no zone are read in `timezone`; `whole_days` is from when to when a calendar's entries for whole
    days last, None to keep them without a time.
    """
    start = _start(content)
    if start[:15].upper() == b"BEGIN:VCALENDAR":
        return icalendar_file.read(content, timezone, whole_days)
    if start[:1] == b"<":
        return frab_xml.read(content, timezone)
    if start[:1] in (b"{", b"["):
        return frab_json.read(content, timezone)
    raise ScheduleError(N_("this is neither XML nor JSON nor a calendar"), 1)


def _start(content: bytes) -> bytes:
    return content[:400].removeprefix(b"\xef\xbb\xbf").lstrip()
