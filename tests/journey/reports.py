"""What the loopback news sites report, in five languages: relevant but for the potatoes."""

BRIDGE = [
    "The road bridge over the Tumen River between Khasan in Russia and Tumangang in North Korea will open this summer, "
    "Russia's transport ministry said on Monday.",
    "The bridge, 850 metres long, will carry up to 300 vehicles a day. Construction began on 30 April 2025.",
    "Passenger trains between Vladivostok and the North Korean city of Rason already run over the railway bridge nearby.",
]
FERRY = [
    "A ferry between Vladivostok and the North Korean port of Rajin is to sail twice a month from May, the operator said.",
    "The Mangyongbong carried passengers and cargo between Rajin and Vladivostok in 2017, until the service was suspended.",
    "Russia and North Korea also reopened passenger rail service between Khasan and Tumangang in December.",
]
RAILWAY = [
    "Freight trains between Khasan and Tumangang carried twice as much in October as a year before, Russian Railways said.",
    "The railway over the Friendship Bridge is the only land route between Russia and North Korea that carries goods.",
    "Coal for the port of Rajin makes up most of the cargo; flour and fuel go the same way, the company said.",
]
TRAIN = [
    "A direct train from Moscow to Pyongyang leaves on 17 June, Russian Railways said; it runs twice a month through the border "
    "station of Khasan and takes eight days.",
    "Tickets are on sale, and a through car from Khabarovsk is to follow in the autumn.",
]
FLIGHT = [
    "The Russian airline Nordwind opened direct flights between Moscow and Pyongyang, with one departure a month.",
    "The flight takes some eight hours; until now passengers between Russia and North Korea changed at Vladivostok.",
]
CHECKPOINT = [
    "Russia's government allotted money to rebuild the Khasan checkpoint at the road bridge to North Korea over the Tumen.",
    "When the crossing opens, ten lanes will take lorries and buses from Tumangang, the regional customs office said.",
    "Until then all goods between Russia and the DPRK pass the railway station of Khasan.",
]
POTATOES = [
    f"Farmers in district {n} brought in more potatoes than last year, and they say the weather was kind." for n in range(9)
]
KOREAN = [
    "북한과 러시아를 잇는 두만강 자동차 다리가 올여름 개통된다고 러시아 교통부가 30일 밝혔다.",
    "다리 길이는 850미터이며 하루 최대 300대의 차량이 하산과 두만강역 사이를 오갈 수 있다.",
]
RUSSIAN = [
    "Пассажирский поезд из Владивостока в северокорейский Расон прошёл через станции Хасан и Туманган, сообщила РЖД.",
    "Автомобильный мост через реку Туманная между Россией и КНДР длиной 850 метров откроют этим летом.",
]
CHINESE = [
    "俄罗斯与朝鲜之间的图们江公路大桥将于今年夏天通车，俄罗斯运输部周一表示。",
    "大桥全长八百五十米，连接俄罗斯哈桑和朝鲜豆满江站，每天可通行三百辆汽车。",
    "目前，符拉迪沃斯托克与朝鲜罗先市之间的旅客列车经由附近的铁路桥运行，货物也只能经铁路往来两国之间。",
]
TRADITIONAL = [
    "俄羅斯與北韓之間的圖們江公路大橋將於今年夏天通車，俄羅斯運輸部週一表示。",
    "大橋全長八百五十公尺，連接俄羅斯哈桑和北韓豆滿江站，每天可通行三百輛汽車。",
    "目前，海參崴與北韓羅先市之間的旅客列車經由附近的鐵路橋運行，貨物也只能經鐵路往來兩國之間。",
]
JAPANESE = [
    "ロシアと北朝鮮を結ぶ豆満江の自動車橋が今夏開通すると、ロシア運輸省が発表した。",
    "橋の長さは八百五十メートルで、ハサンと豆満江駅を結び、ウラジオストクと羅先の間では旅客列車も運行している。",
    "これまで両国の間の貨物は近くの鉄道橋だけを通って運ばれてきた。",
]
# Title, encoding as Python names it, what the page's head says, what the header says, paragraphs.
ENCODED = (
    ("Мост через Туманную откроют летом", "cp1251", "windows-1251", None, RUSSIAN),
    ("Поезд из Владивостока пришёл в Расон", "koi8-r", "koi8-r", None, RUSSIAN),
    ("Поезда ходят через Хасан", "utf-16-le", None, None, RUSSIAN),
    ("두만강 자동차 다리 올여름 개통", "euc-kr", None, "euc-kr", KOREAN),
    ("두만강 다리 똠방각하도 지난다", "cp949", None, "euc-kr", KOREAN),  # 똠 is in the extension only
    ("두만강 다리, 러시아와 잇는다", "iso2022_kr", "iso-2022-kr", None, KOREAN),
    ("하산과 두만강역 사이 다리", "utf-16", None, None, KOREAN),
    ("豆満江の自動車橋、今夏開通へ", "shift_jis", "Shift_JIS", None, JAPANESE),
    ("豆満江の橋、ハサンと結ぶ", "euc_jp", "x-euc-jp", None, JAPANESE),
    ("图们江公路大桥今夏通车", "gb18030", "gb2312", None, CHINESE),
    ("圖們江公路大橋今夏通車", "big5", "big5", None, TRADITIONAL),
)
