"""Three hundred people who do not exist, the same ones at every seeding."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from eventapp.demo.forum import REGISTRATION_OPENED, at
from eventapp.registration.service import RegistrationDetails

SEED = 20250318
NUMBERS = {"delegate": 200, "exhibitor": 52, "press": 30, "guest": 18}


@dataclass(frozen=True)
class Person:
    """Somebody who registers, and what becomes of it: `state` is that of the registration at last."""

    ticket: str
    details: RegistrationDetails
    registered_at: datetime
    state: str


@dataclass(frozen=True)
class Origin:
    """A country's share of the guests, and how names there are written."""

    country: str
    share: int
    locale: str
    names: str
    dialling: str


ORIGINS = (
    Origin("HK", 110, "zh-Hant", "cantonese", "+852 5"),
    Origin("CN", 96, "zh-Hans", "mandarin", "+86 138 "),
    Origin("TW", 12, "zh-Hant", "taiwan", "+886 9"),
    Origin("MO", 6, "zh-Hant", "cantonese", "+853 6"),
    Origin("JP", 11, "en", "japanese", "+81 90 "),
    Origin("KR", 11, "en", "korean", "+82 10 "),
    Origin("SG", 10, "en", "english", "+65 8"),
    Origin("TH", 7, "en", "thai", "+66 8"),
    Origin("GB", 8, "en", "english", "+44 7700 "),
    Origin("US", 9, "en", "english", "+1 555 "),
    Origin("FR", 5, "en", "french", "+33 6 "),
    Origin("IN", 5, "en", "indian", "+91 98"),
    Origin("ES", 4, "en", "spanish", "+34 6"),
    Origin("AU", 4, "en", "english", "+61 4"),
    Origin("PH", 2, "en", "spanish", "+63 9"),
)

NAMES = {
    "cantonese": (
        "陳 李 張 黃 何 林 吳 梁 鄭 劉 郭 馮 鄧 葉 許 曾 蘇 盧 蔡 譚",
        "嘉欣 詠詩 志明 俊傑 慧敏 子軒 家豪 美儀 偉倫 曉彤 柏希 凱琳 浩然 穎芝 國強 佩珊 梓晴 卓賢 思敏 永康",
        "{0}{1}",
    ),
    "mandarin": (
        "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗",
        "伟 芳 婷婷 磊 雨桐 浩宇 思远 静怡 晓峰 欣然 子涵 建国 梦洁 志强 佳琪 一诺 文博 海燕 嘉懿 瑞",
        "{0}{1}",
    ),
    "taiwan": ("陳 林 黃 張 李 王 吳 蔡 楊 許", "雅婷 怡君 冠宇 志豪 佳穎 承翰 淑芬 宗翰 詩涵 柏翰", "{0}{1}"),
    "japanese": (
        "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤",
        "陽翔 結衣 大輔 美咲 拓也 さくら 健太 葵 直樹 恵",
        "{0} {1}",
    ),
    "korean": ("김 이 박 최 정 강 조 윤 장 임", "민준 서연 지호 하은 도윤 지우 현우 수빈 예준 채원", "{0}{1}"),
    "thai": (
        "Srisai Wongsakul Chaiyaporn Rattanakorn Boonmee Suwannarat",
        "Somchai Ploy Anong Kittisak Malee Niran",
        "{1} {0}",
    ),
    "english": (
        "Tan Lim Hughes Bennett Clarke Ong Marsh Ellis Whitfield Carver Novak Osei",
        "Grace Daniel Priya Oliver Hannah Marcus Chloe Adrian Naomi Theo Serena Miles",
        "{1} {0}",
    ),
    "french": (
        "Lefèvre Moreau Garnier Chevalier Rousseau d’Aubigné",
        "Élodie Mathieu Camille Benoît Anaïs Jérôme",
        "{1} {0}",
    ),
    "indian": ("Iyer Mehta Kapoor Nair Banerjee Rao", "Ananya Rohan Kavya Arjun Meera Vikram", "{1} {0}"),
    "spanish": (
        "Serrano Domínguez Reyes Navarro Villanueva Muñoz",
        "Lucía Javier Carmen Andrés Isabel Mateo",
        "{1} {0}",
    ),
}

COMPANIES = {
    "cantonese": "港燈影業 獅子山製作 維港電視 紙船版權 青馬動畫 太平山發行 葵涌錄音室 南丫影像",
    "mandarin": "西湖剧坊 三分钟工作室 北辰影视 江南动画 云帆短剧 黄浦传媒 长安影业 珠江视听",
    "taiwan": "淡水影像 玉山動畫 島嶼故事 木棉製作",
    "japanese": "Studio Kodama|Hayabusa Rights|Kazaguruma Animation|Minato Broadcasting",
    "korean": "Hangang Stories|Haneul Pictures|Mirae Dubbing|Bada Distribution",
    "thai": "Chao Phraya Media|Lotus Lane Studios|Mango Tree Films",
    "english": "Loom Language Labs|Blue Heron Television|Northgate Formats|Kingfisher Distribution|Lantern & Co.",
    "french": "Les Films du Phare|Studio Mistral|Canal Boréal",
    "indian": "Monsoon Reel|Saffron Screen|Deccan Dubbing",
    "spanish": "Canal Brújula|Estudios Almendro|Luz de Mar",
}

