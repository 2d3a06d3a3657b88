"""The scans in one person's history, and the printings of their badge."""

from collections.abc import Iterator

from flask_babel import gettext as _

from eventapp.checkin.labels import OUTCOME_NAMES
from eventapp.checkin.models import Scan
from eventapp.checkin.queries import prints_of, scans_of
from eventapp.core.locales import reader_locale
from eventapp.registration.extension_points import HistoryEntry, add_history_source
from eventapp.registration.models import Registration


@add_history_source
def scans_in_history(registration: Registration) -> Iterator[HistoryEntry]:
    """Where and when this person's ticket was shown, and what was said."""
    main = registration.event.main_locale
    for scan in scans_of(registration.id):
        gate = scan.gate.name.text(reader_locale(), main)
        detail = f"{gate} · {_('let in anyway: %(reason)s', reason=scan.reason)}" if scan.reason else gate
        yield HistoryEntry(scan.scanned_at, "scan", _what(scan), scan.device.name, detail)
    for printed_at in prints_of(registration.id):
        yield HistoryEntry(printed_at, "scan", _("Badge printed"))


def _what(scan: Scan) -> str:
    if scan.direction == "undo":
        return _("Undone")
    if scan.direction == "exit" and scan.outcome == "admitted":
        return _("Checked out")
    return str(OUTCOME_NAMES[scan.outcome])
