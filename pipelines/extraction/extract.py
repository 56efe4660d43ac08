"""The station Extract: page → document, or the reason why there is none."""

import re
from dataclasses import replace
from datetime import timedelta

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from pipelines.extraction.boilerplate import Cleaned, strip_boilerplate
from pipelines.extraction.characters import clean, clean_line, decode
from pipelines.extraction.dates import is_future, read_date
from pipelines.extraction.language import language_of
from pipelines.extraction.metadata import PageHead, read_head
from pipelines.extraction.teasers import is_shell, weighed, withheld
from pipelines.identity.addresses import canonical_address
from tumen.journey import Document, Fetch, Page, Precision, Rejected, StatedDate
from tumen.outcomes import Reason

LEAST_TEXT = 50  # weighed letters below which a page has no article: less than any one-sentence flash seen
FEED_TEXT = 200  # weighed letters from which a feed's own text stands in for a page that gives none: two sentences
_FULLER = 3  # a feed text this many times longer than the page's: the page's text is not the article
LONGEST_TEXT = 200_000  # characters kept; the longest article of the measured pages has 16,000, a printed book 500,000

_SAME_DAY = timedelta(hours=36)  # a day's start and a moment of that day, with their zones not always known
_FIRST_WORDS = 120  # characters of the text that stand for the title of a page without one
_UNTITLED = "-"

_HTML_TYPES = ("text/html", "application/xhtml+xml")
_UNSURE_TYPES = ("", "text/plain", "application/octet-stream", "application/xml", "text/xml")
_LOOKS_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_BINARY = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"RIFF",
    b"\xd0\xcf\x11\xe0",
    b"OggS",
    b"ID3",
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_FLATTENING = (
    (re.compile(r"</?(?:b|i|u|s|a|em|strong|font|span|center|big|small|tt|o:p)\b[^>]{0,2000}>", re.IGNORECASE), " "),
    (re.compile(r"</?(?:div|section|article|main|blockquote|ul|ol|dl|li|fieldset|form)\b[^>]{0,2000}>", re.IGNORECASE), "<p>"),
    (re.compile(r"<(?!/?(?:p|h[1-6]|html|head|body|title|meta|link|script|style)\b)[^>]{0,2000}>", re.IGNORECASE), " "),
)
# Every element is a plain one: choosing a class by its name, as lxml.html does, takes a call of Python for each, 5 % of the time.
_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)
_KEPT = "kept"  # what a script that stays is called while the others go
_NOT_TEXT = ("script", "style", "noscript", "template", "svg")


def extract(page: Page) -> Document | Rejected:
    """The document on a page: decoded once, text by trafilatura, furniture removed, dates read strictly.

    Rejected as NOT_HTML, NO_TEXT or TEASER; the last two only when the feed's own text does not stand in.
    """
    kind = _kind(page)
    if kind == "html":
        return _from_html(page)
    if kind == "text":
        return _from_text(page)
    return Rejected(page.fetch, Reason.NOT_HTML, detail=page.content_type[:100] or "no content type")


def from_feed(fetch: Fetch) -> Document | None:
    """A document of the feed's own text, for pages that refuse or withhold theirs; None when the feed has too little of it.

    Its identity is the address the feed announces: pages may all refuse at one and the same address (log in, consent).
    """
    entry = fetch.entry
    if entry is None or entry.lead:
        return None
    title = clean_line(entry.title)
    text = strip_boilerplate(title or _UNTITLED, clean(entry.summary).split("\n"), today=fetch.fetched_at).text
    if weighed(text) < FEED_TEXT or withheld(text, text, None):
        return None
    return Document(
        fetch=fetch,
        url=canonical_address(fetch.url),
        title=title,
        text=text[:LONGEST_TEXT],
        language=language_of(f"{title}\n{text}", entry.language),
        published=entry.published,
        text_from="feed",
    )


def salvage(refused: Rejected) -> Document | Rejected:
    """The feed's own text in the place of a page that refuses, with the reason of the refusal; else the refusal as it is."""
    document = from_feed(refused.fetch)
    if document is None:
        return refused
    why = f" ({refused.detail})" if refused.detail else ""
    return replace(document, refusal=f"the feed's own text; the page refused: {refused.reason}{why}")


