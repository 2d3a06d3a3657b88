"""Badges as PDF: one page a person, on the event's paper, in its layout."""

import base64
import io
import struct
from collections.abc import Callable, Iterable
from typing import Any

from eventapp.checkin.models import BadgeDesign
from eventapp.checkin.queries import badge_design
from eventapp.core import clock, pdf
from eventapp.core.locales import speaking
from eventapp.core.qr_codes import qr_svg
from eventapp.core.templating import country_name, short_date, weekday
from eventapp.events.colours import ACCENT_COLOURS
from eventapp.events.models import Event
from eventapp.registration.labels import BADGE_CLASS_NAMES
from eventapp.registration.models import BADGE_CLASSES, Registration, TicketType
from eventapp.registration.tickets import ticket_signer

TEMPLATE = "checkin/badges.typ"
LARGEST_LOGO = 40_000_000
"""In pixels."""
CLASS_COLOURS = {
    "buyer": "#1b6e53", "speaker": "#6d3c9c", "press": "#a8480f", "exhibitor": "#1c5c9e", "vip": "#80640f",
}  # fmt: skip
"""White stands out on each; a delegate's band has the event's own colour."""
PAPER_SIZES = {"a6": (105, 148), "62x100": (62, 100), "62x29": (62, 29), "86x54": (86, 54)}
"""Width and height in millimetres."""


def badges_pdf(event: Event, people: Iterable[Registration], design: BadgeDesign | None = None) -> bytes:
    """A page for each person, in the order given."""
    design = design or badge_design(event.id)
    sign = ticket_signer(event.id) if design.shows_qr else None
    return pdf.render(TEMPLATE, _printed(event, people, design, sign), int(clock.now().timestamp()))


def sample_picture(event: Event, design: BadgeDesign, *, is_latin: bool) -> bytes:
    """The badge of somebody made up, as SVG: with a long Latin name, or with a Chinese one."""
    ticket_type = TicketType(badge_class="speaker" if is_latin else "vip")
    person = Registration(
        ticket_type=ticket_type, code="K7QX2M9D", romanised_name="" if is_latin else "Chan Tai Man",
        name="Alexandra Konstantinou-Whitfield" if is_latin else "陳大文",
        company="International Documentary Partners" if is_latin else "金色港灣電影有限公司",
        job_title="Head of Acquisitions" if is_latin else "製片人", country="GR" if is_latin else "HK",
    )  # fmt: skip
    sign = (lambda _person: "EA1." + "x" * 120) if design.shows_qr else None
    return pdf.picture(TEMPLATE, _printed(event, [person], design, sign))


def _printed(
    event: Event, people: Iterable[Registration], design: BadgeDesign, sign: Callable[[Registration], str] | None
) -> dict[str, Any]:
    width, height = PAPER_SIZES[design.paper]
    names = _class_names(event)
    people = list(people)
    with speaking(event.main_locale):
        days = {day for person in people for day in person.ticket_type.good_days}
        day_names = {day: f"{weekday(day)} {short_date(day)}" for day in days}
    return {
        "language": event.main_locale,
        "accent": ACCENT_COLOURS[event.accent],
        "title": "Badges",
        "event": event.name.text(event.main_locale, event.main_locale),
        "layout": design.layout,
        "width": width,
        "height": height,
        "logo": _picture_in_svg(design.logo) if design.logo else "",
        "badges": [
            {
                "name": person.name,
                "romanised": person.romanised_name if person.romanised_name != person.name else "",
                "company": person.company if design.shows_company else "",
                "job": person.job_title if design.shows_job_title else "",
                "country": country_name(person.country) if design.shows_country and person.country else "",
                "class": names[_class_of(person)],
                "days": ", ".join(day_names[day] for day in person.ticket_type.good_days),
                "colour": CLASS_COLOURS.get(_class_of(person), ACCENT_COLOURS[event.accent]),
                "qr": qr_svg(sign(person), border=0) if sign else "",
                "code": person.spoken_code,
            }
            for person in people
        ],
    }


def _picture_in_svg(content: bytes) -> str:
    """Typst takes texts, so a PNG travels inside an SVG."""
    width, height = struct.unpack(">II", content[16:24])  # the header chunk's first two numbers
    data = base64.b64encode(content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
    )


def _class_of(person: Registration) -> str:
    return person.badge_class or person.ticket_type.badge_class


def _class_names(event: Event) -> dict[str, str]:
    """What stands on the band: in the event's first language, and in English where that is another."""
    names: dict[str, list[str]] = {key: [] for key in BADGE_CLASSES}
    for locale in dict.fromkeys((event.main_locale, *(["zh-Hant"] if "zh-Hant" in event.locales else []), "en")):
        with speaking(locale):
            for key in BADGE_CLASSES:
                word = str(BADGE_CLASS_NAMES[key])
                if word not in names[key]:
                    names[key].append(word)
    return {key: "  ".join(words) for key, words in names.items()}


def logo_from(content: bytes) -> bytes:
    """An uploaded picture as a PNG of a size that prints well. Raises ValueError where it is none."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as image:
            if image.width * image.height > LARGEST_LOGO:
                raise ValueError("too large")
            image.thumbnail((900, 300))
            out = io.BytesIO()
            image.convert("RGBA").save(out, "PNG")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise ValueError("no picture") from None
    return out.getvalue()
