"""What happened, told to features above without knowing them.

Signals are sent inside the transaction: a subscriber's rows commit or roll back with the change itself.
"""

from blinker import Namespace

_signals = Namespace()

event_published = _signals.signal("event-published")
session_changed = _signals.signal("session-changed")
registration_confirmed = _signals.signal("registration-confirmed")
registration_cancelled = _signals.signal("registration-cancelled")
registration_pending = _signals.signal("registration-pending")
registration_declined = _signals.signal("registration-declined")
registration_mail_wanted = _signals.signal("registration-mail-wanted")
