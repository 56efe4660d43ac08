"""Twenty-eight ways a page or a feed is written: title, encoding as Python names it, what the header and the document say."""

import pytest

RUSSIAN = "Поезд «Туманган» прибыл в Хасан: 12 пассажиров прошли контроль"
UKRAINIAN = "Міст через річку відкриють у червні, кажуть її мешканці"
KOREAN = "두만강역 준공식 열려 · 러시아와 철도 수송 확대"
RARE_KOREAN = "나선시 똠방각하 펲시콜라 국경 다리 건설"  # syllables that only the extension cp949 has
JAPANESE = "豆満江の鉄橋、列車の運行を再開へ"
CHINESE = "中朝俄边境：图们江大桥开始动工"
TRADITIONAL = "圖們江大橋動工 連接俄羅斯與北韓"
GERMAN = "Züge über die Brücke fahren wieder – größere Güterzüge später"
POLISH = "Pociąg przez graniczny most: pierwszy od czterech lat"

ENCODINGS = [
    pytest.param(RUSSIAN, "cp1251", "windows-1251", None, id="windows-1251 by header"),
    pytest.param(RUSSIAN, "cp1251", None, "windows-1251", id="windows-1251 by meta"),
    pytest.param(RUSSIAN, "cp1251", None, None, id="windows-1251 undeclared"),
    pytest.param(RUSSIAN, "cp1251", "utf-8", "utf-8", id="windows-1251 declared utf-8"),
    pytest.param(RUSSIAN, "cp1251", "ISO-8859-1", None, id="windows-1251 declared latin-1"),
    pytest.param(RUSSIAN.replace("«", "").replace("»", ""), "koi8-r", None, "koi8-r", id="koi8-r by meta"),
    pytest.param(RUSSIAN.replace("«", "").replace("»", ""), "koi8-r", "windows-1251", None, id="koi8-r declared 1251"),
    pytest.param(UKRAINIAN, "koi8-u", None, None, id="koi8-u undeclared"),
    pytest.param(KOREAN, "euc-kr", "euc-kr", None, id="euc-kr by header"),
    pytest.param(RARE_KOREAN, "cp949", "euc-kr", None, id="cp949 declared euc-kr"),
    pytest.param(KOREAN, "cp949", None, "ks_c_5601-1987", id="cp949 by its old name"),
    pytest.param(KOREAN, "cp949", "utf-8", None, id="cp949 declared utf-8"),
    pytest.param(KOREAN.replace("·", "-"), "iso2022_kr", None, "iso-2022-kr", id="ISO-2022-KR"),
    pytest.param(JAPANESE, "shift_jis", None, "Shift_JIS", id="Shift_JIS by meta"),
    pytest.param(JAPANESE, "shift_jis", None, None, id="Shift_JIS undeclared"),
    pytest.param(JAPANESE, "euc_jp", None, "x-euc-jp", id="EUC-JP by meta"),
    pytest.param(JAPANESE, "euc_jp", "Shift_JIS", None, id="EUC-JP declared Shift_JIS"),
    pytest.param(CHINESE, "gb18030", None, "gb2312", id="gb18030 declared gb2312"),
    pytest.param(CHINESE, "gb18030", None, None, id="gb18030 undeclared"),
    pytest.param(TRADITIONAL, "big5", None, "big5", id="big5 by meta"),
    pytest.param(KOREAN, "utf-16", None, None, id="UTF-16 with a byte order mark"),
    pytest.param(RUSSIAN, "utf-16-le", None, None, id="UTF-16 without a byte order mark"),
    pytest.param(RUSSIAN, "utf-16-be", "utf-16be", None, id="UTF-16BE by header, without a mark"),
    pytest.param(JAPANESE, "utf-8-sig", "Shift_JIS", None, id="byte order mark over header"),
    pytest.param(CHINESE, "utf-8", "gb2312", None, id="utf-8 declared gb2312"),
    pytest.param(GERMAN, "cp1252", "iso-8859-1", None, id="windows-1252 by its label latin-1"),
    pytest.param(POLISH, "iso8859-2", None, "iso-8859-2", id="iso-8859-2 by meta"),
    pytest.param(GERMAN, "utf-8", None, "x-user-unknown", id="a label nobody knows"),
]
