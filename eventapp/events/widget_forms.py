"""Which sites may show an event's widgets."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField, ValidationError
from wtforms.validators import Length

from eventapp.core.forms import EventappForm, stripped
from eventapp.events.service import MOST_SITES, NoSite, origin_of


class WidgetSitesForm(EventappForm):
    sites = TextAreaField(
        _l("Sites that may show them"),
        [Length(max=4000)],
        filters=[stripped],
        description=_l("One in a line, such as https://www.example.org. No other site can show the widgets."),
    )

    def origins(self) -> list[str]:
        """Raises NoSite."""
        return [origin_of(line) for line in (self.sites.data or "").splitlines() if line.strip()]

    def validate_sites(self, _field: TextAreaField) -> None:
        try:
            found = self.origins()
        except NoSite as error:
            raise ValidationError(_("“%(line)s” is no address of a site.", line=str(error)[:80])) from None
        if len(set(found)) > MOST_SITES:
            raise ValidationError(_("List at most %(number)s sites.", number=MOST_SITES))
