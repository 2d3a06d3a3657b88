"""How the demo's texts are written down: English, Traditional Chinese, and Simplified where its words differ."""

from eventapp.core.locales import convert_chinese
from eventapp.core.types import LocalizedText


def in_three_languages(english: str, traditional: str, simplified: str = "") -> LocalizedText:
    """A text in all three languages; Simplified Chinese is the Traditional in the other script unless given."""
    simplified = simplified or convert_chinese(traditional, "zh-Hant", "zh-Hans")
    return LocalizedText({"en": english, "zh-Hant": traditional, "zh-Hans": simplified})


def same(text: str) -> LocalizedText:
    """A text that all three languages write alike."""
    return in_three_languages(text, text, text)
