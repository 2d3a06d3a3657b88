"""The scans in one person's history."""

from collections.abc import Iterator

from eventapp.checkin.queries import scans_of
from eventapp.checkin.words import OUTCOME_NAMES
from eventapp.core.locales import reader_locale
from eventapp.registration.models import Registration
from eventapp.registration.parts import HistoryEntry, add_history_source


@add_history_source
def scans_in_history(registration: Registration) -> Iterator[HistoryEntry]:
    """Where and when this person's ticket was shown, and what was said."""
    main = registration.event.main_locale
    for scan in scans_of(registration.id):
        yield HistoryEntry(
            scan.scanned_at, "scan", str(OUTCOME_NAMES[scan.outcome]), scan.device.name,
            scan.gate.name.text(reader_locale(), main),
        )  # fmt: skip
