"""The columns of session and speaker tables: what is exported, and the headings under which others bring the same."""

from flask_babel import lazy_gettext as _l

from eventapp.core.column_mapping import Headings, in_languages, with_own_names
from eventapp.core.locales import LOCALE_NAMES, LOCALES
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.programme.drafts import SessionWithDraft
from eventapp.programme.models import Speaker
from eventapp.programme.texts import SESSION_TEXTS, SPEAKER_TEXTS

_SESSION_REST = (
    "type", "track", "room", "begins", "ends", "minutes", "language", "interpretation", "speakers", "state", "seats",
    "audience", "stream", "notes",
)  # fmt: skip
_SPEAKER_REST = ("email", "phone", "writes in", "travel", "technical")
WHEN = "%Y-%m-%d %H:%M"


def _columns(texts: tuple[str, ...], rest: tuple[str, ...]) -> tuple[str, ...]:
    return ("code", *(f"{name} {locale}" for name in texts for locale in LOCALES), *rest)


SESSION_COLUMNS = _columns(SESSION_TEXTS, _SESSION_REST)
SPEAKER_COLUMNS = _columns(SPEAKER_TEXTS, _SPEAKER_REST)

_SESSION_TEXT_HEADINGS = {
    "title": ("proposal title", "session title", "talk title", "presentation title", "submission title", "topic",
              "name", "session", "session name", "titel", "標題", "标题", "題目", "题目", "主題", "主题", "議題",
              "议题", "議程", "议程", "環節", "环节", "タイトル", "演題"),
    "subtitle": ("sub title", "untertitel", "副標題", "副标题", "副題", "副题"),
    "abstract": ("short abstract", "summary", "short description", "zusammenfassung", "摘要", "簡介", "简介", "概要"),
    "description": ("long description", "details", "beschreibung", "content", "內容", "内容", "描述", "詳情", "详情",
                    "內容簡介", "内容简介"),
}  # fmt: skip
SESSION_HEADINGS: Headings = with_own_names(in_languages(_SESSION_TEXT_HEADINGS) | {
    "code": ("id", "session id", "proposal id", "submission id", "contribution id", "talk id", "編號", "编号", "代碼",
             "代码"),
    "type": ("session type", "submission type", "contribution type", "session format", "format", "kind", "類型", "类型",
             "形式", "類別", "类别"),
    "track": ("stream name", "category", "theme", "專場", "专场", "分會場", "分会场", "專題", "专题", "分論壇",
              "分论坛", "軌道", "轨道"),
    "room": ("location", "venue", "hall", "stage", "place", "raum", "ort", "room name", "地點", "地点", "場地", "场地",
             "會場", "会场", "房間", "房间", "會議室", "会议室", "会場"),
    "date": ("day", "session date", "datum", "日期", "日子", "日付"),
    "begins": ("start", "starts", "start time", "starts at", "start date", "start date time", "scheduled at", "from",
               "time", "start time local", "session start", "beginn", "開始", "开始", "開始時間", "开始时间", "時間",
               "时间", "開始時刻"),
    "ends": ("end", "end time", "ends at", "end date", "finish", "to", "until", "session end", "ende", "結束", "结束",
             "結束時間", "结束时间", "終了時刻"),
    "minutes": ("duration", "length", "scheduled duration", "duration minutes", "duration min", "minutes planned",
                "dauer", "時長", "时长", "長度", "长度", "分鐘", "分钟"),
    "language": ("locale", "content locale", "spoken language", "sprache", "語言", "语言", "言語"),
    "interpretation": ("interpreted into", "interpreting", "傳譯", "传译", "即時傳譯", "同声传译"),
    "speakers": ("speaker names", "speaker name", "speaker", "speaker s", "presenters", "presenter", "presented by",
                 "authors", "people", "referent", "referenten", "講者", "讲者", "嘉賓", "嘉宾", "主講", "主讲",
                 "主講人", "主讲人", "演講者", "演讲嘉宾", "登壇者"),
    "state": ("status", "proposal state", "狀態", "状态"),
    "seats": ("capacity", "places", "max attendees", "名額", "名额", "座位"),
    "audience": ("expected audience", "expected", "預計人數", "预计人数"),
    "stream": ("live url", "stream url", "stream link", "livestream", "直播", "直播連結", "直播链接"),
    "notes": ("internal notes", "team notes", "note", "備註", "备注"),
})  # fmt: skip
_SPEAKER_TEXT_HEADINGS = {
    "name": ("speaker name", "speaker", "full name", "display name", "speaker names", "姓名", "名稱", "名称", "講者",
             "讲者", "嘉賓", "嘉宾", "氏名"),
    "post": ("job title", "position", "role", "tagline", "tag line", "title", "職位", "职位", "職銜", "职务",
             "職稱", "职称"),
    "organisation": ("organization", "company", "affiliation", "employer", "institution", "firma", "機構", "机构",
                     "公司", "單位", "单位"),
    "biography": ("bio", "about", "profile", "speaker bio", "biografie", "簡介", "简介", "介紹", "介绍", "履歷",
                  "简历"),
}  # fmt: skip
SPEAKER_HEADINGS: Headings = with_own_names(in_languages(_SPEAKER_TEXT_HEADINGS) | {
    "code": ("id", "speaker id", "編號", "编号"),
    "first name": ("firstname", "given name", "vorname", "名"),
    "last name": ("lastname", "surname", "family name", "nachname", "姓", "姓氏"),
    "email": ("e mail", "email address", "mail", "speaker email", "電郵", "電郵地址", "电邮", "邮箱", "電子郵件",
              "电子邮件", "メール"),
    "phone": ("mobile", "telephone", "tel", "mobile number", "phone number", "手機", "手机", "電話", "电话"),
    "writes in": ("language", "locale", "preferred language", "語言", "语言"),
    "travel": ("travel needs", "交通"),
    "technical": ("technical needs", "技術需要", "技术需要"),
})  # fmt: skip

