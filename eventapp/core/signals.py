"""What happened, told to features above without knowing them.

Signals are sent inside the transaction: a subscriber's rows commit or roll back with the change itself.
"""

from blinker import Namespace

_signals = Namespace()

event_published = _signals.signal("event-published")
programme_released = _signals.signal("programme-released")
speaker_asked = _signals.signal("speaker-asked")
team_invited = _signals.signal("team-invited")
event_changed = _signals.signal("event-changed")
event_moved = _signals.signal("event-moved")
event_hidden = _signals.signal("event-hidden")
event_rescheduled = _signals.signal("event-rescheduled")
session_changed = _signals.signal("session-changed")
session_seats_changed = _signals.signal("session-seats-changed")
agenda_changed = _signals.signal("agenda-changed")
session_seat_found = _signals.signal("session-seat-found")
places_added = _signals.signal("places-added")
registration_confirmed = _signals.signal("registration-confirmed")
registration_cancelled = _signals.signal("registration-cancelled")
registration_revoked = _signals.signal("registration-revoked")
registration_pending = _signals.signal("registration-pending")
registration_incomplete = _signals.signal("registration-incomplete")
registration_declined = _signals.signal("registration-declined")
registration_reopened = _signals.signal("registration-reopened")
registration_waitlisted = _signals.signal("registration-waitlisted")
registration_offered = _signals.signal("registration-offered")
registration_lapsed = _signals.signal("registration-lapsed")
registration_transferred = _signals.signal("registration-transferred")
registration_mail_wanted = _signals.signal("registration-mail-wanted")
registration_erased = _signals.signal("registration-erased")
follow_up_asked = _signals.signal("follow-up-asked")
follow_up_reminded = _signals.signal("follow-up-reminded")
delegation_registered = _signals.signal("delegation-registered")
invitation_made = _signals.signal("invitation-made")
invitation_reminded = _signals.signal("invitation-reminded")
invitation_withdrawn = _signals.signal("invitation-withdrawn")
links_wanted = _signals.signal("links-wanted")
