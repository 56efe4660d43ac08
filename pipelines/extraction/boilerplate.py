"""Taking page furniture off the lines of an article, without taking a sentence of it.

Rules look at whole lines only, at what they say (pipelines/extraction/phrases.py), and at where they stand: a date above the
first paragraph is a dateline, the same date below it may be the news. What ends like a sentence stays, unless it stands in a row
of furniture at the end of the page or is told twice.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipelines.extraction import phrases
from pipelines.extraction.dates import read_date
from pipelines.extraction.datewords import REVISED, fold

_SENTENCE_END = re.compile(r"[.!?…。！？»”\"」』)]\s*$|다\s*$")
_LONG = 160  # characters; a line beyond is prose whatever it begins with (in Chinese and Japanese a third of that)
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_PROSE = 80  # characters from which a line that ends like a sentence counts as the article's own
_TWICE = 40  # characters from which a line said before is a repeated caption; shorter ones may be a refrain or a quoted "Yes"
_TAIL_AFTER = 0.6  # share of the prose that must stand above a heading that ends the article; further up it is a counter or a box
_WORD = re.compile(r"[^\W_]+")
_LETTER_WORD = re.compile(r"[^\W\d_]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_CRUMB = re.compile(
    r"^\d{1,2}\.\s+(?:/\s*\S|(?:home|start|startseite|accueil|inicio|главная|головна|홈|首页|首頁|ホーム)\b)|^/\s+\S",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    r"^(?:[^>›»|]{1,30}\s*[>›»]\s*){2,}[^>›»]{0,200}$"
    r"|^(?:[^|]{1,14}\|\s*){4,}[^|]{0,14}$"
    r"|^您当前的位置|^您當前的位置"
)
_BYLINE = re.compile(
    r"^(?:written by|by|von|par|por|autor(?:ka)?:?|автор:?|текст:?|auther ?:?|author ?:?|撰文：?|记者：?)"
    r"\s+(\S+(?:\s+\S+){0,4})$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^[▲△圖图(（\[<©ⓒ1-9/ ]{0,4}(?:photo|foto|фото|사진|写真|圖|图|photo credit|image|bild|zdjecie|zdjęcie)"
    r"\s*[:：=|/©].{0,60}$",
    re.IGNORECASE,
)
_AUTHOR_BOX = re.compile(
    r"^(?:he|she|they)\s+(?:talks?|writes?|covers?|reports?|blogs?|specialises|specializes)\s+(?:about|on|for|in)\b"
    r"|^(?:\w+\s){1,4}is an? (?:[\w-]+ ){0,3}(?:reporter|journalist|correspondent|editor|columnist|contributor|writer)\b"
    r"|\bsuggestions for topics\b|\bfollow (?:him|her|them) on\b"
    r"|^(?:\w+\s){1,4}(?:schreibt|berichtet) (?:über|für)\b|^(?:\w+\s){1,3}пишет о\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"^[\W_]*$")
_GLUED = re.compile(
    r"^(?:date|published|posted|дата)?:?\s*(\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})"
    r"(?:[ ,T]+\d{1,2}:\d{2}(?::\d{2})?)?\s+(?=\S{2})",
    re.IGNORECASE,
)
_CAPITAL_WORDS = 5  # a line in capitals of at least this many words is a cross-promotion; subheadings are shorter


def _entries(listing: str) -> tuple[str, ...]:
    return tuple(fold(entry.strip()) for line in listing.strip().splitlines() for entry in line.split("|") if entry.strip())


_ELSEWHERE = _entries(phrases.ELSEWHERE)
_HEADINGS = frozenset(" ".join(_LETTER_WORD.findall(entry)) for entry in _ELSEWHERE)
_COMMENTS = frozenset(_entries(phrases.COMMENTS))
_FURNITURE = frozenset(_entries(phrases.FURNITURE))
_BEGINNINGS = _entries(phrases.BEGINNINGS)
_BUTTONS = frozenset(fold(phrases.BUTTONS).split())
_COUNTED = frozenset(fold(phrases.COUNTED).split())


@dataclass(frozen=True, slots=True)
class Cleaned:
    """An article's lines without the furniture, and what the furniture said."""

    title: str
    text: str
    datelines: tuple[str, ...]  # as written, for the date reader; "updated" parts cut off
    author: str | None


