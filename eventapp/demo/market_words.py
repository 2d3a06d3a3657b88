"""The words that the demo's market is made of: English beside Traditional Chinese."""

Words = tuple[str, str]

HALLS: tuple[tuple[int, str, str], ...] = ((1, "Hall 1", "一號館"), (3, "Hall 3", "三號館"))
CATEGORIES: tuple[Words, ...] = (
    ("Film production", "電影製作"), ("Series", "劇集"), ("Short drama", "微短劇"), ("Animation", "動畫"),
    ("Distribution and sales", "發行及銷售"), ("Post-production and dubbing", "後期及配音"), ("Finance", "融資"),
)  # fmt: skip
COMPANY_FIRST: tuple[Words, ...] = (
    ("Harbour Lamp", "港燈"), ("Lion Rock", "獅子山"), ("Paper Boat", "紙船"), ("Blue Heron", "藍鷺"),
    ("West Lake", "西湖"), ("Three Minutes", "三分鐘"), ("Lotus Lane", "蓮花巷"), ("Northgate", "北門"),
    ("Silver Ferry", "銀渡"), ("Banyan", "榕樹"),
)  # fmt: skip
COMPANY_SECOND: tuple[Words, ...] = (
    ("Pictures", "影業"), ("Studios", "製作"), ("Animation", "動畫"), ("Media", "傳媒"), ("Distribution", "發行"),
    ("Stories", "故事"),
)  # fmt: skip
PITCHES: tuple[Words, ...] = (
    (
        "Makes films and series between Hong Kong and the mainland, and looks for partners who stay.",
        "製作香港與內地之間的電影及劇集，尋找長期夥伴。",
    ),
    (
        "Short dramas in two minutes an episode, written for phones and subtitled in six languages.",
        "每集兩分鐘的微短劇，為手機而寫，備六種語言字幕。",
    ),
    (
        "Sells finished films and formats across Asia, and finds platforms for what is new.",
        "在亞洲銷售完成的電影及節目模式，為新作尋找平台。",
    ),
    ("Dubs and subtitles series for markets abroad, in weeks.", "數周內為海外市場完成劇集的配音及字幕。"),
    ("Turns novels into series, and brings their readers along.", "把小說改編成劇集，也把讀者帶來。"),
)
STAND_EVENTS: tuple[Words, ...] = (
    ("New trailers", "新預告片"), ("Signing of a co-production", "合拍簽約"), ("Meet the writer", "與編劇見面"),
    ("Tea with buyers", "買家茶敍"),
)  # fmt: skip
SHOWCASES: tuple[Words, ...] = (
    ("Showcase: films in development", "展映：籌備中的電影"),
    ("Showcase: short dramas for abroad", "展映：出海微短劇"),
    ("Pitch: from novel to series", "推介：從小說到劇集"),
    ("Showcase: animation", "展映：動畫"),
)
TITLE_FIRST: tuple[Words, ...] = (
    ("The Last", "最後的"), ("Silent", "寂靜的"), ("Crimson", "緋紅"), ("Distant", "遠方的"), ("Hidden", "隱藏的"),
    ("Golden", "金色的"), ("Rainy", "雨中的"), ("Nine", "九個"), ("Borrowed", "借來的"), ("Flowing", "流動的"),
    ("Paper", "紙"), ("Midnight", "午夜的"),
)  # fmt: skip
TITLE_SECOND: tuple[Words, ...] = (
    ("Harbour", "港灣"), ("Lantern", "燈籠"), ("Letter", "信"), ("Mountain", "山"), ("Melody", "旋律"),
    ("Shadow", "影子"), ("City", "城市"), ("Peony", "牡丹"), ("Bridge", "橋"), ("Kitchen", "廚房"),
)  # fmt: skip
LOGLINES: tuple[Words, ...] = (
    (
        "Two sisters leave a fishing village for the city, and find that every street remembers them.",
        "兩姊妹離開漁村來到城市，發現每條街都記得她們。",
    ),
    (
        "A retired stunt man teaches a girl to fall, and learns from her to stand up.",
        "一位退休替身教女孩如何跌倒，卻從她身上學會站起來。",
    ),
    (
        "A cook finds her grandmother's recipes, and with them a family that nobody spoke of.",
        "一位廚師找到祖母的食譜，也找到一個沒有人提起的家庭。",
    ),
    (
        "An interpreter at a fair begins to say what people mean instead of what they say.",
        "展會上的一位傳譯員，開始說出人們的心意，而不是他們的話。",
    ),
    (
        "On the night ferry eight strangers share one secret, and only seven get off.",
        "夜渡上八個陌生人共守一個秘密，下船的卻只有七人。",
    ),
)

MEETING_SEEKS = {
    "en": (
        ("Finished series with Asian rights free, for a streaming service.", "Dramas and short dramas, ready to sell."),
        ("Projects for co-production under CEPA.", "Two features in development and a team in Hong Kong."),
        ("Animation for families, up to ten years old.", "An animation studio with a finished pilot."),
    ),
    "zh-Hant": (
        ("為串流平台尋找亞洲版權仍然可售的完成劇集。", "可即時發行的劇集及短劇。"),
        ("尋找可按 CEPA 合拍的項目。", "兩部開發中的長片，團隊位於香港。"),
        ("適合家庭觀看的動畫。", "已完成試播集的動畫工作室。"),
    ),
    "zh-Hans": (
        ("为流媒体平台寻找亚洲版权仍然可售的完成剧集。", "可即时发行的剧集及短剧。"),
        ("寻找可按 CEPA 合拍的项目。", "两部开发中的长片，团队位于香港。"),
        ("适合家庭观看的动画。", "已完成试播集的动画工作室。"),
    ),
}
"""What buyers seek and exhibitors offer, in the language that each writes."""
MEETING_PURPOSES = {
    "en": ("Your slate for next year", "Rights for South-East Asia", "A co-production in Hong Kong"),
    "zh-Hant": ("貴公司明年的片單", "東南亞地區版權", "在香港合拍"),
    "zh-Hans": ("贵公司明年的片单", "东南亚地区版权", "在香港合拍"),
}
LEAD_NOTES = (
    "Saw the trailer twice. Send the screener on Monday.", "Only streaming, Malaysia and Singapore.",
    "要普通話字幕，下週再談。", "想看完整片單。", "预算有限，只看短剧。",
    "Brings their own finance; wants to shoot in Hong Kong.",
)  # fmt: skip
BUYERS_COMPANIES = (
    ("Lighthouse Channel", "燈塔頻道"), ("Monsoon Streaming", "季風串流"), ("Northern Line Cinemas", "北線影院"),
    ("Paper Boat Kids", "紙船兒童台"), ("Seven Hills Distribution", "七丘發行"), ("Tide Broadcasting", "潮汐廣播"),
    ("Blue Lantern Finance", "藍燈籠影視基金"), ("Orchard Airlines Entertainment", "果園航空娛樂"),
)  # fmt: skip
