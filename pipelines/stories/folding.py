"""One spelling for comparison: case, accents, ё/е, compatibility forms, hyphens and quotation marks folded away."""

import unicodedata

_GAPS = frozenset('-‐‑‒–—―−_/·・･ㆍ‧•"«»“”„‟()[]{}<>【】「」『』《》')


class _Table(dict[int, int | str | None]):
    """Character → what it folds to, worked out on first meeting: at most one entry per code point."""

    def __missing__(self, code: int) -> int | str | None:
        entry = self[code] = _folded(chr(code))
        return entry


def _folded(char: str) -> int | str | None:
    if char in _GAPS:
        return " "
    if char in "’‘ʼ`´":
        return "'"
    plain = unicodedata.normalize("NFKC", char).casefold().replace("ё", "е")
    if plain[:1] < "\u0400":  # Latin loses its marks; Cyrillic й and ї are letters of their own
        plain = "".join(one for one in unicodedata.normalize("NFD", plain) if not unicodedata.combining(one))
    return plain.replace("ł", "l").replace("ø", "o") or None


_TABLE = _Table()


def fold(text: str) -> str:
    """The folded text; its length may differ from the original's."""
    return unicodedata.normalize("NFC", text).translate(_TABLE)
