"""Figures as fingerprints: the values a text states, whatever marks, number words and units write them.

Not a reading of what is stated (the ledger does that): 4.05万吨, 4万500トン and 40 500 т only have to come out equal.
"""

import re
from collections.abc import Iterator

_MAN = {"万": 1e4, "萬": 1e4, "만": 1e4, "億": 1e8, "亿": 1e8, "억": 1e8}
_HUNDRED = {"百": 100.0, "千": 1e3, "천": 1e3, "백": 100.0}
_SCALE = (
    r"(?P<scale>[百千천백]?[万萬만億亿억]|[百千천백](?![가-힣])|"
    r"\s?[-‐]?(?:thousand|million|billion|bn|тыс\w*\.?|тысяч\w*|млн|миллион\w*|млрд|тис\.|тисяч\w*|мільйон\w*|mil(?:es)?\b|millones|millions?|tausend|mio|"
    r"millionen|tysi\w+|milion\w*|tys\.|mln|mille)\b\.?)"
)
_WORDS = (
    (("thousand", "тыс", "тис", "mil", "tausend", "tys", "mille"), 1e3),
    (("million", "млн", "миллион", "мільйон", "millon", "mio", "milion", "mln"), 1e6),
    (("billion", "bn", "млрд"), 1e9),
)
_KILOMETRES = r"km|км|公里|キロ|킬로미터|킬로|㎞|kilomet\w*|kilómet\w*|километр\w*|кілометр\w*"
_DIGITS = r"\d{1,3}(?:[ ,.'\u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,·]\d+)?"
_FIGURE = re.compile(
    rf"(?<![A-Za-zÀ-žА-яЁёІіЇїЄє\d.,:/№#-])(?P<digits>{_DIGITS})(?:{_SCALE}(?: ?(?P<rest>\d{{1,4}}(?=[^\d.,:]|$)))?)?"
    rf"(?P<unit>\s?[-‐]?(?:{_KILOMETRES}))?"
)
_DATED = re.compile(r"\s?(?:[年月日号號년월일시時时点點分분]|:\d|/\d|%|\.\d|th\b|st\b|nd\b|rd\b|-\d)")
_MOST = 1e15  # longer strings of digits are identifiers
_YEARS = range(1900, 2100)  # four plain digits in here are taken for a year


def figures(text: str) -> frozenset[float]:
    """Values stated in a text, lengths in metres; years, days, clock times and percentages are left out."""
    return frozenset(_values(text))


def _values(text: str) -> Iterator[float]:
    for match in _FIGURE.finditer(text):
        if _DATED.match(text, match.end()):
            continue
        value = _plain(match["digits"])
        scale = match["scale"]
        if not scale and not match["unit"] and match["digits"].isdigit() and value in _YEARS:
            continue
        if scale:
            value = value * _factor(scale) + (float(match["rest"]) if match["rest"] else 0.0)
        if match["unit"]:
            value *= 1000
        if value < _MOST:
            yield float(f"{value:.6g}")


def _plain(digits: str) -> float:
    """A mark before exactly three digits parts thousands, any other is a decimal mark."""
    grouped = re.sub(r"[ ,.'\u00a0\u202f](?=\d{3}(?!\d))", "", digits)
    if re.match(r"0[.,]", digits):
        grouped = digits
    return float(grouped.replace(",", ".").replace("·", "."))


def _factor(scale: str) -> float:
    written = scale.strip(" -‐.").lower()
    value = 1.0
    for char in written:
        value *= _MAN.get(char) or _HUNDRED.get(char) or 1.0
    if value > 1:
        return value
    for words, factor in reversed(_WORDS):
        if written.startswith(words):
            return factor
    return 1.0


def rarity(value: float) -> float:
    """How little chance two texts have to state this value independently, in [0, 1].

    By the digits that carry information: 668.6 is as good as a name, 850 is half of one, 300 or 12 are next to nothing.
    """
    significant = len(f"{value:.6g}".replace(".", "").strip("0").split("e")[0])
    if value < 10:
        return 0.0
    return (0.0, 0.15, 0.5, 1.0)[min(significant, 3)]