def strip_boilerplate(title: str, lines: Sequence[str], *, today: datetime | None = None) -> Cleaned:
    """`lines` (cleaned, none empty) of the article called `title` ("" when unknown: then the first line left is the title)."""
    title, glued = split_glued_date(title)
    datelines = [glued] if glued else []
    kept, head_dates, author = _strip_head(list(lines), title, today)
    if not title and kept:
        title, glued = split_glued_date(kept.pop(0))
        datelines += [glued] if glued else []
        kept, more_dates, found = _strip_head(kept, title, today)
        head_dates, author = [*head_dates, *more_dates], author or found
    kept = _strip_tail(_strip_middle(_strip_tail(kept), title))
    return Cleaned(_unquoted(title), "\n".join(kept), (*datelines, *head_dates), author)


def split_glued_date(line: str) -> tuple[str, str | None]:
    """A headline and the date stuck to its front: "date 2025-05-29 Bridge opens" → ("Bridge opens", "2025-05-29")."""
    match = _GLUED.match(line)
    return (line[match.end() :], match[1]) if match else (line, None)


def _strip_head(lines: list[str], title: str, today: datetime | None) -> tuple[list[str], list[str], str | None]:
    """What stands above the first paragraph: repeated title, datelines, byline, breadcrumbs, counters, credits."""
    kept: list[str] = []
    dates: list[str] = []
    author = None
    for at, line in enumerate(lines):
        if _is_prose(line):
            return kept + _headed(lines[at:], title), dates, author
        written = dateline(line, today)
        byline = _BYLINE.match(line)
        if written:
            dates.append(written)
        elif byline and not _SENTENCE_END.search(line):
            author = author or byline[1]
        elif not (_is_title(line, title) or _CRUMB.match(line) or _TRAIL.match(line) or _is_furniture(line)):
            kept.append(line)
    return kept, dates, author


def _headed(lines: list[str], title: str) -> list[str]:
    """The lines from the first paragraph on, without the headline where that is long enough to look like a paragraph."""
    return lines[1:] if lines and _is_title(lines[0], title) else lines


def dateline(line: str, today: datetime | None) -> str | None:
    """The date of publication a line consists of, as written, without a date of revision behind it.

    A line that states a date of revision only comes back whole: it is a dateline, which the date reader will not read.
    """
    if len(line) > _PROSE or not re.search(r"\d", line):
        return None
    folded = fold(line)
    published = REVISED.split(folded, maxsplit=1)[0].strip()
    for written in (line, published):
        if _is_date(written, today):
            return written
    return line if _is_date(REVISED.sub(" ", folded), today) else None


def _is_date(text: str, today: datetime | None) -> bool:
    """True when a text is a date and nothing else; only the form matters, so any language and zone do that decide."""
    return read_date(text, "UTC", today=today, language="fr") is not None


def _strip_middle(lines: list[str], title: str) -> list[str]:
    """Furniture between paragraphs, lines in capitals that advertise other articles, captions said twice."""
    kept: list[str] = []
    said: set[str] = set()
    shouted = sum(1 for line in lines if line.isupper())
    for at, line in enumerate(lines):
        key = _words(line)
        if _is_furniture(line) or (at and _is_title(line, title)):
            continue
        if (key in said and len(line) >= _TWICE) or (kept and key == _words(kept[-1])):
            continue
        if shouted * 3 <= len(lines) and _is_promotion(line):
            continue
        said.add(key)
        kept.append(line)
    return kept


