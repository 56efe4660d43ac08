"""Words of strangers made safe to set: in a mail header, in a line of text, in HTML."""

import re
import unicodedata
from urllib.parse import urlsplit

# Marks that reorder the text around them (Unicode UAX 9): a title could make its own address read backwards.
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_SEPARATORS = frozenset("\u2028\u2029")
# Python 3.11.7 and 3.12.1 decode an encoded word inside a header value and fold what was inside as headers of their own.
_ENCODED_WORD_MARK = re.compile(r"=\?|\?=")
SUBJECT_LIMIT = 150  # characters; phones show about 40, desktop lists about 90


def one_line(text: str) -> str:
    """`text` as one line: runs of white space become one blank; control, reordering and unpaired surrogate characters go."""
    return " ".join("".join(map(_shown, text)).split())


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if character in _LINE_SEPARATORS or category == "Cc":
        return " "
    return "" if category == "Cs" or character in _REORDERING else character


def header_text(text: str, limit: int = SUBJECT_LIMIT) -> str:
    """`text` as it may stand in a mail header: one line, no encoded words, at most `limit` characters."""
    line = one_line(text)
    while _ENCODED_WORD_MARK.search(line):  # again: what is left may join to a new mark, as in "==??"
        line = one_line(_ENCODED_WORD_MARK.sub("", line))
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def web_address(url: str) -> str | None:
    """`url` when it may be made clickable: http or https with a host and no blanks or control characters; else None."""
    if one_line(url) != url or " " in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:  # "http://[": an unclosed IPv6 host
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None
