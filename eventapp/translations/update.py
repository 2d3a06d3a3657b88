"""`make translations`: collects every text of the interface, and derives Simplified Chinese from Traditional.

Traditional Chinese is written by hand. An entry of the Simplified catalogue that carries the comment DERIVED is made
anew each time from the Traditional one; without the comment it is a translator's own, and stays.
"""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from eventapp.core.files import ROOT
from eventapp.core.locales import DEFAULT_LOCALE, LANGUAGES, convert_chinese

FOLDER = Path(__file__).parent
BY_HAND, FROM_IT = "zh_Hant_HK", "zh_Hans_CN"
DERIVED = "derived"
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # a catalogue that says nothing new has no new bytes
SOURCES = (("eventapp", "**.py", "python"), ("templates", "**.html", "jinja2"), ("templates", "**.txt", "jinja2"))
KEYWORDS = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "lazy_gettext": None,
    "lazy_pgettext": ((1, "c"), 2),
    "pgettext": ((1, "c"), 2),
}
MAINLAND_WORDS = (
    ("登记", "报名"),
    ("短讯", "短信"),
    ("电邮地址", "邮箱"),
    ("电邮", "邮件"),
    ("扫瞄", "扫描"),
    ("手提电话", "手机"),
    ("伺服器", "服务器"),
    ("网页", "页面"),
    ("资讯", "信息"),
    ("影片", "视频"),
    ("连结", "链接"),
    ("帐户", "账户"),
    ("储存", "保存"),
    ("档案", "文件"),
    ("载入", "加载"),
    ("列印", "打印"),
    ("名牌", "胸牌"),
    ("传媒", "媒体"),
    ("萤幕", "屏幕"),
    ("行事历", "日历"),
    ("应用程式", "应用"),
    ("程式", "应用"),
    ("密码金钥", "通行密钥"),
    ("支援", "支持"),
    ("设定", "设置"),
    ("汇入", "导入"),
    ("汇出", "导出"),
    ("范本", "模板"),
    ("即场", "现场"),
    ("讯息", "消息"),
    ("预设", "默认"),
    ("搜寻", "搜索"),
    ("资料夹", "文件夹"),
    ("磁碟", "磁盘"),
    ("字元", "字符"),
    ("登入", "登录"),
    ("登出", "退出登录"),
    ("视窗", "窗口"),
    ("使用者", "用户"),
    ("连线", "连接"),
)
"""What the two sides call differently, written in the script that OpenCC has made."""


def path_of(locale: str) -> Path:
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def collected() -> Catalog:
    """Every text that the code and the templates say."""
    template = Catalog(project="eventapp", charset="utf-8")
    for folder, pattern, method in SOURCES:
        options = {pattern: {"silent": "false"}} if method == "jinja2" else {}
        found = extract_from_dir(ROOT / folder, [(pattern, method)], options, KEYWORDS, directory_filter=lambda _: True)
        for _, _, message, _, context in found:
            template.add(message, context=context)
    return template


def brought_up_to_date(locale: str, template: Catalog) -> Catalog:
    """The catalogue as it is on disk, with what is new and without what nobody says any more."""
    catalogue = Catalog(locale=locale)
    if path_of(locale).exists():
        with path_of(locale).open("rb") as file:
            catalogue = read_po(file, locale=locale)
    catalogue.update(template, no_fuzzy_matching=True, keep_user_comments=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    catalogue.header_comment = "# eventapp"
    catalogue.creation_date = catalogue.revision_date = _NO_DATE
    return catalogue


def derive(simplified: Catalog, traditional: Catalog) -> None:
    for message in simplified:
        own = all(_texts(message.string)) and DERIVED not in message.user_comments
        source = traditional.get(message.id, message.context) if message.id else None
        if own or source is None:
            continue
        texts = tuple(_in_mainland_words(text or "") for text in _texts(source.string))
        message.string = texts if isinstance(message.id, (list, tuple)) else texts[0]
        message.user_comments = [DERIVED]


def _texts(string: str | Sequence[str | None] | None) -> tuple[str | None, ...]:
    return (string,) if isinstance(string, str) or string is None else tuple(string)


def _in_mainland_words(text: str) -> str:
    text = convert_chinese(text, "zh-Hant", "zh-Hans")
    for here, there in MAINLAND_WORDS:
        text = text.replace(here, there)
    return text.replace("「", "“").replace("」", "”")


def missing(catalogue: Catalog) -> list[str]:
    """The texts that have no translation."""
    return [str(message.id) for message in catalogue if message.id and not all(_texts(message.string))]


def main() -> int:
    template = collected()
    traditional, simplified = brought_up_to_date(BY_HAND, template), brought_up_to_date(FROM_IT, template)
    derive(simplified, traditional)
    names = [language.babel for language in LANGUAGES if language.locale != DEFAULT_LOCALE]
    others = {name: brought_up_to_date(name, template) for name in names if name not in (BY_HAND, FROM_IT)}
    for locale, catalogue in {BY_HAND: traditional, FROM_IT: simplified, **others}.items():
        path_of(locale).parent.mkdir(parents=True, exist_ok=True)
        with path_of(locale).open("wb") as file:
            write_po(file, catalogue, width=0, sort_output=True, no_location=True)
    untranslated = dict.fromkeys(text for catalogue in (traditional, *others.values()) for text in missing(catalogue))
    for text in untranslated:
        print(f"not translated: {text}", file=sys.stderr)  # noqa: T201
    return 1 if untranslated else 0


if __name__ == "__main__":
    sys.exit(main())
