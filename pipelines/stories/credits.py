"""Where texts say whose words they are, and whom they refer to: patterns around a name of an agency.

`{n}` stands for any agency's name, as group `n`.
"""

# The text is the agency's own: datelines, brackets, slashes, copyright, "source:" lines. Searched line by line.
CREDITS = (
    r"^[^\n]{0,60}?[(（]\s*{n}\s*[)）]\s*[-–—.:]",  # SEOUL (Reuters) - · (AP) —
    r"^[^\n]{0,60}?[/／]\s*{n}\s*[/／]",  # МОСКВА, 30 апреля. /ТАСС/. · ウラジオストク、4月17日。／タス／
    r"^[^\n.]{2,40}?[,.]\s*\d{1,2}\s+[^\W\d]{3,12}\.?\s*[-–—.]\s*{n}[.,:\s]",  # ХАБАРОВСК, 23 сентября - РИА Новости.
    r"^{n},\s+[A-ZÀ-Ž]{{3,}}",  # AFP, SEOUL
    r"^[A-ZÀ-Ž][^\n,]{1,30},\s*(?:\d{1,2}\.?\s*\w+\s*)?[(（]\s*{n}",  # Madrid, 30 abr (EFE).
    r"[(（\[【][^()（）\[\]\n]{0,14}=\s*{n}[^()（）\]\n]{0,8}[)）\]】]",  # (서울=연합뉴스)
    r"^[【［\[][^】］\]\n]{0,16}?{n}[】］\]]",  # 【モスクワ共同】 ［ソウル 1日 ロイター］
    r"^[（(]?[^。\n]{0,8}?{n}[^。，,\n]{0,14}?\d{0,2}(?:月\d{1,2})?日?[电電]",  # 新华社平壤4月30日电 · 据新华社…电
    r"^[(（]\s*{n}\s*[)）]",  # (조선중앙통신)
    r"^(?:[^\n]{0,16}\s)?{n}\s*(?:\s*[=＝]|\s[가-힣]{2,4}\s(?:기자|특파원))",  # 연합뉴스 홍길동 기자
    r"(?:©|ⓒ|\(c\)|copyright|저작권자|版权所有|著作権)[^\n]{0,20}?{n}",
    r"^[<＜〈(（【\[]?\s*(?:source|quelle|fuente|źródło|источник|джерело|출처|来源|來源|出典|編集元|配信)\s*[:：=／/]?\s*{n}",
    r"^{n}\s*(?:提供|配信)",
    r"[(（〈<]\s*{n}\s*[)）〉>]\s*$",  # … (TASS)
)

# Pictures are credited like texts; whose they are says nothing of the words.
PICTURE = (
    r"photo|foto|фото|사진|写真|圖|图|画像|ap photo|image|bild|picture|zdj[eę]cie|video grab|file"
    r"|資料|资料|자료|캡처|캡쳐|撮影|摄|攝|getty"
)

# Words that make a name the one referred to, before or after it.
CITING_BEFORE = (
    r"according to|reported by|reports? by|told|said|says|quoting|citing|cites|quoted by|told by|via|with reference to"
    r"|learned from"
    r"|сообщает|сообщил\w*|сообщают|передает|передаёт|передал\w*|пишет|пишут|рассказал\w*|заявил\w*|по данным|по информации"
    r"|со ссылкой на|ссылаясь на|цитирует|уточнил\w*|в беседе с|интервью"
    r"|повідомляє|повідомил\w*|передає|пише|за даними|з посиланням на|посилаючись на"
    r"|laut|nach angaben|nach informationen|berichtet\w*|meldet\w*|zufolge|gegenüber|unter berufung auf"
    r"|selon|d['’]après|rapporte|annonce|cité par|citant|auprès de|a indiqué|indique|à"
    r"|según|informó|informa|reportó|citando|citado por|de acuerdo con|declaró a|dijo a|contó a"
    r"|według|podał\w*|poinformował\w*|podaje|cytowan\w*|powołując się na|za"
    r"|据|據|引述|援引|接受|对|對"
)
CITING_AFTER = (
    r"reported|reports|said|says|wrote|writes|quoted|cited|announced|carried|put it|learned"
    r"|сообщает|сообщил\w*|передает|передаёт|передал\w*|пишет|рассказал\w*|стало известно|узнал\w*"
    r"|повідомляє|передає|пише"
    r"|zufolge|berichtet\w*|meldet\w*|schreibt|erfuhr"
    r"|rapporte|a rapporté|écrit|indique|a annoncé"
    r"|informó|informa|reportó|publicó|señaló"
    r"|podał\w*|podaje|poinformował\w*|donosi|pisze"
    r"|통신에|에 따르면|에 의하면|은|는|이|가|을 인용|를 인용|에 |보도|전했|통신"
    r"|によると|によれば|によりますと|は|が|通信|の取材|で報|紙"
    r"|报道|報道|报导|報導|消息|说|說|称|稱|指|表示|记者|記者|电|電"
)
