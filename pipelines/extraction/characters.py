"""From bytes to clean text: which encoding a page really is in, and which characters may stay.

The order of belief is the WHATWG's (byte order mark, HTTP header, declaration in the first bytes, content), except that a
declaration is only believed when the bytes agree with it: a good part of Korean, Russian and Japanese archives state another
encoding than they are written in.
"""

import codecs
import contextlib
import re
import unicodedata
from collections.abc import Iterator

from pipelines.extraction.plausibility import plausibility

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEAD = 8192  # bytes searched for a declaration; the WHATWG says 1024, real pages put scripts before it
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_DECLARATION = re.compile(
    rb"""<\?xml[^>]*?\bencoding\s*=\s*["']\s*([\w.:-]+)|<meta[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)

# What browsers read where a label is written: supersets that hold the vendor's additions (WHATWG Encoding, section 4.2).
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "euc_kr": "cp949",
    "johab": "johab",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "koi8-r": "koi8-u",
}
_LABELS = {
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "ks_c_5601": "cp949",
    "windows-949": "cp949",
    "x-windows-949": "cp949",
    "korean": "cp949",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "shift-jis": "cp932",
    "x-euc-jp": "euc_jp",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "chinese": "gb18030",
    "x-x-big5": "big5hkscs",
    "cn-big5": "big5hkscs",
    "x-cp1251": "cp1251",
    "win-1251": "cp1251",
    "cp-1251": "cp1251",
    "koi8": "koi8-u",
    "koi8-ru": "koi8-u",
    "unicode": "utf-8",  # in a declaration that could be read byte by byte: then it is not UTF-16
}
_GUESSES = ("cp1251", "koi8-u", "cp949", "gb18030", "big5hkscs", "cp932", "euc_jp", "cp866", "cp1252", "cp1250", "iso8859-2")
_BAD_SHARE = 0.005  # undecodable bytes a page may hold and still be in its encoding: a cut tail, one foreign quotation
_SAMPLE = 200_000  # bytes weighed; enough for a verdict, and every guess decodes it once
_BELIEVED = 0.3  # plausibility above which a declaration is not questioned; mistaken encodings stay below 0.1
_CLEARLY = 0.25  # by how much a guess must be more plausible than what the page declares


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a page, undecodable bytes replaced by U+FFFD; `content_type` as the HTTP header says, "" when unknown."""
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, errors="replace")
    sure = _by_structure(body)
    if sure is None and (text := _as_utf8(body)) is not None:
        return text
    return body.decode(sure or _by_belief(body, content_type), errors="replace")


def in_utf8(body: bytes, content_type: str = "") -> bytes:
    """What `decode` says, in UTF-8: most pages as they are."""
    if not body.startswith(tuple(bom for bom, _ in _BOMS)) and _by_structure(body) is None:
        with contextlib.suppress(UnicodeDecodeError):
            body.decode("utf-8")
            return body
    return decode(body, content_type).encode("utf-8", "replace")


def clean(text: str) -> str:
    """Text fit to store and print: NFC, one newline between lines, single spaces, no empty lines.

    Control characters, surrogates, non-characters, private-use icons and invisible characters (zero width, bidirectional
    overrides, soft hyphens) are gone.
    """
    lines = unicodedata.normalize("NFC", text.translate(_REPLACED)).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def clean_line(text: str) -> str:
    """`clean`, on one line: for titles and names."""
    return clean(text).replace("\n", " ")


def _by_structure(body: bytes) -> str | None:
    """Encodings whose bytes cannot be anything else: UTF-16 without a mark, the escape-sequence family."""
    head = body[:4096]
    nuls = [head[start::2].count(0) for start in (0, 1)]
    if max(nuls) > len(head) // 50 and max(nuls) > 4 * min(nuls):  # spaces and markup have a NUL on one side
        return "utf-16-be" if nuls[0] > nuls[1] else "utf-16-le"
    if b"\x1b" not in body:  # one byte is found twenty times faster than three
        return None
    if b"\x1b$)C" in body:
        return "iso2022_kr"
    return "iso2022_jp_ext" if b"\x1b$B" in body or b"\x1b$@" in body else None


def _by_belief(body: bytes, content_type: str) -> str:
    declared = list(dict.fromkeys(_declared(body, content_type)))
    sample = body[:_SAMPLE]
    fitting = [encoding for encoding in declared if _fits(sample, encoding)]
    weights = {encoding: _weight(sample, encoding) for encoding in fitting}
    for encoding in fitting:
        if weights[encoding] >= _BELIEVED:
            return encoding
    for encoding in _GUESSES:
        if encoding not in weights and _fits(sample, encoding):
            weights[encoding] = _weight(sample, encoding)
    best = max(weights, key=weights.__getitem__, default="cp1252")
    if fitting and weights[best] < weights[fitting[0]] + _CLEARLY:
        return fitting[0]
    return best


def _declared(body: bytes, content_type: str) -> Iterator[str]:
    """Encodings the page names, the most credible first, as Python knows them; unknown labels are passed over."""
    labels = [match[1] for match in _HEADER.finditer(content_type)]
    for xml, meta in _DECLARATION.findall(_COMMENT.sub(b"", body[:_HEAD])):
        labels.append((xml or meta).decode("ascii", errors="replace"))
    for label in labels:
        try:
            name = _LABELS.get(label.lower()) or codecs.lookup(label).name
            "".encode(name)  # "hex", "rot13" and the like are codecs too, but not of text
        except (LookupError, ValueError):
            continue
        yield "utf-8" if name.startswith(("utf-16", "utf-7", "utf-32")) else _SUPERSETS.get(name, name)


def _as_utf8(body: bytes) -> str | None:
    """The text when the bytes are UTF-8 but for a few: no other encoding's text happens to be."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", errors="replace")
    characters = len(text) - len(text.encode("ascii", errors="ignore"))
    return text if text.count("\ufffd") <= characters * 0.02 else None  # a cut tail, a pasted fragment


def _fits(sample: bytes, encoding: str) -> bool:
    text = sample.decode(encoding, errors="replace")
    return text.count("\ufffd") <= max(1.0, _BAD_SHARE * len(text))


def _weight(sample: bytes, encoding: str) -> float:
    return plausibility(sample.decode(encoding, errors="replace"))


def _replacements() -> dict[int, str | None]:
    """Characters that do not survive `clean`, with what stands in their place."""
    invisible = [0xAD, 0x061C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
    invisible += [*range(0xFFF9, 0xFFFC), *range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF, *range(0xE0000, 0xE0080)]
    private = [*range(0xE000, 0xF900)]
    surrogates = [*range(0xD800, 0xE000)]
    controls = [*range(0x20), *range(0x7F, 0xA0)]
    table: dict[int, str | None] = dict.fromkeys([*invisible, *private, *surrogates, *controls])
    table.update(dict.fromkeys(map(ord, "\n\v\f\x85\u2028\u2029"), "\n"))
    table.update(dict.fromkeys(map(ord, "\t\r"), " "))
    return table


_REPLACED = _replacements()
