"""What the door's states are called."""

from flask_babel import lazy_gettext as _l

OUTCOME_NAMES = {
    "admitted": _l("Admitted"),
    "already_admitted": _l("Already admitted"),
    "wrong_gate": _l("Wrong gate"),
    "not_valid_now": _l("Not valid now"),
    "pending": _l("Not approved yet"),
    "cancelled": _l("Cancelled"),
    "unknown": _l("Unknown"),
    "forged": _l("Forged"),
    "session_full": _l("Session full"),
    "revoked": _l("Replaced by a newer ticket"),
}
DIRECTION_NAMES = {"entry": _l("In"), "exit": _l("Out"), "undo": _l("Undone")}
MODE_NAMES = {
    "camera": _l("Camera"),
    "typed": _l("Code typed"),
    "search": _l("Search by name"),
    "kiosk": _l("Kiosk"),
    "desk": _l("Desk"),
}
ROLE_NAMES = {
    "supervisor": _l("Supervisor: scans, searches, lets in with a reason"),
    "steward": _l("Steward: scans only"),
    "kiosk": _l("Kiosk: people scan by themselves, and their badge is printed"),
}
SHORT_ROLE_NAMES = {"supervisor": _l("Supervisor"), "steward": _l("Steward"), "kiosk": _l("Kiosk")}
FINDING_NAMES = {
    "same_person": _l("The same person again"),
    "other_person": _l("Somebody else with this ticket"),
    "mistake": _l("A mistake at the door"),
}
LAYOUT_NAMES = {"band": _l("Band"), "split": _l("Strip"), "label": _l("Label, black on white")}
PAPER_NAMES = {
    "a6": _l("A6, 105 × 148 mm"),
    "62x100": _l("Label, 62 × 100 mm"),
    "62x29": _l("Label, 62 × 29 mm"),
    "86x54": _l("Card, 86 × 54 mm"),
}
