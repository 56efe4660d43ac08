"""Names by their sound: Козлов, Kozlov, Koslow, 코즐로프 and コズロフ have one key, so that a name nobody listed is recognised.

The key is the string of consonants, with voiced and voiceless, l and r, and the sibilants taken for one: what transliteration
keeps. Chinese writes foreign names with syllables of its own, so those are only found where `stories.yaml` lists them.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pipelines.stories.folding import fold

_CAPITALISED = re.compile(r"(?<![\w'’])[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЇЄҐ][^\W\d_]*(?:[-'’][^\W\d_]+)*")
_KANA = re.compile(r"[ァ-ヴー]{3,}")
_HANGUL = re.compile(r"[가-힣]{3,}")
_LEAST = 5  # consonants: shorter keys meet by chance (satellite and Sotelo); names that short stand in `stories.yaml`
_CASE = re.compile(r"(?:ым|им|ом|ем|ой|ого|его|ому|ему|ых|их|ами)$")  # Slavic endings that carry a consonant
_PARTICLE = re.compile(r"(?:에서는|에게서|으로|에서|에게|까지|부터|이라고|라고|은|는|이|가|을|를|의|와|과|도|에|로)$")
_JOINED = (
    ("tsch", "s"), ("dsch", "s"), ("shch", "s"), ("sch", "s"), ("dzh", "s"), ("tch", "s"), ("zh", "s"), ("sh", "s"), ("ch", "s"),
    ("cz", "s"), ("sz", "s"), ("ts", "s"), ("tz", "s"), ("kh", "h"), ("ph", "f"), ("th", "t"), ("ng", "n"), ("x", "ks"),
)  # fmt: skip
_SOUNDS = {
    "p": "bpvfwбпвф" + "フブプバビベボパピペポヴ" + "ㅂㅃㅍᆸᆹᇁ",
    "t": "dtдт" + "タチテトダデド" + "ㄷㄸㅌᆮᆺᆻᆽᆾᇀ",
    "k": "gkqcгґк" + "カキクケコガギグゲゴ" + "ㄱㄲㅋᆨᆩᆪᆿ",
    "s": "szжзсцчшщ" + "サシスセソザジズゼゾツヂヅ" + "ㅅㅆㅈㅉㅊ",
    "l": "lrлр" + "ラリルレロ" + "ㄹᆯᆰᆱᆲ",
    "m": "mм" + "マミムメモ" + "ㅁᆷ",
    "n": "nн" + "ナニヌネノン" + "ㄴᆫᆬᆭᆼ",
}
_SOUND = {letter: sound for sound, letters in _SOUNDS.items() for letter in letters}
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"


def names_in(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Keys of what is written as a name (capitals, katakana), and of Hangul words, which may be names or not."""
    sure = {key for match in (*_CAPITALISED.finditer(text), *_KANA.finditer(text)) for key in sounds(match[0])}
    maybe = {key for match in _HANGUL.finditer(text) for key in sounds(_PARTICLE.sub("", match[0]))}
    return frozenset(sure), frozenset(maybe)


def sounds(written: str) -> Iterator[str]:
    """The keys of a written name, one for each part that is long enough to have one."""
    for part in re.split(r"[-'’]", written):
        if part and not (part.isupper() and len(part) < 6):  # abbreviations are no names
            key = sound(part)
            if len(key) >= _LEAST:
                yield key


@lru_cache(maxsize=1 << 14)
def sound(name: str) -> str:
    """The consonants of a name in one of four scripts, as classes; "" for Han."""
    if "가" <= name[0] <= "힣":
        letters = "".join(map(_syllable, name))
    elif "ァ" <= name[0] <= "ヴ":
        letters = name
    else:
        letters = _CASE.sub("", fold(name).replace("'", ""))
        for joined, single in _JOINED:
            letters = letters.replace(joined, single)
        letters = re.sub(r"c(?=[eiy])", "s", letters)
        letters = re.sub(r"(?<=[aeiou])j", "s", letters)  # Kojemiako; after a consonant and at the start j is y: Jakunin
    sounds = "".join(_SOUND.get(letter, "") for letter in letters)
    return re.sub(r"(.)\1+", r"\1", sounds)


def _syllable(char: str) -> str:
    code = ord(char) - 0xAC00
    if not 0 <= code < 11172:
        return ""
    return _INITIALS[code // 588] + unicodedata.normalize("NFD", char)[2:]
