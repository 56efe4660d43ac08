"""Which language a text is written in: by its script where that decides, by its words where it does not."""

import re
from copy import copy
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_HANGUL = re.compile("[\uac00-\ud7a3\u1100-\u11ff]")
_KANA = re.compile("[\u3041-\u309f\u30a1-\u30fa]")
_HAN = re.compile("[\u3400-\u9fff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_UKRAINIAN = re.compile("[іїєґ]", re.IGNORECASE)
_RUSSIAN = re.compile("[ыэъё]", re.IGNORECASE)

# Candidates are the sources' languages and, for longer texts, their neighbours. With all 140 of the model, names like "Vostok
# Intur" push short English texts to Nigerian Pidgin or Tagalog; with these, 2 of 658 labelled titles and texts come out wrong.
_OURS = ("en", "de", "fr", "es", "pl")
_IN_LATIN = "en de fr es pl pt it nl cs sk tr sv no da fi ro hu vi id lt lv et hr sl"
_IN_CYRILLIC = "ru uk be bg sr mk kk ky mn tg"
_LATIN_LANGUAGES, _CYRILLIC_LANGUAGES = tuple(_IN_LATIN.split()), tuple(_IN_CYRILLIC.split())
_DECLARED_FOR = 40  # letters below which a declared language is worth more than counting
_OURS_FOR = 80  # letters below which a neighbour is only considered when declared


def language_of(text: str, declared: str | None = None) -> str | None:
    """ISO 639-1 code, or None for a text without letters.

    `declared` is what the page says ("ru-RU"): it decides for texts too short to tell, when its script is the text's.
    """
    hangul, kana, han, cyrillic, latin = (len(script.findall(text)) for script in (_HANGUL, _KANA, _HAN, _CYRILLIC, _LATIN))
    code = (declared or "").strip().lower().replace("_", "-").split("-")[0]
    # An East Asian character says about as much as two or three letters.
    if 2 * (hangul + kana + han) > cyrillic + latin:
        if hangul > kana + han:
            return "ko"
        return "ja" if kana > han / 8 or (kana and code == "ja") else "zh"
    if cyrillic > latin:
        return _cyrillic_language(text, cyrillic, code)
    if latin <= sum(map(str.isalpha, text)) / 2:  # another script altogether
        return code or None
    return _latin_language(text, latin, code)


def _latin_language(text: str, letters: int, declared: str) -> str:
    if letters < _DECLARED_FOR and declared in _LATIN_LANGUAGES:
        return declared
    candidates = _OURS if letters < _OURS_FOR and declared not in _LATIN_LANGUAGES else _LATIN_LANGUAGES
    return str(_identifier(*candidates).classify(text)[0])


def _cyrillic_language(text: str, letters: int, declared: str) -> str:
    ukrainian, russian = len(_UKRAINIAN.findall(text)), len(_RUSSIAN.findall(text))
    if ukrainian != russian and min(ukrainian, russian) <= max(ukrainian, russian) / 10:
        likely = "uk" if ukrainian > russian else "ru"
    else:
        likely = declared if declared in _CYRILLIC_LANGUAGES else "ru"
    if letters < _DECLARED_FOR or (declared or likely) == likely:
        return likely
    return str(_identifier(*_CYRILLIC_LANGUAGES).classify(text)[0])


@cache
def _identifier(*languages: str) -> LanguageIdentifier:
    identifier = copy(_whole_model())  # the tables are shared
    identifier.set_languages(list(languages))
    return identifier


@cache
def _whole_model() -> LanguageIdentifier:
    """Half a second of reading."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
