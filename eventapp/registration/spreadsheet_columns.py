"""The columns of tables of people: what is exported, and the headings under which others bring the same."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l

from eventapp.core.column_mapping import Headings, plain_heading, proposed_mapping
from eventapp.core.locales import in_all_languages
from eventapp.core.templating import country_name
from eventapp.registration.labels import BADGE_CLASS_NAMES, STATE_NAMES, answer_text
from eventapp.registration.models import Question, Registration

FIELD_NAMES = {
    "code": _l("Code"),
    "status": _l("Status"),
    "ticket": _l("Ticket"),
    "name": _l("Name"),
    "surname": _l("Surname"),
    "given_name": _l("Given name"),
    "email": _l("Email"),
    "company": _l("Company"),
    "job_title": _l("Job title"),
    "country": _l("Country or region"),
    "phone": _l("Mobile"),
    "language": _l("Language"),
    "romanised_name": _l("Name in Latin letters"),
}
"""What a column of a table that is imported can be."""
_EXPORTED_ONLY = {"registered": _l("Registered"), "badge": _l("Badge")}
EXPORTED = {
    name: {**FIELD_NAMES, **_EXPORTED_ONLY}[name]
    for name in (
        "code", "status", "ticket", "name", "email", "company", "job_title", "country", "phone", "language",
        "registered", "romanised_name", "badge",
    )
}  # fmt: skip
"""The columns of our own tables, before those of the event's questions."""
HEADINGS: Headings = {
    "code": ("registration code",),
    "status": ("attendee status", "order status", "approval status", "registration state", "registration status",
               "rsvp", "state", "狀態", "状态"),
    "ticket": ("ticket type", "ticket name", "product", "item", "type", "registration type", "admission", "門票",
               "票種", "门票", "票种", "門票類別", "门票类别"),
    "name": ("full name", "attendee name", "attendee", "participant", "guest", "guest name", "your name",
             "what is your name", "buyer name", "姓名", "名稱", "名称", "全名", "中文姓名", "您的姓名", "氏名",
             "vollständiger name"),
    "surname": ("last name", "attendee name family name", "attendee name last name", "attendee last name",
                "family name", "nachname", "姓", "姓氏"),
    "given_name": ("first name", "attendee name given name", "attendee name first name", "attendee first name",
                   "vorname", "名", "名字"),
    "romanised_name": ("romanized name", "name in latin letters", "english name", "pinyin", "英文姓名", "英文名",
                       "拼音"),
    "email": ("attendee email", "e mail", "email address", "mail", "attendee e mail", "your email",
              "what is your email", "what is your email address", "buyer email", "電郵", "電郵地址", "电邮", "邮箱",
              "電子郵件", "电子邮件", "電子郵件地址", "电子邮件地址", "メール", "メールアドレス"),
    "phone": ("phone", "mobile", "telephone", "mobile number", "tel", "phone number", "cell phone", "mobile phone",
              "work phone", "home phone", "handy", "telefon", "手機", "手机", "電話", "电话", "手提電話", "手機號碼",
              "手机号", "手机号码", "電話號碼", "电话号码"),
    "company": ("organisation", "organization", "company name", "affiliation", "attendee company", "employer", "firma",
                "institution", "invoice address company", "公司", "機構", "机构", "單位", "单位", "公司名稱",
                "公司名称", "会社", "会社名", "所属"),
    "job_title": ("position", "title", "role", "job", "attendee job title", "職位", "职位", "職銜", "职务", "職稱",
                  "职称", "役職"),
    "country": ("country", "country or region", "region", "home country", "work country", "nationality", "land",
                "國家", "国家", "國家或地區", "国家或地区", "地區", "地区"),
    "language": ("locale", "preferred language", "sprache", "語言", "语言"),
}  # fmt: skip
OF_ATTENDANCE: Headings = {
    "came_at": ("attended", "checked in at", "check in time", "checkin time", "check in date", "arrival", "arrived",
                "arrived at", "came", "time", "date", "scanned", "scanned at", "first check in", "簽到時間", "签到时间",
                "到場時間", "到场时间", "出席"),
    "left_at": ("left", "left at", "checked out at", "check out time", "departure", "離開", "离开", "離場時間",
                "离场时间"),
    "came": ("checked in", "is checked in", "check in status", "attendance", "present", "showed up", "已簽到", "已签到",
             "簽到", "签到", "到場", "到场"),
}  # fmt: skip
"""The headings of columns that tell who came: other systems have them beside what people said of themselves."""


def tells_attendance(heading: str) -> bool:
    """Whether a column tells who came, which is imported as attendance."""
    plain = plain_heading(heading)
    return any(plain in headings for headings in OF_ATTENDANCE.values()) and plain not in ("time", "date", "left")


@lru_cache(maxsize=1)
def _headings() -> Headings:
    """The same with what our own exports call the columns in each language."""
    return {name: (*in_all_languages(label), *HEADINGS.get(name, ())) for name, label in FIELD_NAMES.items()}


@lru_cache(maxsize=1)
def _exported_only() -> frozenset[str]:
    return frozenset(label for one in _EXPORTED_ONLY.values() for label in in_all_languages(one))


@lru_cache(maxsize=1)
def _standings() -> dict[str, str]:
    return {label.casefold(): name for name, words in STATE_NAMES.items() for label in in_all_languages(words)}


def standing_named(words: str) -> str | None:
    """The standing that a cell names in any of our languages; None for a word of another tool."""
    return _standings().get(words.casefold())


def is_exported_only(heading: str) -> bool:
    """Whether this heads a column of our own tables that only tells something, such as when somebody registered."""
    return heading in _exported_only()


def question_field(question: Question) -> str:
    """The field that takes the column of a question."""
    return f"question {question.id}"


def can_be_a_column(question: Question) -> bool:
    """A file is in no cell."""
    return question.kind != "file"


def fields_of(questions: Sequence[Question], locale: str, main_locale: str) -> dict[str, Any]:
    """{field: label} of all that a column can be, the event's questions too."""
    asked = {
        question_field(question): question.label.text(locale, main_locale)
        for question in questions
        if can_be_a_column(question)
    }
    return {**FIELD_NAMES, **asked}


def guessed_mapping(head: Sequence[str], questions: Sequence[Question] = ()) -> dict[str, int]:
    """{field: column} for the columns whose headings say what they are."""
    asked = {
        question_field(question): tuple(question.label.values()) for question in questions if can_be_a_column(question)
    }
    return proposed_mapping(head, {**asked, **_headings()})


def exported_cells(
    registration: Registration, questions: Sequence[Question], answers: Mapping[int, Any], main_locale: str
) -> dict[str, str]:
    """{field: cell} of a person, in the order of the columns and in the reader's language."""
    event = registration.event
    own = {
        "code": registration.spoken_code,
        "status": str(STATE_NAMES[registration.standing]),
        "ticket": registration.ticket_type.name.text(main_locale, main_locale),
        "name": registration.name,
        "email": registration.email,
        "company": registration.company,
        "job_title": registration.job_title,
        "country": country_name(registration.country),
        "phone": registration.phone,
        "language": registration.locale,
        "registered": event.local(registration.created_at).strftime("%Y-%m-%d %H:%M"),
        "romanised_name": registration.romanised_name,
        "badge": str(BADGE_CLASS_NAMES[registration.badge_class]) if registration.badge_class else "",
    }
    asked = {
        question_field(question): answer_text(question, answers.get(question.id), main_locale) for question in questions
    }
    return {**own, **asked}
