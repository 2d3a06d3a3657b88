"""Finding people: one text a registration, in lower case and in both Chinese scripts."""

from eventapp.core.codes import normal_code
from eventapp.core.locales import convert_chinese


def search_text(name: str, email: str, company: str, code: str) -> str:
    """What a search looks in: so that 張 and 张 find each other, both forms are kept."""
    plain = " ".join((name, email, company)).casefold()
    forms = {plain}
    if any(ord(character) > 0x2E80 for character in plain):
        forms |= {convert_chinese(plain, "zh-Hant", "zh-Hans"), convert_chinese(plain, "zh-Hans", "zh-Hant")}
    return " ".join((*sorted(forms), code.lower()))


def search_pattern(typed: str) -> str:
    """A LIKE pattern (escape character `\\`) that finds `typed` anywhere; a code may be typed with its dash."""
    wanted = " ".join(typed.casefold().split())
    code = normal_code(typed)
    if len(code) == 8 and "-" in typed:
        wanted = code.lower()
    escaped = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
