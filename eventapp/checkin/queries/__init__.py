"""Reads about the door."""

from eventapp.checkin.queries.attendance import (
    Visit,
    badge_attendance,
    certificate_by_code,
    certificate_of,
    sessions_with_gates,
    stays_of,
    visits,
)
from eventapp.checkin.queries.badges import (
    BadgeFound,
    badge_counts,
    badge_design,
    badge_print_counts,
    badges_of_number,
    foreign_badge,
    issuer,
    people_for_badges,
    prints_of,
)
from eventapp.checkin.queries.bundles import (
    BUNDLE_SIZE,
    changed_registrations,
    former_codes,
    issuers_of,
    listed_badges,
    passages_after,
    session_seats,
)
from eventapp.checkin.queries.doors import (
    Door,
    KnownDevice,
    device,
    device_by_token,
    devices_of,
    door_of,
    door_settings,
    gate,
    gates_of,
    pairing_by_code,
)
from eventapp.checkin.queries.live import Live, live, live_version
from eventapp.checkin.queries.scans import (
    DoubleEntry,
    admitted_count,
    attendance_by_session,
    double_entries,
    entry_times,
    find_people,
    outcome_counts,
    people_inside,
    recent_scans,
    scans_of,
    seats_taken,
)

__all__ = [
    "BUNDLE_SIZE", "BadgeFound", "Door", "DoubleEntry", "KnownDevice", "Live", "Visit", "admitted_count",
    "attendance_by_session", "badge_attendance", "badge_counts", "badge_design", "badge_print_counts",
    "badges_of_number", "certificate_by_code", "certificate_of", "changed_registrations", "device", "device_by_token",
    "devices_of", "door_of", "door_settings", "double_entries", "entry_times", "find_people", "foreign_badge",
    "former_codes", "gate",
    "gates_of", "issuer", "issuers_of", "listed_badges", "live", "live_version", "outcome_counts", "pairing_by_code",
    "passages_after", "people_for_badges", "people_inside", "prints_of", "recent_scans", "scans_of", "seats_taken",
    "session_seats", "sessions_with_gates", "stays_of", "visits",
]  # fmt: skip
