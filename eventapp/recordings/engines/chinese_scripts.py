"""From one Chinese script into the other, by OpenCC; names and terms of the event as the event has them."""

from collections.abc import Sequence

from eventapp.core.locales import OTHER_SCRIPT, convert_chinese
from eventapp.recordings.engines.interfaces import Estimate, Term


class ChineseScripts:
    name = "OpenCC"
    is_weak = False

    def pairs(self) -> list[tuple[str, str]]:
        return list(OTHER_SCRIPT.items())

    def estimate(self, characters: int) -> Estimate:
        return Estimate(0.5 + characters / 100_000)

    def translate(self, texts: Sequence[str], source: str, target: str, terms: Sequence[Term]) -> list[str]:
        # What OpenCC makes of a term is found by converting it too, and then is what the event has.
        made = [(convert_chinese(term.source, source, target), term.target) for term in terms]
        wrong = {converted: wanted for converted, wanted in made if converted != wanted}
        return [_with_terms(convert_chinese(text, source, target), wrong) for text in texts]


def in_script(text: str, language: str) -> str:
    """What was heard in Chinese is written in either script, or in both: here in that of the language."""
    return convert_chinese(text, OTHER_SCRIPT[language], language) if language in OTHER_SCRIPT else text


def _with_terms(text: str, wrong: dict[str, str]) -> str:
    for converted in sorted(wrong, key=len, reverse=True):
        text = text.replace(converted, wrong[converted])
    return text
