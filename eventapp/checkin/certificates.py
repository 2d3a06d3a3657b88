"""Certificates of attendance on paper, each with the code that it is checked by."""

from collections.abc import Iterable
from datetime import date

from flask import url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from eventapp.checkin.models import Certificate
from eventapp.checkin.queries import certificate_of, checkin_settings, stays_of
from eventapp.core import clock, pdf
from eventapp.core.links import absolute_url
from eventapp.core.locales import speaking
from eventapp.core.qr_codes import qr_svg
from eventapp.core.templating import long_date
from eventapp.events.colours import ACCENT_COLOURS
from eventapp.registration.extension_points import TicketAction, add_ticket_actions
from eventapp.registration.models import Registration


def spoken(code: str) -> str:
    """`K7QX2M9DACDE3479` as it is printed: in fours."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def days_in_words(certificate: Certificate) -> str:
    """The days of attendance, in the language that is spoken."""
    return ", ".join(format_date(date.fromisoformat(day), "long") for day in certificate.days)


def time_in_words(minutes: int | None) -> str:
    """Hours and minutes; nothing where they are not known."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    parts = [ngettext("%(num)s hour", "%(num)s hours", hours)] if hours else []
    if rest or not hours:
        parts.append(ngettext("%(num)s minute", "%(num)s minutes", rest))
    return " ".join(parts)


def certificate_pdf(certificate: Certificate, locale: str) -> bytes:
    """One A4 page in a language. The same certificate gives the same bytes."""
    event = certificate.registration.event
    address = absolute_url("checkin.certificate", code=certificate.code)
    with speaking(locale):
        time = time_in_words(certificate.minutes)
        values = {
            "language": locale,
            "accent": ACCENT_COLOURS[event.accent],
            "title": _("Certificate of attendance"),
            "event": event.name.text(locale, event.main_locale),
            "says": _("This is to certify that"),
            "name": certificate.name,
            "attended": _("attended"),
            "days": days_in_words(certificate),
            "time": time and _("Time present: %(time)s", time=time),
            "venue": event.venue.text(locale, event.main_locale),
            "organiser": event.organiser.text(locale, event.main_locale),
            "issued": _("Issued on %(date)s", date=long_date(certificate.issued_at, event.timezone)),
            "check": _("Whether this certificate is genuine can be checked at"),
            "address": address.partition("://")[2],
            "qr": qr_svg(address, border=0),
        }
    return pdf.render("checkin/certificate.typ", values, int(certificate.issued_at.timestamp()))


@add_ticket_actions
def offered(registration: Registration, token: str) -> Iterable[TicketAction]:
    """After the event, who came finds their certificate beside the ticket."""
    if clock.now() < registration.event.ends_at:
        return
    may_have = checkin_settings(registration.event_id).offers_certificates and stays_of(registration)
    if may_have or certificate_of(registration.id):
        link = url_for("checkin.own_certificate", token=token)
        yield TicketAction("download", _("Certificate of attendance"), link)
