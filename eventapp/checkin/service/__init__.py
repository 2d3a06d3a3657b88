"""The door's use cases."""

from eventapp.checkin.service.attendance_imports import (
    AttendanceImported,
    import_attendance,
    mark_attended,
)
from eventapp.checkin.service.badges import DesignDetails, note_printed, set_badge_design
from eventapp.checkin.service.certificates import certify, renew_board_link, set_certificates, set_entering_leaves
from eventapp.checkin.service.conflicts import resolve_double_entry
from eventapp.checkin.service.desk import admit_at_desk, correct_on_the_spot, register_at_desk
from eventapp.checkin.service.devices import (
    SEEN_EVERY,
    note_bundle_given,
    note_seen,
    open_pairing,
    pair_device,
    rename_device,
    revoke_device,
)
from eventapp.checkin.service.errors import (
    CertificatesOff,
    CheckinError,
    GateClosesTooSoon,
    GateInUse,
    IssuerInUse,
    IssuerNameTaken,
    NoSuchEntry,
    NotAttended,
    NotConfirmed,
    PairingInvalid,
)
from eventapp.checkin.service.gates import GateDetails, create_gate, delete_gate, update_gate
from eventapp.checkin.service.issuers import (
    BadgesImported,
    IssuerDetails,
    create_issuer,
    delete_issuer,
    forget_badge_names,
    import_badges,
    update_issuer,
)
from eventapp.checkin.service.scans import Guest, NewScan, ScanResult, record_scans

__all__ = [
    "SEEN_EVERY",
    "AttendanceImported",
    "BadgesImported",
    "CertificatesOff",
    "CheckinError",
    "DesignDetails",
    "GateClosesTooSoon",
    "GateDetails",
    "GateInUse",
    "Guest",
    "IssuerDetails",
    "IssuerInUse",
    "IssuerNameTaken",
    "NewScan",
    "NoSuchEntry",
    "NotAttended",
    "NotConfirmed",
    "PairingInvalid",
    "ScanResult",
    "admit_at_desk",
    "certify",
    "correct_on_the_spot",
    "create_gate",
    "create_issuer",
    "delete_gate",
    "delete_issuer",
    "forget_badge_names",
    "import_attendance",
    "import_badges",
    "mark_attended",
    "note_bundle_given",
    "note_printed",
    "note_seen",
    "open_pairing",
    "pair_device",
    "record_scans",
    "register_at_desk",
    "rename_device",
    "renew_board_link",
    "resolve_double_entry",
    "revoke_device",
    "set_badge_design",
    "set_certificates",
    "set_entering_leaves",
    "update_gate",
    "update_issuer",
]  # fmt: skip
