"""Pages that list articles → entries, by the CSS selectors of the catalogue; Telegram's channel pages too. Pure.

A listing that matches nothing is refused, not empty: its layout has changed, or a page that lists nothing took its place.
Limits: 500 entries a page, 256 levels of elements, as many pages as the catalogue says.
"""

import re
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

import cssselect
from lxml import etree

from crawler.answers import Answer, Reading, same_site
from crawler.feeds import MOST_SUMMARY, MOST_TITLE
from crawler.gathering import Gathering, entry_address
from crawler.plaintext import plain_line, plain_text
from crawler.stated import NotAFeedError
from pipelines.extraction.characters import decode
from pipelines.extraction.dates import read_date
from tumen.catalogue import Listing, Source
from tumen.journey import FeedEntry, StatedDate
from tumen.kinds import split_attribute

MOST_MATCHES = 2000  # elements looked at; a page of links to everything has that many
_SENTENCE = re.compile(r".{20,120}?[.!?…。！？](?=\s|$|[^\s\d])|.{1,120}(?=\s|$)")
_BRACKETED = re.compile(r"[\[(]([^\[\]()]*\d[^\[\]()]*)[\])]\s*$")
_LINKS = "a[href]"


def read_listing(answer: Answer, source: Source) -> Reading:
    """The entries of one page and, while the catalogue allows more pages, the address of the next.

    Raises NotAFeedError when no element is an entry, and MemoryError.
    """
    settings = source.settings
    assert isinstance(settings, Listing)  # noqa: S101 (the catalogue reader sees to it)
    page = _parsed(answer)
    base = _base(page, answer.url)
    gathering = Gathering(base)
    matches = _select(page, settings.entries) if page is not None else []
    for entry in matches[:MOST_MATCHES]:
        _add(entry, gathering, settings, source, answer)
    if len(matches) > MOST_MATCHES:
        gathering.leave_out(f"after the first {MOST_MATCHES}", len(matches) - MOST_MATCHES)
    feed = gathering.feed("listing")
    if not feed.entries:
        left_out = "".join(f"; {count} left out: {why}" for why, count in feed.left_out)
        raise NotAFeedError(f"no entry on this page: {len(matches)} match {settings.entries}{left_out}")
    return Reading(feed, _next(page, base, settings, source, answer))


def _add(entry: Any, gathering: Gathering, settings: Listing, source: Source, answer: Answer) -> None:
    link = _first(entry, split_attribute(settings.link)[0]) if settings.link else _own_link(entry)
    attribute = split_attribute(settings.link or "")[1] or "href"
    address = gathering.address(link.get(attribute, "") if link is not None else "")
    if address is None:
        return
    if settings.include and not any(re.search(pattern, address) for pattern in settings.include):
        gathering.leave_out("not in include")
        return
    text = plain_text(_value(entry, settings.text), MOST_SUMMARY) if settings.text else ""
    if settings.complete and not text:
        gathering.leave_out("without text")
        return
    markup = _value(entry, settings.title) if settings.title else "" if settings.complete else _markup(link)
    words = plain_line(_value(entry, settings.date), 500) if settings.date else ""
    gathering.add(
        FeedEntry(
            address,
            title=plain_line(markup, MOST_TITLE).removesuffix(words).removeprefix(words).strip() or _beginning(text),
            summary=text,
            published=_date(words, source, answer),
            language=source.languages[0] if len(source.languages) == 1 else None,
            complete=settings.complete,
        )
    )


def _own_link(entry: Any) -> Any:
    return entry if entry.tag == "a" and entry.get("href") else _first(entry, _LINKS)


def _date(words: str, source: Source, answer: Answer) -> StatedDate | None:
    """Many lists put the date in brackets, after the name of the site."""
    inside = _BRACKETED.search(words)
    words = (inside[1] if inside else words)[:100].strip()
    return read_date(words, source.timezone, today=answer.fetched_at, language=source.languages[0]) if words else None


def _next(page: Any, base: str, settings: Listing, source: Source, answer: Answer) -> tuple[str, ...]:
    if settings.next is None or answer.step + 1 >= settings.pages:
        return ()
    path, attribute = split_attribute(settings.next)
    for element in _select(page, path):
        address, _ = entry_address(element.get(attribute or "href", ""), base)
        if address is not None and address != answer.url and same_site(address, source.url):
            return (address,)
    return ()


def _parsed(answer: Answer) -> Any:
    text = decode(answer.body, answer.content_type)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(text.replace("\x00", "").encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        return None  # nothing in it that could be a document


def _base(page: Any, url: str) -> str:
    stated = page.find(".//base[@href]") if page is not None else None
    try:
        return urljoin(url, stated.get("href").strip()) if stated is not None else url
    except ValueError:
        return url


@lru_cache(maxsize=500)  # a catalogue's selectors, not a page's
def _compiled(selector: str) -> etree.XPath:
    return etree.XPath(cssselect.HTMLTranslator().css_to_xpath(selector, prefix="descendant::"))


def _select(element: Any, selector: str) -> list[Any]:
    """Elements inside `element`, in document order."""
    return list(_compiled(selector)(element))


def _first(element: Any, selector: str) -> Any:
    """The first element inside; the element itself where the selector is empty."""
    return element if not selector else next(iter(_select(element, selector)), None)


def _value(entry: Any, selector: str | None) -> str:
    """The markup or the attribute a selector picks; "" when it picks nothing."""
    path, attribute = split_attribute(selector or "")
    found = _first(entry, path)
    if found is None:
        return ""
    return str(found.get(attribute, "")) if attribute else _markup(found)


def _markup(element: Any) -> str:
    return str(etree.tostring(element, encoding="unicode", method="html", with_tail=False)) if element is not None else ""


def _beginning(text: str) -> str:
    """The first sentence, or the first 120 letters up to a space: what stands for a title where there is none."""
    line = text.partition("\n")[0]
    match = _SENTENCE.match(line)
    return match[0] if match else line[:120]