_TEXT_LABELS = {
    "title": _l("Title"),
    "subtitle": _l("Subtitle"),
    "abstract": _l("Summary"),
    "description": _l("Description"),
    "name": _l("Name"),
    "post": _l("Post"),
    "organisation": _l("Organisation"),
    "biography": _l("Biography"),
}
_LABELS = {
    "code": _l("Code"),
    "type": _l("Type"),
    "track": _l("Track"),
    "room": _l("Room"),
    "date": _l("Date"),
    "begins": _l("Starts"),
    "ends": _l("Ends"),
    "minutes": _l("Minutes"),
    "language": _l("Spoken language"),
    "interpretation": _l("Interpreted into"),
    "speakers": _l("Speakers"),
    "state": _l("Status"),
    "seats": _l("Seats"),
    "audience": _l("Expected audience"),
    "stream": _l("Stream"),
    "notes": _l("Notes of the team"),
    "first name": _l("Given name"),
    "last name": _l("Surname"),
    "email": _l("Email"),
    "phone": _l("Mobile"),
    "writes in": _l("Writes in"),
    "travel": _l("Travel and stay"),
    "technical": _l("On stage"),
}


def field_label(field: str) -> str:
    """What a field of these tables is called on pages, in the reader's language: `Title (繁體中文)`."""
    name, _space, locale = field.partition(" ")
    if field in _LABELS:
        return str(_LABELS[field])
    label = str(_TEXT_LABELS[name])
    return f"{label} ({LOCALE_NAMES[locale]})" if locale else label


def session_row(event: Event, session: SessionWithDraft) -> list[str]:
    """A session as the team has it, in the order of SESSION_COLUMNS."""
    main = event.main_locale

    def name(text: LocalizedText | None) -> str:
        return text.text(main, main) if text else ""

    people = "; ".join(
        name(one.speaker.name) if one.role == "speaker" else f"{one.role}: {name(one.speaker.name)}"
        for one in session.appearances
    )
    return [
        session.released.code,
        *(getattr(session, text).get(locale, "") for text in SESSION_TEXTS for locale in LOCALES),
        name(session.type.name if session.type else None),
        name(session.track.name if session.track else None),
        name(session.room.name if session.room else None),
        event.local(session.starts_at).strftime(WHEN) if session.starts_at else "",
        event.local(session.ends_at).strftime(WHEN) if session.ends_at else "",
        str(session.minutes),
        session.language or "",
        ", ".join(session.interpretation),
        people,
        session.status,
        str(session.released.capacity or "") if session.released.needs_booking else "",
        str(session.released.expected_audience or ""),
        session.stream_url or "",
        session.released.internal_notes,
    ]


def speaker_row(speaker: Speaker) -> list[str]:
    """In the order of SPEAKER_COLUMNS."""
    return [
        speaker.code,
        *(getattr(speaker, text).get(locale, "") for text in SPEAKER_TEXTS for locale in LOCALES),
        speaker.email or "",
        speaker.phone,
        speaker.locale,
        speaker.travel_needs,
        speaker.technical_needs,
    ]
