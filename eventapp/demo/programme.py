"""The demo's sessions: the themes of the forum, over one day in two rooms."""

from eventapp.core.types import LocalizedText
from eventapp.demo.forum import Slot
from eventapp.demo.texts import in_three_languages
from eventapp.programme.service import SessionDetails

IDEA = SessionDetails(
    title=in_three_languages("Meet the commissioning editors", "與節目採購編輯面對面"),
    abstract=in_three_languages(
        "Ten minutes each, by appointment: bring one page and one trailer.",
        "每人十分鐘，須預約：請帶一頁簡介及一段預告片。",
    ),
    status="draft",
    planned_minutes=60,
    expected_audience=30,
)

SLOTS = (
    Slot(
        "08:30",
        "09:30",
        in_three_languages("Registration and coffee", "登記及咖啡時間", "签到及咖啡时间"),
        LocalizedText(),
        "break",
    ),
    Slot(
        "09:30",
        "09:50",
        in_three_languages("Opening: one harbour, two sides, many screens", "開幕致辭：一個海港，兩地攜手，萬千熒幕"),
        in_three_languages(
            "A welcome from the hosts, and what this day should leave behind: contacts, and at least one idea that "
            "nobody came with.",
            "主辦方致歡迎辭，並談談這一天應該留下甚麼：新的合作夥伴，以及至少一個大家來時沒有的構思。",
        ),
        "opening",
        "hall",
        None,
        (("yan-ni", "speaker"), ("helena-fong", "moderator")),
        "cmn",
    ),
    Slot(
        "09:50",
        "10:20",
        in_three_languages(
            "Co-production after the CEPA amendment: what mainland and Hong Kong producers can do now",
            "CEPA 修訂之後：內地與香港合拍的新空間",
        ),
        in_three_languages(
            "The amended agreement on trade in services eases co-production and opens mainland channels further to "
            "Hong Kong television. What exactly changed, from when, and which steps remain.",
            "經修訂的服務貿易協議進一步便利兩地合拍，並讓香港電視節目更易進入內地頻道。本場將逐項說明改變了甚麼、"
            "何時生效，以及仍需辦理哪些手續。",
        ),
        "keynote",
        "hall",
        "coproduction",
        (("yan-ni", "speaker"),),
        "cmn",
    ),
    Slot(
        "10:20",
        "10:50",
        in_three_languages("Content innovation: stories that travel", "內容創新：能走遠的故事"),
        in_three_languages(
            "Which stories cross a border by themselves, and which need a bridge? Twelve series from the last three "
            "years, seen from Hong Kong.",
            "哪些故事能自行跨越邊界，哪些需要一道橋？從香港出發，回顧過去三年的十二部劇集。",
        ),
        "keynote",
        "hall",
        "content",
        (("helena-fong", "speaker"),),
        "yue",
    ),
    Slot("10:50", "11:15", in_three_languages("Coffee break", "茶歇"), LocalizedText(), "break"),
    Slot(
        "11:15",
        "12:15",
        in_three_languages("Short-form dramas going global", "微短劇出海"),
        in_three_languages(
            "A hundred million downloads and more than a hundred million dollars outside the mainland in one year: "
            "short drama has become an export. Who watches, who pays, and what comes after the first wave.",
            "一年之內，內地微短劇應用在海外錄得約一億次下載，收入逾一億美元。誰在看，誰付費，第一波熱潮之後又會如何？",
        ),
        "panel",
        "hall",
        "content",
        (
            ("luo-yi", "panellist"),
            ("you-xiao", "panellist"),
            ("shen-qiao", "panellist"),
            ("marisol-quintero", "moderator"),
        ),
        "cmn",
    ),
    Slot(
        "11:15",
        "12:15",
        in_three_languages("Clinic: the co-production contract, clause by clause", "合拍合約診所：逐條細讀"),
        in_three_languages(
            "Bring your questions and, if you like, your draft. We read a model contract together and mark the five "
            "clauses that decide everything.",
            "歡迎帶同問題，甚至合約草稿。我們一起細讀一份範本，找出決定成敗的五條條款。",
        ),
        "workshop",
        "studio",
        "coproduction",
        (("desmond-ip", "speaker"),),
        "yue",
    ),
    Slot("12:15", "13:45", in_three_languages("Lunch", "午餐"), LocalizedText(), "break"),
    Slot(
        "13:45",
        "14:15",
        in_three_languages("AI in production: a tool for those who create", "人工智能與影視製作：創作者的工具"),
        in_three_languages(
            "What a large language model made for drama can do today, from the script to the subtitle, and what should "
            "stay in human hands.",
            "為劇集而設的大語言模型，今天能為劇本以至字幕做些甚麼？又有甚麼應該留在人的手中？",
        ),
        "keynote",
        "hall",
        "technology",
        (("fu-binxing", "speaker"),),
        "cmn",
    ),
    Slot(
        "14:15",
        "15:15",
        in_three_languages("Subtitles and dubbing in twenty languages, overnight", "一夜之間，二十種語言的字幕與配音"),
        in_three_languages(
            "Multilingual subtitles and synthetic voices bring a series to market in days instead of months. A dubbing "
            "director, a researcher and a producer on quality, consent and the audience’s ear.",
            "多語言字幕與合成語音，讓劇集由數月縮短至數天即可推出海外。配音導演、研究員與製作人同場討論質素、授權與觀眾的耳朵。",
        ),
        "panel",
        "hall",
        "technology",
        (
            ("fu-binxing", "panellist"),
            ("kenji-arakawa", "panellist"),
            ("amina-okafor", "panellist"),
            ("helena-fong", "moderator"),
        ),
        "en",
    ),
    Slot(
        "14:15",
        "15:15",
        in_three_languages("Workshop: eighty episodes of ninety seconds", "工作坊：八十集，每集九十秒"),
        in_three_languages(
            "How a short drama is built: hook, turn, cliff. In small groups we plot the first ten episodes of one.",
            "微短劇的結構：引子、轉折、懸念。我們分組為一部新劇構思首十集。",
        ),
        "workshop",
        "studio",
        "content",
        (("shen-qiao", "speaker"),),
        "cmn",
    ),
    Slot("15:15", "15:40", in_three_languages("Tea break", "下午茶"), LocalizedText(), "break"),
    Slot(
        "15:40",
        "16:25",
        in_three_languages(
            "From novel to series: the case of “Best Choice Ever”",
            "從小說到劇集：《承歡記》的 IP 轉化",
            "从小说到剧集：《承欢记》的 IP 转化",
        ),
        in_three_languages(
            "A novel by the Hong Kong author Nee Yeh-su (Yi Shu) became a television drama that was received warmly on "
            "both sides. What was kept, what was moved to another city and time, and who had to agree.",
            "香港作家亦舒的小說成為廣受兩地好評的電視劇。保留了甚麼，又把甚麼搬到另一個城市、另一個年代，過程中需要得到誰的同意？",
        ),
        "case",
        "hall",
        "coproduction",
        (("cheung-yuet-ling", "speaker"), ("gao-mingyuan", "speaker")),
        "cmn",
    ),
    Slot(
        "15:40",
        "16:40",
        in_three_languages("Lab: hearing the difference", "實驗室：聽得出的分別"),
        in_three_languages(
            "Listen to ten scenes in three dubbings each, one of them synthetic. Vote, then see what others heard.",
            "聆聽十段場景，各有三個配音版本，其中一個為合成語音。先投票，再看看別人聽到了甚麼。",
        ),
        "workshop",
        "studio",
        "technology",
        (("amina-okafor", "speaker"), ("kenji-arakawa", "speaker")),
        "en",
    ),
    Slot(
        "16:25",
        "17:10",
        in_three_languages("What buyers abroad ask for", "海外買家想要甚麼"),
        in_three_languages(
            "Acquisition heads open their wish lists for the coming season, and say what they have seen enough of.",
            "節目採購主管公開下一季的心願清單，並坦言哪些題材已經看夠。",
        ),
        "panel",
        "hall",
        "content",
        (("marisol-quintero", "panellist"), ("gao-mingyuan", "panellist"), ("desmond-ip", "moderator")),
        "en",
    ),
    Slot(
        "17:10",
        "17:30",
        in_three_languages("Closing: what we take home", "總結：我們帶走甚麼"),
        in_three_languages(
            "Three voices from the floor, and the date of the next forum.", "三位與會者的聲音，以及下屆論壇的日期。"
        ),
        "opening",
        "hall",
        None,
        (("helena-fong", "speaker"), ("luo-yi", "speaker")),
        "yue",
    ),
    Slot(
        "17:30",
        "19:00",
        in_three_languages("Networking reception by the harbour", "海濱交流酒會"),
        in_three_languages(
            "Drinks, dim sum and Victoria Harbour. Your badge is your invitation.", "佳釀、點心與維港景色。憑名牌入場。"
        ),
        "networking",
    ),
)
