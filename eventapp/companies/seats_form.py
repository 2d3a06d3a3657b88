"""Which tickets a company can have seats of."""

from eventapp.companies.forms import SeatsForm
from eventapp.core.forms import choices
from eventapp.core.templating import localized
from eventapp.events.models import Event
from eventapp.registration.queries import ticket_types_of


def seats_form(event: Event) -> SeatsForm:
    """Those that an access code opens."""
    form = SeatsForm()
    offered = [one for one in ticket_types_of(event.id) if one.visibility == "code"]
    form.ticket_type.choices = choices((one.id, localized(one.name, event.main_locale)) for one in offered)
    return form
