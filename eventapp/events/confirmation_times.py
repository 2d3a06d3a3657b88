"""Who is asked to confirm their address, and how long they have for it in minutes, as pages offer it."""

from flask_babel import lazy_gettext as _l

NEVER = -1
ON_SUSPICION = 0
CONFIRM_TIMES = {
    ON_SUSPICION: _l("Only where it is suspicious"),
    15: _l("Everybody, within 15 minutes"),
    30: _l("Everybody, within 30 minutes"),
    60: _l("Everybody, within an hour"),
    180: _l("Everybody, within 3 hours"),
    720: _l("Everybody, within 12 hours"),
    1440: _l("Everybody, within a day"),
    NEVER: _l("Nobody"),
}
