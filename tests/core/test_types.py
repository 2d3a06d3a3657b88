"""Instants and texts in three languages."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.locales import LOCALES, match_locale
from eventapp.core.types import LocalizedText, UtcDateTime


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), None)  # noqa: DTZ001


def test_an_instant_is_stored_in_utc() -> None:
    local = datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))
    assert UtcDateTime().process_bind_param(local, None) == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("texts", "locale", "expected"),
    [
        ({"en": "Talk", "zh-Hant": "講座"}, "zh-Hant", ("講座", "zh-Hant", False)),
        ({"en": "Talk", "zh-Hant": "講座"}, "zh-Hans", ("讲座", "zh-Hans", True)),
        ({"en": "Talk", "zh-Hans": "软件"}, "zh-Hant", ("軟件", "zh-Hant", True)),
        ({"en": "Talk"}, "zh-Hant", ("Talk", "en", False)),
        ({"zh-Hant": "講座"}, "en", ("講座", "zh-Hant", False)),
        ({}, "en", ("", "en", False)),
    ],
)
def test_a_text_falls_back(texts: dict[str, str], locale: str, expected: tuple[str, str, bool]) -> None:
    assert LocalizedText(texts).resolve(locale, "en") == expected


def test_the_main_locale_comes_before_any_other() -> None:
    assert LocalizedText({"en": "Talk", "zh-Hans": "讲座"}).text("fr", "zh-Hans") == "讲座"


def test_blank_texts_are_absent() -> None:
    assert LocalizedText({"en": "  ", "zh-Hant": " 講座 "}) == {"zh-Hant": "講座"}


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        LocalizedText({"fr": "Exposé"})


@given(st.dictionaries(st.sampled_from(LOCALES), st.text(max_size=20)), st.sampled_from(LOCALES))
def test_a_text_that_is_there_is_always_shown(texts: dict[str, str], locale: str) -> None:
    text = LocalizedText(texts)
    assert bool(text.text(locale)) == bool(text)


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        ("en", "en"), ("en-GB", "en"), ("zh-HK", "zh-Hant"), ("zh_TW", "zh-Hant"), ("zh-Hant-MO", "zh-Hant"),
        ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh-SG", "zh-Hans"), ("yue", "zh-Hant"), ("fr", None), ("", None),
        (None, None), ("../etc", None),
    ],
)  # fmt: skip
def test_language_tags_find_their_locale(tag: str | None, locale: str | None) -> None:
    assert match_locale(tag) == locale
