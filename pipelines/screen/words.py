"""All that extraction could make a title or a text of: what a page shows, its meta tags, its JSON-LD, and its feed entry."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from pipelines.extraction.characters import in_utf8
from pipelines.screen.markup import Pieces, shown, taken_apart
from tumen.journey import Page

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "r": "\n", "t": "\t", "b": "", "f": "\n"}
_PRELOADED = b"data-preloaded"  # forum software keeps its posts in this attribute, and trafilatura reads them
_TITLE = re.compile(rb"<(?i:title)\b[^>]*+>([^<]{1,1500})")
_HEAD = 200_000  # bytes in which a page has its title
_BETWEEN = "\n\n"
_HTML = ("text/html", "application/xhtml+xml")
_MOST_ROUNDS = 3  # a reference to an ampersand, twice over; what is escaped deeper stays so in extraction too
_MOST_NODES = 20_000  # of one block of JSON-LD; extraction looks at 5,000


@dataclass(frozen=True, slots=True)
class Words:
    """Every text of an HTML page and of its feed entry, seams marked, and the page's tags as they are written."""

    text: str = field(repr=False)
    tags: bytes = field(repr=False)


def words_of(page: Page) -> Words | None:
    """None where it cannot be told without parsing what a page says."""
    if page.content_type.partition(";")[0].strip().lower() not in _HTML or not _begins_like_html(page.body):
        return None
    body = in_utf8(page.body, page.content_type)
    if b"\0" in page.body:  # in the text, every second byte of a wide string would be looked at
        body = body.replace(b"\0", b"")
    pieces = taken_apart(body)
    if pieces is None or _PRELOADED in pieces.tags:
        return None
    told = _told_by(pieces)
    if told is None:
        return None
    parts = [pieces.bare.decode("utf-8"), *told, *_announced(page)]
    return Words(_unescaped(_BETWEEN.join(parts)), pieces.tags)


def title_of(page: Page) -> str:
    """What its title tag says; "" without one."""
    match = _TITLE.search(page.body, 0, _HEAD)
    return unescape(match[1].decode("utf-8", "replace")) if match else ""


def headline_of(page: Page) -> str:
    """The few of these words that say what it is about: its title and its feed entry."""
    return _unescaped(_BETWEEN.join([title_of(page), *_announced(page)]))


def _announced(page: Page) -> list[str]:
    entry = page.fetch.entry
    return [entry.title, entry.summary] if entry is not None else []


def _told_by(pieces: Pieces) -> list[str] | None:
    """What meta tags and scripts of data say."""
    parts = [meta.decode("utf-8") for meta in pieces.metas]
    for data in pieces.data:
        told = _told(data.decode("utf-8"))
        if told is None:
            return None
        parts += told
    return parts


def _begins_like_html(body: bytes) -> bool:
    return body[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe\0\t\n\r ").startswith(b"<")


def _unescaped(text: str) -> str:
    for _ in range(_MOST_ROUNDS):
        if "&" not in text or (plain := unescape(text)) == text:
            break
        text = plain
    return text


def _told(data: str) -> list[str] | None:
    """What the strings of a script of data say: as they stand, and without the markup that some of them hold."""
    parts = [_ESCAPE.sub(_read, data)]
    if "<" not in parts[0] and "&" not in parts[0]:
        return parts
    try:
        strings = list(_strings(json.loads(data, strict=False)))
    except (ValueError, RecursionError):
        return parts  # nor does extraction read it
    for string in strings:
        bare = shown(_unescaped(string))
        if bare is None:
            return None
        parts.append(bare)
    return parts


def _read(escape: "re.Match[str]") -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    return str(_PLAIN_ESCAPES.get(escape[2], escape[2]))


def _strings(value: Any) -> Iterator[str]:
    waiting, left = [value], _MOST_NODES
    while waiting and left:
        node, left = waiting.pop(), left - 1
        if isinstance(node, str):
            if "<" in node or "&" in node:
                yield node
        elif isinstance(node, dict):
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
