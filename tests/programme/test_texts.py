"""What is known of a text: missing, converted, stale, approved."""

from eventapp.programme.texts import approved, converted, states_after, text_state, to_do
from tests.factories import text

EMPTY = text("")


def state(states: dict, words: dict, locale: str) -> str:
    return text_state(
        states, "title", text(words.get("en", ""), **{k: v for k, v in words.items() if k != "en"}), locale, "en"
    )


def test_a_text_that_nobody_wrote_is_missing_once_another_is_there() -> None:
    assert [state({}, words, "zh-Hant") for words in ({}, {"en": "A"}, {"en": "A", "zh_Hant": "甲"})] == [
        "",
        "missing",
        "approved",
    ]


def test_a_translation_is_stale_when_its_source_changes() -> None:
    first, second = text("Harbour", zh_Hant="海港"), text("Harbours", zh_Hant="海港")
    known = states_after({}, {"title": (EMPTY, first)}, "en")
    assert text_state(known, "title", first, "zh-Hant", "en") == "approved"
    known = states_after(known, {"title": (first, second)}, "en")
    assert text_state(known, "title", second, "zh-Hant", "en") == "stale"
    assert text_state(known, "title", second, "en", "en") == "approved"
    known = approved(known, "title", "zh-Hant", second, "en")
    assert text_state(known, "title", second, "zh-Hant", "en") == "approved"


def test_a_text_known_before_states_were_kept_grows_stale_too() -> None:
    first, second = text("Harbour", zh_Hant="海港"), text("Harbours", zh_Hant="海港")
    known = states_after({}, {"title": (first, second)}, "en")
    assert text_state(known, "title", second, "zh-Hant", "en") == "stale"


def test_a_converted_text_is_a_draft_until_checked_and_stale_when_its_source_changes() -> None:
    both = text("Drama", zh_Hant="劇", zh_Hans="剧")
    known = converted({}, "title", "zh-Hant", "zh-Hans", both)
    assert text_state(known, "title", both, "zh-Hans", "en") == "converted"
    assert text_state(known, "title", text("Drama", zh_Hant="戲", zh_Hans="剧"), "zh-Hans", "en") == "stale"
    assert text_state(approved(known, "title", "zh-Hans", both, "en"), "title", both, "zh-Hans", "en") == "approved"


def test_what_is_to_do_is_counted_in_the_events_languages() -> None:
    texts = {"title": text("A"), "abstract": text("B", zh_Hant="乙")}
    assert to_do({}, texts, ("en", "zh-Hant"), "en") == {"missing": 1}
    assert to_do({}, texts, ("en",), "en") == {}
