"""Which format a file has, and whether it may be read at all."""

from pathlib import Path

from eventapp.programme.interchange import frab_json, frab_xml, icalendar_file
from eventapp.programme.interchange.schedule import Schedule, ScheduleError

LARGEST_FILE = 32 * 1024 * 1024


def read_schedule(path: Path, timezone: str = "UTC") -> Schedule:
    """The programme in a schedule.xml or schedule.json. Raises ScheduleError with line and reason."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise ScheduleError(f"the file has {size / 1e6:.0f} MB; more than {LARGEST_FILE / 1e6:.0f} MB are not read")
        content = path.read_bytes()
    except OSError as error:
        raise ScheduleError(f"the file cannot be read ({error.strerror})") from None
    return read_schedule_bytes(content, timezone)


def read_schedule_bytes(content: bytes, timezone: str = "UTC") -> Schedule:
    """The same, for a file already at hand; a calendar's floating times are read in `timezone`."""
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        return icalendar_file.read(content, timezone)
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"<":
        return frab_xml.read(content)
    if start in (b"{", b"["):
        return frab_json.read(content)
    raise ScheduleError("this is neither XML nor JSON nor a calendar", 1)
