"""Every text of the interface is there in all three languages."""

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from eventapp.translations.update import BY_HAND, FROM_IT, collected, missing, path_of


def catalogue(locale: str) -> Catalog:
    with path_of(locale).open("rb") as file:
        return read_po(file, locale=locale)


def test_nothing_is_left_untranslated() -> None:
    said = {message.id for message in collected() if message.id}
    for locale in (BY_HAND, FROM_IT):
        translated = catalogue(locale)
        known = {message.id for message in translated if message.id}
        assert [text for text in said if text not in known] == [], locale
        assert missing(translated) == [], locale


@pytest.mark.parametrize("locale", [BY_HAND, FROM_IT])
def test_no_placeholder_is_lost(locale: str) -> None:
    wrong = []
    for message in catalogue(locale):
        if message.id and isinstance(message.id, str):
            wanted, found = (sorted(re.findall(r"%\(\w+\)s|\{\w+\}", text)) for text in (message.id, message.string))
            if wanted != found:
                wrong.append(message.id)
    assert wrong == []


def test_simplified_chinese_is_simplified_and_speaks_as_the_mainland_does() -> None:
    texts = " ".join(str(message.string) for message in catalogue(FROM_IT) if message.id)
    assert [word for word in ("登记", "电邮", "網", "議", "講", "伺服器") if word in texts] == []


@pytest.mark.parametrize("locale", [BY_HAND, FROM_IT])
def test_a_per_cent_sign_breaks_no_page(locale: str) -> None:
    """Templates fill every text in, also one without a placeholder: a bare sign would be taken for one."""
    broken = []
    for message in catalogue(locale):
        for text in [message.string] if isinstance(message.string, str) else message.string:
            values = dict.fromkeys(re.findall(r"%\((\w+)\)", text), 1)
            try:
                text % values
            except (ValueError, TypeError):
                broken.append(text)
    assert broken == []
