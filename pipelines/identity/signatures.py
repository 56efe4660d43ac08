"""What near-copies are found by: a MinHash sketch over shingles, scheme `mh1`.

The sketch is one-permutation hashing with optimal densification (A. Shrivastava, "Optimal Densification for Fast and Accurate
Minwise Hashing", ICML 2017): one hash per shingle instead of 128, the same collision probability as classic MinHash. Stored
signatures outlive this code: any change to a constant, the folding, the shingles or the hash is a new scheme and a re-signing
of what is stored.
"""

import hashlib
import re
import struct
import unicodedata
from functools import cache

from tumen.journey import Document, Signature

SCHEME = b"mh1"  # personalises the hash: no other use of BLAKE2b in this project gives the same values

VALUES = 128  # standard error of the estimate: sqrt(0.25 / 128) = 0.044 at worst
BANDS = 32  # 32 bands of 4: pairs at Jaccard 0.6 are candidates with p = 0.99, at 0.5 with 0.87, at 0.2 with 0.05
_ROWS = VALUES // BANDS
_BIN_BITS = VALUES.bit_length() - 1

WORDS = 3  # a shingle of three words is rare enough that two texts on one subject share few
CHARACTERS = 4  # in scripts written without spaces: about two words
_CHARACTER_SCRIPTS = (
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\U00020000-\U0003ffff"  # Han and kana; Hangul has spaces
)
_UNSPACED = re.compile(f"[{_CHARACTER_SCRIPTS}]")
_UNSPACED_SHARE = 0.3  # Chinese and Japanese text lies above 0.8, Korean text with Hanja in brackets below 0.1
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """The words of a text, one space apart: without case, compatibility forms, ё, punctuation and layout."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")))


def shingles(folded: str) -> frozenset[str]:
    """Overlapping pieces of a folded text; a text shorter than one piece is one piece, an empty one none."""
    letters = folded.replace(" ", "")
    if len(_UNSPACED.findall(letters)) > _UNSPACED_SHARE * len(letters):
        pieces = [letters[at : at + CHARACTERS] for at in range(max(1, len(letters) - CHARACTERS + 1))]
        return frozenset(pieces)
    words = folded.split()
    if not words:
        return frozenset()
    return frozenset(" ".join(words[at : at + WORDS]) for at in range(max(1, len(words) - WORDS + 1)))


def sign(document: Document) -> Signature:
    """The signature of a document's text; its title and address play no part."""
    folded = fold(document.text)
    values = _sketch(shingles(folded))
    return Signature(
        text_hash=hashlib.sha256(folded.encode()).hexdigest(),
        minhash=values,
        bands=tuple(_band_key(band, values[band * _ROWS : (band + 1) * _ROWS]) for band in range(BANDS)),
    )


def similarity(one: Signature, other: Signature) -> float:
    """Estimated Jaccard similarity of the shingle sets behind two signatures, in [0, 1]."""
    equal = sum(mine == theirs for mine, theirs in zip(one.minhash, other.minhash, strict=True))
    return equal / VALUES


def exact_jaccard(one: str, other: str) -> float:
    """Jaccard similarity of the shingle sets of two texts, in [0, 1]; two empty texts are not similar."""
    mine, theirs = shingles(fold(one)), shingles(fold(other))
    union = len(mine | theirs)
    return len(mine & theirs) / union if union else 0.0


def _sketch(pieces: frozenset[str]) -> tuple[int, ...]:
    if not pieces:
        return (0,) * VALUES
    smallest: list[int | None] = [None] * VALUES
    for piece in pieces:
        hashed = int.from_bytes(_hash(piece.encode()))
        at, value = hashed >> (64 - _BIN_BITS), hashed & 0xFFFFFFFF
        held = smallest[at]
        if held is None or value < held:
            smallest[at] = value
    return tuple(value if value is not None else _borrowed(smallest, at) for at, value in enumerate(smallest))


def _borrowed(smallest: list[int | None], at: int) -> int:
    """The value for an empty bin: that of the first occupied bin in an order which is random but the same for every text."""
    attempt = 0
    while (value := smallest[_donor(at, attempt)]) is None:
        attempt += 1
    return value


@cache
def _donor(at: int, attempt: int) -> int:
    return int.from_bytes(_hash(struct.pack(">HI", at, attempt))) % VALUES


def _band_key(band: int, values: tuple[int, ...]) -> int:
    return int.from_bytes(_hash(struct.pack(f">H{_ROWS}I", band, *values)), signed=True)


def _hash(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=8, person=SCHEME).digest()
