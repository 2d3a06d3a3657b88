"""Chinese names as people type them in Latin letters: Mandarin in Pinyin, Cantonese in Jyutping."""

import re

_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_TONE = re.compile("[1-6]")


def romanised(text: str) -> list[str]:
    """The Chinese part of a text in both romanisations without tones, each with the syllables apart and together.

    `港燈` gives `gang deng`, `gangdeng`, `gong dang`, `gongdang`. Nothing where there is no Chinese.
    """
    parts = _CHINESE.findall(text)
    if not parts:
        return []
    # Both hold dictionaries of several megabytes, and are asked only when a name is stored.
    from pypinyin import Style, lazy_pinyin
    from ToJyutping import get_jyutping_list

    chinese = "".join(parts)
    mandarin = [syllable for syllable in lazy_pinyin(chinese, style=Style.NORMAL) if syllable.isascii()]
    cantonese = [_TONE.sub("", found.split()[0]) for _character, found in get_jyutping_list(chinese) if found]
    forms = (" ".join(mandarin), "".join(mandarin), " ".join(cantonese), "".join(cantonese))
    return list(dict.fromkeys(form for form in forms if form))
