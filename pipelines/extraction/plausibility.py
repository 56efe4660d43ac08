"""How much a decoded text looks like writing: what decides between encodings that all decode without an error."""

import re

# The most frequent characters of running text, enough to cover about half of it in each script; a text decoded with the wrong
# table is spread over thousands of rare ones.
_FREQUENT_HAN = frozenset(
    # Chinese, then what traditional writing and Japanese add
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多"
    "定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因"
    "由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解"
    "问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级"
    "俄朝罗斯铁桥图江鲜韩北南美市交会運為國這個時來們對會說過後還學發經點現當開實關體動機種應將無與從進電車場長門問"
    "間東見親報記員業產實橋鐵羅韓鮮圖務選舉統總華聞語議變歲內區處據權強導濟聯際鄉戰萬億專屬縣廣號線"
    "同者議連発対党業内今回金選米円京戦氏調田当八約首不期野協取都総加思話受区領県続保改院女午界支派済書府活原得資"
    "予川査勝委告参売組知案信策集団側任引昨論死官増感投示変打男私始島両革価確村挙勢減広必応演歳住争談再置企真疑"
    "税検町校状語営空証土与止援供役構割身費施説食防補優断石違消境番規護態鮮備宅害配副視独警輸訪楽万着乗店述残想"
    "農州武声質念待試銀域助労衛早映限額監追審商伝落担退準英被株頭技毎復仕去負閣渡失移差写課末守影含量望非撃核整"
    "段横融況音申様財港注呼渉露縄駅橋豆満江陸旅客便専列羅先浦塩斯哈桑琿春"
)
_FREQUENT_HANGUL = frozenset(
    "이다는의에을를가은하고로한지사기인도러북대서어나정자시일아해과것그리으들조선만수있보주전장원부국상제연공간"
    "라김구안성경동관관계화유중년월방여생개식행통역철교강두개미무위신비진오회스습니까요했였된되면게말당군문"
)
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_KANA = re.compile("[\u3040-\u309f\u30a1-\u30fc]")
_CYRILLIC_WORD = re.compile("[a-zA-Z]*[\u0400-\u04ff]+[a-zA-Z]*")
_LATIN_RUN = re.compile("[\u00c0-\u024f]+")
_COMMON_ACCENTED = frozenset("äöüßÄÖÜéèêëàâçùûîïôœÉÀÇáíóúñÁÍÓÚÑąćęłńśźżŁŚŻ")  # de, fr, es, pl
_SIGNS = "\u00a4-\u00a8\u00aa-\u00ae\u00b0-\u00b6\u00b8\u00b9\u00bc-\u00be"  # fine between spaces, odd inside a word
_ODD = re.compile(
    "[\ufffd\u0080-\u009f\u2500-\u25ff\ue000-\uf8ff\uff61-\uff9f]"
    f"|[^\\W\\d_][{_SIGNS}]+(?=[^\\W\\d_])|[a-z][\u3400-\u9fff\uac00-\ud7a3](?=[a-z])"
)
_NEUTRAL = re.compile("[\u00a1-\u00bf]|[\u2010-\u2027\u2030-\u203a\u00a0\u20ac\u2116\u2122\u3000-\u3002\uff01-\uff1f]")
_VOWEL = re.compile("[аеёиоуыэюяіїє]", re.IGNORECASE)
_VOWELLESS = 4  # letters of a Cyrillic word without any vowel: an abbreviation, or the wrong table


def plausibility(text: str) -> float:
    """From about -2 (noise) to 1 (writing), over the letters beyond ASCII; 0 when there are none."""
    beyond = sum(1 for character in text if character > "\x7f") - len(_NEUTRAL.findall(text))
    if not beyond:
        return 0.0
    odd = len(_ODD.findall(text))
    return (_east_asian(text) + _cyrillic(text) + _latin(text) - 2 * odd) / beyond


def _east_asian(text: str) -> float:
    han, hangul, kana = _HAN.findall(text), _HANGUL.findall(text), _KANA.findall(text)
    kana_points = float(len(kana))
    if hangul and kana:  # never written together: one of them is an accident of the table
        kana_points -= 2 * min(len(hangul), len(kana))
    return _half_frequent(han, _FREQUENT_HAN) + _half_frequent(hangul, _FREQUENT_HANGUL) + kana_points


def _half_frequent(characters: list[str], frequent: frozenset[str]) -> float:
    """In running text at least half of the characters are among the frequent ones; in accidents hardly any."""
    hits = sum(character in frequent for character in characters)
    return min(2.0 * hits - 0.5 * (len(characters) - hits), len(characters))


def _cyrillic(text: str) -> float:
    """Words in one case with a vowel in them; koi8-r and windows-1251 taken for each other turn the case around."""
    points = 0.0
    capitals = 0
    for match in _CYRILLIC_WORD.finditer(text):
        word = match[0]
        if not word[0] > "\x7f" or not word[-1] > "\x7f":  # an accented letter of a Latin word
            points -= 2 * len(word)
            continue
        cased = word.islower() or word.isupper() or word.istitle()
        spoken = len(word) < _VOWELLESS or _VOWEL.search(word) or word.isupper()
        points += len(word) * (0.0 if len(word) == 1 else 1.0 if cased and spoken else -1.0)
        capitals += len(word) if len(word) > 1 and word.isupper() else 0
    return points - 1.5 * capitals if capitals > points / 2 else points


def _latin(text: str) -> float:
    """Accented letters stand alone among plain ones; rows of them are another alphabet read as Latin."""
    points = 0.0
    for match in _LATIN_RUN.finditer(text):
        row = match[0]
        if len(row) > 2:
            points -= 2.0 * len(row)
        else:
            points += sum(1.0 if character in _COMMON_ACCENTED else -0.5 for character in row)
    return points