def _strip_tail(lines: list[str]) -> list[str]:
    """What stands below the last paragraph: comments, headlines of other articles, buttons, the author's box."""
    prose = [len(line) if _is_prose(line) else 0 for line in lines]
    for at, line in enumerate(lines):
        below = sum(prose[:at]) >= _TAIL_AFTER * sum(prose) and any(prose[:at])
        if below and (_heads_comments(line) or (_heads_elsewhere(line) and not any(map(_SENTENCE_END.search, lines[at + 1 :])))):
            lines = lines[:at]
            break
    end = len(lines)
    while end and (_is_furniture(lines[end - 1]) or _is_author_box(lines, end - 1)):
        end -= 2 if _is_author_box(lines, end - 1) and _is_name(lines[end - 2]) else 1
    return lines[:end]


def _heads_comments(line: str) -> bool:
    return " ".join(_LETTER_WORD.findall(fold(line))) in _COMMENTS and len(line) < _PROSE // 2


def _is_prose(line: str) -> bool:
    return _length(line) >= _PROSE and bool(_SENTENCE_END.search(line))


def _length(line: str) -> int:
    """Length in letters of an alphabet: an East Asian character says about as much as three."""
    return len(line) + 2 * len(_DENSE.findall(line))


def _is_furniture(line: str) -> bool:
    """A line that is no part of an article wherever it stands."""
    if _NOTHING.match(line):
        return True
    if _length(line) > _LONG:
        return False
    folded = fold(line)
    bare = folded.strip(" .:•·*-–—|[]【】<>＜＞")
    if bare in _FURNITURE or _points_elsewhere(line) or _CREDIT.match(line):
        return True
    if all(word in _FURNITURE for word in _LETTER_WORD.findall(folded)) and not re.search(r"\d", folded):
        return True
    return (
        folded.lstrip("•·*- ").startswith(_BEGINNINGS)
        or _is_buttons(folded)
        or _is_count(folded)
        or bool(_MAIL.fullmatch(line.strip("()[] ")))
    )


def _heads_elsewhere(line: str) -> bool:
    return " ".join(_LETTER_WORD.findall(fold(line))) in _HEADINGS


def _points_elsewhere(line: str) -> bool:
    folded = fold(line).strip(" •·*-–—|[]【】<>＜＞▶■◆")
    for entry in _ELSEWHERE:
        if folded.startswith(entry):
            rest = folded[len(entry) :].lstrip()
            return not rest or rest[0] in ":：-–—|　" or (_length(line) < _PROSE and rest[0] in "(（/")
    return False


def _is_buttons(folded: str) -> bool:
    words = _LETTER_WORD.findall(folded)
    return 2 <= len(words) <= 14 and sum(word in _BUTTONS for word in words) * 4 >= len(words) * 3


def _is_count(folded: str) -> bool:
    """ "3 min read", "1 comments", "8 people reacted to this": numbers and words of counting, nothing else."""
    words = _LETTER_WORD.findall(folded)
    return bool(words) and bool(re.search(r"\d", folded)) and all(word in _COUNTED for word in words)


def _is_promotion(line: str) -> bool:
    return line.isupper() and len(line.split()) >= _CAPITAL_WORDS and not _SENTENCE_END.search(line)


def _is_author_box(lines: list[str], at: int) -> bool:
    line = lines[at]
    return at > 1 and _length(line) <= 3 * _LONG and bool(_AUTHOR_BOX.search(line))


def _is_name(line: str) -> bool:
    words = line.split()
    return 1 < len(words) <= 4 and all(word[0].isupper() for word in words) and not re.search(r"[\d.!?,:;]", line)


def _is_title(line: str, title: str) -> bool:
    return bool(title) and _words(line) == _words(title)


def _words(line: str) -> str:
    return " ".join(_WORD.findall(fold(line)))


def _unquoted(title: str) -> str:
    """A headline without quotation marks around the whole of it."""
    pairs = {'"': '"', "“": "”", "«": "»", "„": "“"}
    inner = title[1:-1]
    if len(title) > 2 and pairs.get(title[0]) == title[-1] and not any(mark in inner for mark in (title[0], title[-1])):
        return inner.strip()
    return title
