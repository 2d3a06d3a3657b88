"""The columns of a table of titles: what is exported, and the headings under which others bring the same."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from eventapp.core.column_mapping import Headings, in_languages, with_own_names
from eventapp.core.locales import LOCALE_NAMES, LOCALES
from eventapp.events.models import Event
from eventapp.titles.models import Title, TitleRight

TITLE_TEXTS = ("name", "synopsis", "based_on")
_LISTS = ("genres", "countries", "languages", "subtitles", "dubs", "sought")
_PLAIN = (
    "original_name",
    "kind",
    "stage",
    "year",
    "episodes",
    "minutes",
    "budget_band",
    "regime",
    "audience",
    "badge_class",
)
TITLE_COLUMNS = (
    "code", *(f"{name} {locale}" for name in TITLE_TEXTS for locale in LOCALES), *_PLAIN, *_LISTS, "people", "clips",
    "company", "rights", "embargo until", "state",
)  # fmt: skip

_TEXT_HEADINGS = {
    "name": ("title", "film title", "programme title", "program title", "title name", "project", "project title",
             "片名", "作品", "作品名稱", "作品名称", "劇名", "剧名", "項目名稱", "项目名称", "名稱", "名称"),
    "synopsis": ("logline", "story", "description", "summary", "plot", "簡介", "简介", "劇情簡介", "剧情简介",
                 "故事大綱",
                 "故事大纲", "內容簡介", "内容简介"),
    "based_on": ("based on", "adapted from", "source", "ip source", "改編自", "改编自", "原著"),
}  # fmt: skip
TITLE_HEADINGS: Headings = with_own_names(in_languages(_TEXT_HEADINGS) | {
    "code": ("id", "title id", "reference", "編號", "编号"),
    "original_name": ("original title", "original name", "title in original language", "原名", "原文片名"),
    "kind": ("type", "category", "content type", "format type", "類型", "类型", "類別", "类别", "作品類型", "作品类型"),
    "stage": ("status of production", "production status", "production stage", "project status", "製作階段", "制作阶段",
              "製作狀況", "制作状况", "進度", "进度"),
    "year": ("production year", "year of production", "completion year", "year of completion", "製作年份", "制作年份",
             "出品年份", "年份"),
    "episodes": ("no of episodes", "number of episodes", "episode", "eps", "集數", "集数"),
    "minutes": ("duration", "running time", "runtime", "length", "duration min", "running time mins",
                "minutes per episode",
                "片長", "片长", "時長", "时长", "每集片長", "每集时长", "分鐘", "分钟"),
    "budget_band": ("budget", "預算", "预算"),
    "regime": ("co production regime", "treaty", "制度"),
    "audience": ("who sees it", "visibility", "可見對象", "可见对象"),
    "badge_class": ("badge class", "badge", "證件類別", "证件类别"),
    "genres": ("genre", "題材", "题材", "風格", "风格"),
    "countries": ("country of production", "countries of production", "country", "country of origin",
                  "production country",
                  "製作國家", "制作国家", "出品國家", "出品国家", "製片國家地區", "制片国家地区", "國家地區",
                  "国家地区"),
    "languages": ("language", "spoken language", "original language", "dialogue", "語言", "语言", "對白語言",
                  "对白语言"),
    "subtitles": ("subtitle", "subtitles available", "字幕"),
    "dubs": ("dub", "dubbing", "dubbed in", "audio", "配音"),
    "sought": ("looking for", "seeking", "wanted", "尋求", "寻求", "合作需求"),
    "people": ("credits", "cast and crew", "主創", "主创", "演職員", "演职员"),
    "director": ("directors", "directed by", "導演", "导演"),
    "writer": ("writers", "screenwriter", "written by", "scriptwriter", "編劇", "编剧"),
    "producer": ("producers", "produced by", "監製", "监制", "製片人", "制片人"),
    "cast": ("main cast", "casts", "starring", "actors", "主演", "演員", "演员"),
    "clips": ("trailer", "trailer link", "clip", "video", "link to trailer", "screener", "預告片", "预告片", "片花"),
    "company": ("company name", "exhibitor", "rights holder", "sales agent", "sales company", "production company",
                "公司",
                "公司名稱", "公司名称", "參展商", "参展商", "出品公司", "版權方", "版权方"),
    "rights": ("rights available", "available rights", "territories", "territory", "可售版權", "可售版权", "版權",
               "版权",
               "版權地區", "版权地区"),
    "embargo until": ("embargo", "公開時間", "公开时间"),
    "state": ("publication status", "發布狀態", "发布状态"),
})  # fmt: skip

_LABELS = {
    "code": _l("Code"),
    "original_name": _l("Original title"),
    "kind": _l("Kind"),
    "stage": _l("Stage"),
    "year": _l("Year"),
    "episodes": _l("Episodes"),
    "minutes": _l("Minutes"),
    "budget_band": _l("Budget"),
    "regime": _l("Regime"),
    "audience": _l("Who sees it"),
    "badge_class": _l("Badge"),
    "genres": _l("Genres"),
    "countries": _l("Countries of production"),
    "languages": _l("Languages"),
    "subtitles": _l("Subtitles"),
    "dubs": _l("Dubs"),
    "sought": _l("Looking for"),
    "people": _l("People"),
    "director": _l("Director"),
    "writer": _l("Writer"),
    "producer": _l("Producer"),
    "cast": _l("Cast"),
    "clips": _l("Clips"),
    "company": _l("Company"),
    "rights": _l("Rights"),
    "embargo until": _l("Nobody sees it before"),
    "state": _l("Status"),
}
_TEXT_LABELS = {"name": lazy_pgettext("of a thing", "Name"), "synopsis": _l("Synopsis"), "based_on": _l("Based on")}


def field_label(field: str) -> str:
    """What a field of the table is called on pages, in the reader's language."""
    name, _space, locale = field.partition(" ")
    if field in _LABELS:
        return str(_LABELS[field])
    label = str(_TEXT_LABELS[name])
    return f"{label} ({LOCALE_NAMES[locale]})" if locale else label


def title_row(title: Title, event: Event) -> list[str]:
    """In the order of TITLE_COLUMNS. A right is `territory/medium/state`, with its term where it has one."""
    main = event.main_locale
    return [
        title.code,
        *(getattr(title, text).get(locale, "") for text in TITLE_TEXTS for locale in LOCALES),
        *(str(getattr(title, name) or "") for name in _PLAIN),
        *("; ".join(getattr(title, name)) for name in _LISTS),
        "; ".join(f"{role}: {name}" if role else name for role, name in title.people),
        "; ".join(address for _words, address, _upright in title.clips),
        title.company.name.text(main, main) if title.company else "",
        "; ".join(map(_right, title.rights)),
        event.local(title.embargo_until).strftime("%Y-%m-%d %H:%M") if title.embargo_until else "",
        title.state,
    ]


def _right(right: TitleRight) -> str:
    term = f"/{right.begins_on or ''}–{right.ends_on or ''}" if right.begins_on or right.ends_on else ""
    return f"{right.territory}/{right.medium}/{right.state}{term}"
