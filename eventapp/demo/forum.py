"""The forum of the demo: modelled on one held in Hong Kong in March 2025, moved to a day in the near future.

Four people are real and named with the posts they held then. Their Chinese names are written where they are publicly
known, and in Latin letters otherwise. Everybody else is made up.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventapp.checkin.service import GateDetails
from eventapp.core.types import LocalizedText
from eventapp.demo.texts import in_three_languages, same
from eventapp.events.service import EventDetails
from eventapp.programme.service import RoomDetails, SpeakerDetails, TrackDetails, TypeDetails
from eventapp.registration.service import TicketTypeDetails

SLUG = "new-vision"
ZONE = ZoneInfo("Asia/Hong_Kong")
DAYS_AHEAD = 21
REGISTRATION_OPENED = timedelta(days=40)
"""How long before the day of seeding registration opened."""


def forum_day(today: date) -> date:
    """The first working day at least three weeks from `today`."""
    day = today + timedelta(days=DAYS_AHEAD)
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def at(day: date, clock_time: str) -> datetime:
    """An instant on the clocks of Hong Kong."""
    return datetime.combine(day, time.fromisoformat(clock_time), ZONE)


def event_details(day: date, today: date) -> EventDetails:
    return EventDetails(
        name=in_three_languages("Cooperation and Innovation for a New Vision", "合作創新 開拓新視野"),
        tagline=in_three_languages(
            "Television, short drama and co-production: a forum inside the Hong Kong International Film and TV Market",
            "香港國際影視展期間舉行的電視、微短劇與合拍論壇",
        ),
        description=in_three_languages(
            "Hong Kong is the gateway through which films and series from the mainland reach the world, and through "
            "which the world reaches the mainland. For one day, regulators, producers, platforms and broadcasters from "
            "both sides sit at one table.\n\n"
            "We talk about **what changed for co-productions** with the amended CEPA agreement on trade in services, "
            "why **short-form drama** travels so well, and what **artificial intelligence** already does for subtitles "
            "and dubbing. We follow one story, *Best Choice Ever*, from the novel to the screen. Every talk is "
            "interpreted between English, Cantonese and Putonghua.",
            "香港是內地影視作品走向世界的門戶，也是世界走進內地的橋樑。在這一天，兩地的監管機構、製作人、平台與廣播機構"
            "將共聚一堂。\n\n"
            "我們會談到《內地與香港關於建立更緊密經貿關係的安排》（CEPA）服務貿易協議修訂後，**合拍**有甚麼新機遇；"
            "**微短劇**為何能風行海外；以及**人工智能**如何協助字幕與配音。我們也會跟隨《承歡記》這個故事，"
            "看它怎樣從小說走上熒幕。全日設英語、粵語及普通話即時傳譯。",
            "香港是内地影视作品走向世界的门户，也是世界走进内地的桥梁。在这一天，两地的监管机构、制作人、平台与播出机构"
            "将共聚一堂。\n\n"
            "我们会谈到《内地与香港关于建立更紧密经贸关系的安排》（CEPA）服务贸易协议修订后，**合拍**有什么新机遇；"
            "**微短剧**为何能风行海外；以及**人工智能**如何协助字幕与配音。我们也会跟随《承欢记》这个故事，"
            "看它怎样从小说走上荧屏。全天设英语、粤语及普通话同声传译。",
        ),
        organiser=in_three_languages("New Vision Forum Secretariat (demo)", "新視野論壇秘書處（示範）"),
        headsets=400,
        venue=in_three_languages("Hong Kong Convention and Exhibition Centre", "香港會議展覽中心"),
        address=in_three_languages("1 Expo Drive, Wan Chai, Hong Kong", "香港灣仔博覽道一號"),
        latitude=22.2836,
        longitude=114.1735,
        timezone="Asia/Hong_Kong",
        starts_at=at(day, "08:30"),
        ends_at=at(day, "19:00"),
        main_locale="en",
        contact_email="organiser@example.org",
        accent="vermilion",
        registration_opens_at=at(today - REGISTRATION_OPENED, "10:00"),
        registration_closes_at=at(day, "12:00"),
        capacity=340,
    )


ROOMS = {
    "hall": RoomDetails(
        in_three_languages("Forum Hall", "論壇大廳"),
        in_three_languages("Level 1, through the Expo Drive entrance", "一樓，由博覽道入口進入"),
        340,
    ),
    "studio": RoomDetails(
        in_three_languages("Workshop Studio", "工作坊"),
        in_three_languages("Level 2, up the escalator behind the Forum Hall", "二樓，論壇大廳後的扶手電梯直達"),
        80,
    ),
}

TRACKS = {
    "coproduction": TrackDetails(in_three_languages("Co-production", "合拍"), colour=1),
    "content": TrackDetails(in_three_languages("Content and formats", "內容與形式"), colour=4),
    "technology": TrackDetails(in_three_languages("Technology", "科技"), colour=6),
}

TYPES = {
    "opening": TypeDetails(in_three_languages("Opening", "開幕"), default_minutes=20),
    "keynote": TypeDetails(in_three_languages("Keynote", "主題演講"), default_minutes=30),
    "panel": TypeDetails(in_three_languages("Panel", "專題討論"), default_minutes=60),
    "case": TypeDetails(in_three_languages("Case study", "案例研究"), default_minutes=45),
    "workshop": TypeDetails(in_three_languages("Workshop", "工作坊"), default_minutes=60),
    "networking": TypeDetails(in_three_languages("Networking", "交流酒會"), default_minutes=90),
    "break": TypeDetails(in_three_languages("Break", "休息"), is_break=True, default_minutes=25),
}

SPEAKERS = {
    "yan-ni": SpeakerDetails(
        same("Yan Ni"),
        in_three_languages("Deputy Director-General, International Cooperation Department", "國際合作司副司長"),
        in_three_languages("National Radio and Television Administration", "國家廣播電視總局"),
        in_three_languages(
            "Works on the exchange of television programmes and on co-productions between the mainland and Hong Kong.",
            "負責電視節目的國際交流，以及內地與香港合拍的相關工作。",
        ),
    ),
    "luo-yi": SpeakerDetails(
        in_three_languages("Luo Yi", "羅毅"),
        in_three_languages("Deputy Director-General", "副局長"),
        in_three_languages("Shanghai Municipal Administration of Radio and Television", "上海市廣播電視局"),
        in_three_languages(
            "Follows how short-form dramas, some of them only minutes long, find audiences around the world.",
            "關注短至數分鐘的微短劇如何在全球各地找到觀眾。",
        ),
    ),
    "you-xiao": SpeakerDetails(
        same("You Xiao"),
        in_three_languages("Speaker for the Administration on short drama", "微短劇議題講者"),
        in_three_languages("National Radio and Television Administration", "國家廣播電視總局"),
        in_three_languages(
            "Sees in short drama a cultural export of its own kind, beside American films, Korean reality shows and "
            "Japanese anime.",
            "認為微短劇可與美國電影、韓國綜藝、日本動畫並列，成為獨特的文化輸出。",
        ),
    ),
    "fu-binxing": SpeakerDetails(
        in_three_languages("Fu Binxing", "傅斌星"),
        in_three_languages("Chief Executive Officer", "行政總裁", "首席执行官"),
        in_three_languages("Zhejiang Huace Film & TV", "浙江華策影視"),
        in_three_languages(
            "Her company built “Flourished Peony”, a large language model that makes subtitles and dubbing in many "
            "languages. She holds that AI is there to help creators, not to replace them.",
            "其公司研發的大語言模型「國色」可生成多種語言的字幕與配音。她主張人工智能應協助創作者，而非取代創作者。",
            "其公司研发的大语言模型“国色”可生成多种语言的字幕与配音。她主张人工智能应协助创作者，而非取代创作者。",
        ),
    ),
    "helena-fong": SpeakerDetails(
        in_three_languages("Helena Fong", "方海瑤"),
        in_three_languages("Executive Producer (fictitious)", "監製（虛構人物）"),
        in_three_languages("Harbour Lantern Pictures", "港燈影業"),
        in_three_languages(
            "Has produced eleven imaginary series, four of them between Hong Kong and Hangzhou.",
            "曾監製十一部虛構劇集，其中四部橫跨香港與杭州。",
        ),
    ),
    "desmond-ip": SpeakerDetails(
        in_three_languages("Desmond Ip", "葉啟明"),
        in_three_languages("Entertainment Lawyer (fictitious)", "娛樂法律師（虛構人物）"),
        in_three_languages("Ip, Marlowe & Partners", "葉馬律師事務所"),
        in_three_languages(
            "Writes the contracts that co-producers read when something goes wrong.",
            "專門草擬合拍各方在出現爭議時才會細讀的合約。",
        ),
    ),
    "shen-qiao": SpeakerDetails(
        in_three_languages("Shen Qiao", "沈喬"),
        in_three_languages("Showrunner (fictitious)", "總編劇（虛構人物）"),
        in_three_languages("Three Minutes Studio", "三分鐘工作室"),
        in_three_languages(
            "Plans eighty episodes of ninety seconds each, and knows where every one of them ends.",
            "擅長策劃八十集、每集九十秒的劇集，並清楚每一集該停在哪裏。",
        ),
    ),
    "marisol-quintero": SpeakerDetails(
        in_three_languages("Marisol Quintero", "瑪麗索·金特羅"),
        in_three_languages("Head of Acquisitions (fictitious)", "節目採購主管（虛構人物）"),
        in_three_languages("Canal Brújula", "羅盤電視台"),
        in_three_languages(
            "Buys drama for eighteen countries that share a language and little else.",
            "為十八個語言相通、口味各異的國家採購劇集。",
        ),
    ),
    "kenji-arakawa": SpeakerDetails(
        in_three_languages("Kenji Arakawa", "荒川健司"),
        in_three_languages("Dubbing Director (fictitious)", "配音導演（虛構人物）"),
        in_three_languages("Studio Kodama", "木靈錄音室"),
        in_three_languages(
            "Has been the voice of two dogs, one emperor and, since last year, of a training corpus.",
            "曾為兩隻狗、一位皇帝配音，去年起更為語音資料庫獻聲。",
        ),
    ),
    "amina-okafor": SpeakerDetails(
        in_three_languages("Amina Okafor", "阿米娜·奧卡福"),
        in_three_languages("Research Lead, Speech (fictitious)", "語音研究主管（虛構人物）"),
        in_three_languages("Loom Language Labs", "織言實驗室"),
        in_three_languages(
            "Measures when an audience notices that a voice is synthetic, and when it minds.",
            "研究觀眾何時會察覺聲音是合成的，以及何時會介意。",
        ),
    ),
    "cheung-yuet-ling": SpeakerDetails(
        in_three_languages("Cheung Yuet-ling", "張月玲"),
        in_three_languages("Literary Agent (fictitious)", "版權經理人（虛構人物）"),
        in_three_languages("Paper Boat Rights", "紙船版權"),
        in_three_languages(
            "Brings novels from Hong Kong to writers’ rooms on the mainland.", "將香港小說帶到內地的編劇室。"
        ),
    ),
    "gao-mingyuan": SpeakerDetails(
        in_three_languages("Gao Mingyuan", "高明遠"),
        in_three_languages("Series Director (fictitious)", "劇集導演（虛構人物）"),
        in_three_languages("Westlake Drama Works", "西湖劇坊"),
        in_three_languages(
            "Directs family dramas in which nobody is only right.", "執導的家庭劇中，沒有人是絕對正確的。"
        ),
    ),
}

INTERPRETERS = SpeakerDetails(
    in_three_languages("Chan Wing-sum and team (fictitious)", "陳詠心及團隊（虛構）"),
    in_three_languages("Interpreters", "傳譯員"),
    in_three_languages("Two Harbours Language Services", "雙港語言服務"),
)
ASKED = ("helena-fong", "desmond-ip", "shen-qiao", "kenji-arakawa", "amina-okafor", "cheung-yuet-ling")
CONFIRMED = ("helena-fong", "shen-qiao", "kenji-arakawa", "amina-okafor")


@dataclass(frozen=True)
class Slot:
    """A session of the demo: when, where and who."""

    begins: str
    ends: str
    title: LocalizedText
    abstract: LocalizedText
    kind: str
    room: str | None = None
    track: str | None = None
    speakers: tuple[tuple[str, str], ...] = ()
    language: str | None = None


TICKET_TYPES = {
    "delegate": TicketTypeDetails(
        in_three_languages("Delegate", "專業觀眾"),
        in_three_languages("All sessions, lunch and the reception", "可參加全部環節、午餐及酒會"),
        badge_class="delegate",
        capacity=240,
    ),
    "exhibitor": TicketTypeDetails(
        in_three_languages("Exhibitor", "參展商"),
        in_three_languages("For companies with a stand at the market", "供於影視展設有展位的公司登記"),
        badge_class="exhibitor",
        capacity=70,
        has_waiting_list=True,
        offer_hours=24,
        company_places=12,
    ),
    "buyer": TicketTypeDetails(
        in_three_languages("Buyer", "買家"),
        in_three_languages(
            "For acquisition executives with a code; two of us look at each request",
            "供持有登記碼的節目採購人員登記，須經兩位同事審核",
        ),
        badge_class="buyer",
        visibility="code",
        needs_approval=True,
        reviews_needed=2,
        capacity=30,
    ),
    "press": TicketTypeDetails(
        in_three_languages("Press", "傳媒", "媒体"),
        in_three_languages(
            "Accreditation is checked within one working day",
            "我們會在一個工作天內核實採訪資格",
            "我们会在一个工作日内核实采访资格",
        ),
        badge_class="press",
        door_note=in_three_languages("Sign the press release form", "請簽署採訪同意書"),
        needs_approval=True,
        capacity=40,
    ),
    "guest": TicketTypeDetails(
        in_three_languages("Guest of the forum", "論壇嘉賓"),
        in_three_languages("By invitation of the secretariat", "由秘書處邀請"),
        badge_class="vip",
        visibility="invitation",
    ),
}

MAIN_ENTRANCE = GateDetails(in_three_languages("Main entrance", "正門入口"))
WORKSHOP_DOOR = GateDetails(in_three_languages("Workshop Studio", "工作坊入口"), directions="both")
"""Leads to the first workshop."""
LOUNGE = GateDetails(
    in_three_languages("Guests' lounge", "嘉賓室"),
    badge_classes=("speaker", "vip"),
    zone="Lounge",
    directions="both",
    reentry="free",
)
MARKET_BADGES = ("FILMART", "FM##-######")
"""The market's own badges open the forum's door too."""
