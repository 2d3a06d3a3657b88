"""Telephone numbers as people write them, and as they are dialled from anywhere."""

from collections.abc import Iterable

from babel.core import get_global


def digits_of(text: str) -> str:
    """What is left of a number, however it is written."""
    return "".join(character for character in text if character.isdigit())


def international(text: str, regions: Iterable[str | None]) -> str:
    """A mobile number as E.164 has it (`+85251234567`); empty where it is none.

    One without a country's code is looked at as somebody in each of the `regions` (ISO 3166) would dial it.
    """
    import phonenumbers  # the world's numbering plans: only where a number is read

    mobile = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
    for region in (None, *regions):
        if region is None and not text.strip().startswith("+"):
            continue
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in mobile:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ""


def region_of_zone(zone: str) -> str | None:
    """The country or region (ISO 3166) that a time zone lies in: `HK` for `Asia/Hong_Kong`; None where in none."""
    found: str | None = get_global("zone_territories").get(zone)
    return found