JOB_TITLES = {
    "zh-Hant": "監製 導演 節目採購 發行經理 編劇 市場總監 版權經理 攝影指導",
    "zh-Hans": "制片人 导演 节目采购 发行经理 编剧 市场总监 版权经理 投资经理",
    "en": "Producer|Director|Head of Acquisitions|Distribution Manager|Writer|Commissioning Editor|Format Scout",
}
PRESS_TITLES = {"zh-Hant": "記者 編輯 攝影記者", "zh-Hans": "记者 编辑 摄影记者", "en": "Reporter|Editor|Photographer"}
PRESS = {"zh-Hant": "海港日報 影視週刊", "zh-Hans": "新潮娱乐报 视听观察", "en": "Screen Ledger|The Harbour Post"}


def guests(today: date) -> list[Person]:
    """Everybody, in order of registration. The same people whatever the day; only the dates move with it."""
    chance = random.Random(SEED)
    tickets = [ticket for ticket, number in NUMBERS.items() for _ in range(number)]
    chance.shuffle(tickets)
    origins = [origin for origin in ORIGINS for _ in range(origin.share)]
    chance.shuffle(origins)
    instants = sorted(_instants(chance, today, len(tickets)))
    names = {origin: _names(chance, origin.names) for origin in ORIGINS}
    return [
        Person(
            ticket, _details(chance, ticket, origin, next(names[origin]), number), instant,
            _state(chance, ticket, instant, today),
        )
        for number, (ticket, origin, instant) in enumerate(zip(tickets, origins, instants, strict=True), 1)
    ]  # fmt: skip


def names_of(chance: random.Random, origin: Origin) -> Iterator[str]:
    """Names of people from there, none twice until all have been used."""
    return _names(chance, origin.names)


def _names(chance: random.Random, kind: str) -> Iterator[str]:
    """Names of one language, none twice until all have been used."""
    surnames, given, pattern = NAMES[kind]
    every = [pattern.format(surname, name) for surname in surnames.split() for name in given.split()]
    while True:
        chance.shuffle(every)
        yield from every


def _instants(chance: random.Random, today: date, number: int) -> Iterator[datetime]:
    """Registrations come in after each mailing (the first day, after 12 and 27 days) and fade; few at night."""
    days = REGISTRATION_OPENED.days
    weights = [
        1 + 9 * 0.75 ** (day % 100) + 7 * (0.8 ** (day - 12) if day >= 12 else 0)
        + 10 * (0.85 ** (day - 27) if day >= 27 else 0) for day in range(days)
    ]  # fmt: skip
    for day in chance.choices(range(days), weights, k=number):
        date_of = today - REGISTRATION_OPENED + timedelta(days=day)
        stays_at_home = chance.random() < 0.6
        if date_of.weekday() >= 5 and stays_at_home:
            date_of -= timedelta(days=min(2, day))
        minute = int(chance.triangular(10 * 60 + 5, 23 * 60, 15 * 60))
        yield at(date_of, f"{minute // 60:02}:{minute % 60:02}:{chance.randrange(60):02}")


def _details(chance: random.Random, ticket: str, origin: Origin, name: str, number: int) -> RegistrationDetails:
    locale = origin.locale
    if ticket == "press":
        company, title = _pick(chance, PRESS[locale]), _pick(chance, PRESS_TITLES[locale])
    else:
        company, title = _pick(chance, COMPANIES[origin.names]), _pick(chance, JOB_TITLES[locale])
    return RegistrationDetails(
        name=name,
        email=f"guest{number:03}@example.{'com' if number % 3 else 'net'}",
        company=company,
        job_title=title,
        country=origin.country,
        phone=f"{origin.dialling}{chance.randrange(10**6, 10**7)}" if chance.random() < 0.7 else "",
        locale="en" if locale != "en" and chance.random() < 0.12 else locale,
    )


def _pick(chance: random.Random, words: str) -> str:
    return chance.choice(words.split("|") if "|" in words else words.split())


def _state(chance: random.Random, ticket: str, instant: datetime, today: date) -> str:
    """Press of the last days still waits; one in twenty people cancels."""
    lot = chance.random()
    if ticket == "press":
        if instant > at(today - timedelta(days=9), "00:00"):
            return "pending"
        return "declined" if lot < 0.12 else "confirmed"
    return "cancelled" if lot < 0.05 else "confirmed"
