"""What the details and ratings of leads are called, and why something cannot be done."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventapp.leads.models import DETAILS, RATINGS
from eventapp.leads.service import LeadError, LeadsClosed, TooManyPhones, TooManyQuestions

DETAIL_NAMES: dict[str, Any] = {
    "email": _l("Email"), "phone": _l("Mobile"), "job_title": _l("Job title"), "country": _l("Country or region"),
}  # fmt: skip
RATING_NAMES: dict[str, Any] = {"hot": _l("Hot"), "warm": _l("Warm"), "cold": _l("Cold")}
assert set(DETAIL_NAMES) == set(DETAILS)
assert set(RATING_NAMES) == set(RATINGS)


def refusal(error: LeadError) -> str:
    """Why something was not done, and what to do."""
    if isinstance(error, LeadsClosed):
        return _("Exhibitors do not scan badges at this event. The organisers can switch it on.")
    if isinstance(error, TooManyPhones):
        return _("That is as many phones as one company can have. Unpair one first.")
    if isinstance(error, TooManyQuestions):
        return _("That is as many questions as one company can ask. Take one out first.")
    return _("This pairing code is unknown, used or older than 15 minutes. Ask the organiser for a new one.")