def _kind(page: Page) -> str:
    """ "html", "text" or "" for anything else, by what the header says and what the first bytes look like."""
    stated = page.content_type.partition(";")[0].strip().lower()
    head = page.body[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe\xfe\xff")
    if head.startswith(_BINARY):
        return ""
    if stated in _HTML_TYPES:
        return "html"
    if stated in _UNSURE_TYPES and _LOOKS_HTML.match(head.replace(b"\0", b"")):
        return "html"
    return "text" if stated == "text/plain" else ""


def _from_text(page: Page) -> Document | Rejected:
    fetch = page.fetch
    lines = clean(decode(page.body, page.content_type)).split("\n")
    cleaned = strip_boilerplate("", lines, today=fetch.fetched_at)
    if weighed(cleaned.text) < LEAST_TEXT:
        return Rejected(fetch, Reason.NO_TEXT, detail=f"{len(cleaned.text)} characters", title=cleaned.title)
    language = language_of(f"{cleaned.title}\n{cleaned.text}")
    return Document(
        fetch=fetch,
        url=canonical_address(fetch.landed),
        title=cleaned.title,
        text=cleaned.text[:LONGEST_TEXT],
        language=language,
        author=cleaned.author,
        published=_published(list(cleaned.datelines), fetch, language),
        text_from="file" if fetch.status is None else "page",
    )


def _from_html(page: Page) -> Document | Rejected:
    fetch = page.fetch
    tree = parse(decode(page.body, page.content_type))
    if tree is None:
        return salvage(Rejected(fetch, Reason.NO_TEXT, detail="no elements"))
    head = read_head(tree, fetch.landed)
    title = head.title or (clean_line(fetch.entry.title) if fetch.entry else "")
    shell = is_shell(tree, shown := _shown(tree))
    cleaned = _article(tree, title)
    why = withheld(cleaned.text, shown, head.free)
    too_little = weighed(cleaned.text) < LEAST_TEXT
    if why or too_little:
        refused = Reason.TEASER if why or shell else Reason.NO_TEXT
        detail = why or ("JavaScript shell" if shell else f"{len(cleaned.text)} characters")
        return salvage(Rejected(fetch, refused, detail=detail, title=title))
    fuller = from_feed(fetch)
    if fuller is not None and weighed(fuller.text) > _FULLER * weighed(cleaned.text):
        return replace(fuller, refusal=f"the feed's own text; the page has only {len(cleaned.text)} characters")
    return _document(fetch, head, cleaned)


def _document(fetch: Fetch, head: PageHead, cleaned: Cleaned) -> Document:
    language = language_of(f"{cleaned.title}\n{cleaned.text}", head.language)
    return Document(
        fetch=fetch,
        url=canonical_address(head.address or fetch.landed),
        title=cleaned.title,
        text=cleaned.text[:LONGEST_TEXT],
        language=language,
        author=(head.author or cleaned.author or "")[:200] or None,
        site=head.site,
        published=_published([*head.dates, *cleaned.datelines], fetch, language),
    )


def parse(text: str) -> HtmlElement | None:
    """The element tree of an HTML page; None when there are no elements.

    The parser stops without a word at 256 levels. Pages whose tags are never closed come that deep; so they are parsed again
    with their markup flattened. What is still too deep after that ends there.
    """
    text = _XML_DECLARATION.sub("", text).replace("\0", "")
    tree, too_deep = _parse(text)
    for pattern, replacement in _FLATTENING:
        if too_deep:
            text = pattern.sub(replacement, text)
            tree, too_deep = _parse(text)
    return tree


def _parse(text: str) -> tuple[HtmlElement | None, bool]:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # an empty document
        return None, False
    too_deep = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    return (tree if len(tree) else None), too_deep


def _article(tree: HtmlElement, title: str) -> Cleaned:
    """The article's text. Default settings: on the measured pages favor_precision lost up to 12 % of an article's paragraphs and
    favor_recall added up to 19 % of other ones. `deduplicate` stays off: its memory spans pages, not one page."""
    from pipelines.extraction.quickened import bare_extraction  # half a second of CPU that plain text need not pay

    drop_scripts(tree)
    found = bare_extraction(tree, include_comments=False, with_metadata=False, include_tables=True)
    text = "" if found is None else str(getattr(found, "text", None) or "")
    lines = _plain(clean(text)).split("\n")
    cleaned = strip_boilerplate(title or _UNTITLED, lines)
    return cleaned if title else replace(cleaned, title=cleaned.text.partition("\n")[0][:_FIRST_WORDS])


def drop_scripts(tree: HtmlElement) -> None:
    """Styles, and scripts but JSON: half of a page, which trafilatura copies six times before it drops them each time."""
    kept = [element for element in tree.iter("script") if "json" in element.get("type", "")]
    for element in kept:
        element.tag = _KEPT
    etree.strip_elements(tree, "script", "style", with_tail=False)  # in linear time, however many follow one another
    for element in kept:
        element.tag = "script"


def _plain(text: str) -> str:
    """Trafilatura's list markers and table bars off the lines."""
    lines = (
        re.sub(r"\s*\|\s*", " ", line).strip() if line.startswith("|") else re.sub(r"^- (?=\S)", "", line)
        for line in text.split("\n")
    )
    return "\n".join(line for line in lines if line and not re.fullmatch(r"[-\s]+", line))


def _shown(tree: HtmlElement) -> str:
    body = tree.find(".//body")
    parts = (body if body is not None else tree).iter()
    texts = (
        f"{'' if part.tag in _NOT_TEXT else part.text or ''} {part.tail or ''}" for part in parts if isinstance(part.tag, str)
    )
    return " ".join(" ".join(texts).split())[:20_000]


def _published(stated: list[str], fetch: Fetch, language: str | None) -> StatedDate | None:
    """The first of a page's dates that can be read and is not in the future; else the feed's; where
    that is only a day, a moment stated for the same day."""
    announced = fetch.entry.published if fetch.entry else None
    read = (read_date(raw, fetch.timezone, today=fetch.fetched_at, language=language) for raw in stated)
    dates = [date for date in read if date is not None]
    past = [date for date in dates if not is_future(date, fetch.fetched_at)]
    if not past:
        return announced or next(iter(dates), None)
    best = past[0]
    if best.precision is Precision.MINUTE:
        return best
    finer = [date for date in (*past, announced) if date and date.precision is Precision.MINUTE]
    return next((date for date in finer if abs(date.at - best.at) < _SAME_DAY), best)
