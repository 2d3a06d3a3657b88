"""The columns of a table of companies: what is exported, and the headings under which others bring the same."""

from flask_babel import lazy_gettext as _l

from eventapp.companies.models import Company
from eventapp.core.column_mapping import Headings, in_languages, with_own_names
from eventapp.core.locales import LOCALE_NAMES, LOCALES

COMPANY_TEXTS = ("name", "description")
_REST = (
    "country", "website", "contact", "email", "phone", "writes in", "categories", "hall", "stand", "state",
)  # fmt: skip
COMPANY_COLUMNS = ("code", *(f"{name} {locale}" for name in COMPANY_TEXTS for locale in LOCALES), *_REST)

_TEXT_HEADINGS = {
    "name": ("company", "company name", "exhibitor", "exhibitor name", "organisation", "organization", "firm",
             "brand", "firma", "公司", "公司名稱", "公司名称", "參展商", "参展商", "參展商名稱", "参展商名称", "機構",
             "机构", "企業名稱", "企业名称", "名稱", "名称"),
    "description": ("company description", "profile", "company profile", "about", "bio", "what it does", "business",
                    "簡介", "简介", "公司簡介", "公司简介", "介紹", "介绍", "描述", "業務", "业务"),
}  # fmt: skip
COMPANY_HEADINGS: Headings = with_own_names(in_languages(_TEXT_HEADINGS) | {
    "code": ("id", "company id", "exhibitor id", "reference", "編號", "编号"),
    "country": ("country region", "country or region", "country territory", "land", "國家", "国家", "地區", "地区",
                "國家地區", "国家地区"),
    "website": ("web", "url", "web site", "homepage", "link", "網站", "网站", "網址", "网址", "官網", "官网"),
    "contact": ("contact name", "contact person", "person in charge", "聯絡人", "联系人", "負責人", "负责人"),
    "email": ("e mail", "email address", "mail", "contact email", "電郵", "電郵地址", "电邮", "邮箱", "電子郵件",
              "电子邮件"),
    "phone": ("mobile", "telephone", "tel", "phone number", "contact number", "電話", "电话", "手機", "手机"),
    "writes in": ("language", "locale", "preferred language", "語言", "语言"),
    "categories": ("category", "product category", "products", "business type", "type of business", "sector", "類別",
                   "类别", "分類", "分类", "業務類別", "业务类别", "行業", "行业"),
    "hall": ("hall name", "pavilion hall", "展廳", "展厅", "展館", "展馆", "館", "馆"),
    "stand": ("stand number", "stand no", "booth", "booth number", "booth no", "stand s", "stands", "展位", "展位號",
              "展位号", "攤位", "摊位", "攤位號", "摊位号", "展台"),
    "state": ("status", "狀態", "状态"),
})  # fmt: skip

_LABELS = {
    "code": _l("Code"),
    "country": _l("Country or region"),
    "website": _l("Website"),
    "contact": _l("Contact"),
    "email": _l("Email"),
    "phone": _l("Mobile"),
    "writes in": _l("Writes in"),
    "categories": _l("Categories"),
    "hall": _l("Hall"),
    "stand": _l("Stand"),
    "state": _l("Status"),
}
_TEXT_LABELS = {"name": _l("Name"), "description": _l("What it does")}


def field_label(field: str) -> str:
    """What a field of the table is called on pages, in the reader's language."""
    name, _space, locale = field.partition(" ")
    if field in _LABELS:
        return str(_LABELS[field])
    label = str(_TEXT_LABELS[name])
    return f"{label} ({LOCALE_NAMES[locale]})" if locale else label


def company_row(company: Company, main_locale: str) -> list[str]:
    """In the order of COMPANY_COLUMNS. Several stands stand in one cell, and their halls beside them."""
    stands = [link.stand for link in company.stand_links]
    halls = [stand.hall.name.text(main_locale, main_locale) for stand in stands]
    return [
        company.code,
        *(getattr(company, text).get(locale, "") for text in COMPANY_TEXTS for locale in LOCALES),
        company.country or "",
        company.website,
        company.contact_name,
        company.email or "",
        company.phone,
        company.locale,
        "; ".join(one.name.text(main_locale, main_locale) for one in company.categories),
        "; ".join(halls if len(set(halls)) > 1 else halls[:1]),
        "; ".join(stand.number for stand in stands),
        company.state,
    ]
