"""Finding people, and knowing a company again however its name is written."""

import re
import unicodedata

from eventapp.core.codes import normal_code
from eventapp.core.locales import convert_chinese
from eventapp.core.phone_numbers import digits_of

LONGEST = 800
"""What an index row holds on every database; only names of hundreds of characters come near."""
_FIRST_CHINESE = 0x2E80
_LEGAL_FORMS = {"ltd", "limited", "co", "company", "inc", "llc", "plc", "corp", "corporation", "gmbh", "sa", "pte"}
_CHINESE_LEGAL_FORMS = ("股份有限公司", "有限责任公司", "有限公司", "公司")


def search_text(name: str, email: str, company: str, code: str, *, romanised: str = "", phone: str = "") -> str:
    """What a search looks in: in lower case, in both Chinese scripts, a romanised name in either order.

    A phone number is there as bare digits, so that its last four find it.
    """
    words = romanised.split()
    turned = " ".join((*words[1:], words[0])) if len(words) > 1 else ""
    plain = " ".join(filter(None, (name, romanised, turned, email, company))).casefold()
    return " ".join(filter(None, (code.lower(), digits_of(phone), *in_both_scripts(plain))))[:LONGEST]


def in_both_scripts(text: str) -> list[str]:
    """A text as it is and, where it has Chinese, as it is written in either script."""
    forms = {text}
    if _has_chinese(text):
        forms |= {convert_chinese(text, "zh-Hant", "zh-Hans"), convert_chinese(text, "zh-Hans", "zh-Hant")}
    return sorted(forms)


LONGEST_SEARCH = 200
"""Characters; a database refuses patterns of many thousand."""


def search_patterns(typed: str) -> list[str]:
    """LIKE patterns (escape character `\\`), all of which must match: one a word; a code may be typed with its dash."""
    typed = typed[:LONGEST_SEARCH]
    code = normal_code(typed)
    wanted = [code.lower()] if len(code) == 8 and "-" in typed else typed.casefold().split()
    return [f"%{_escaped(word)}%" for word in wanted[:8]]


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def company_key(company: str) -> str:
    """A company's name as it is compared: one script, one case, without spaces, points and legal form.

    `Harbour Pictures Co., Ltd.` and `HARBOUR PICTURES` are one, as are 港燈影業有限公司 and 港灯影业.
    """
    plain = unicodedata.normalize("NFKC", company).casefold()
    if _has_chinese(plain):
        plain = convert_chinese(plain, "zh-Hant", "zh-Hans")
    words = re.findall(r"\w+", plain)
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    key = "".join(words)
    for form in _CHINESE_LEGAL_FORMS:
        if key.endswith(form) and len(key) > len(form):
            return key.removesuffix(form)
    return key


def _has_chinese(text: str) -> bool:
    return any(ord(character) > _FIRST_CHINESE for character in text)
