"""What a page says about itself: title, author, site, address, language, and the dates it states, strongest statement first."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.extraction.characters import clean_line
from pipelines.extraction.datewords import REVISED, fold

_ARTICLE_TYPES = """
article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle backgroundnewsarticle report blogposting
liveblogposting socialmediaposting
"""
_ARTICLES = frozenset(_ARTICLE_TYPES.split())
_JSON_NODES = 5_000  # nodes of JSON-LD looked at; a page that has more is a catalogue
_PUBLISHED_NAMES = """
article:published_time og:article:published_time og:published_time datepublished article.published published_time pubdate
publishdate publish_date publish-date publication_date parsely-pub-date sailthru.date cxenseparse:recs:publishtime
cxenseparse:publishtime mediator_published_time rnews:datepublished citation_publication_date dcterms.issued dc.date.issued
dcterms.created dc.date date
"""
_PUBLISHED = _PUBLISHED_NAMES.split()
_ELSEWHERE = "ancestor::aside or ancestor::nav or ancestor::footer or ancestor::li"
_OTHERS = (
    "ancestor::aside or ancestor::nav or ancestor::footer or ancestor-or-self::li[.//a]"  # a list of facts may hold the date
)
_DATE_CLASS = re.compile(r"date|time|publi|posted|byline|meta|info|regist|write", re.IGNORECASE)
_NEAR = 60  # elements after the headline searched for a visible date; further down they belong to other articles
_LABEL_LENGTH = 90
_SECOND_LEVEL = frozenset(
    {"co", "com", "or", "go", "ac", "ne", "gov", "org", "net", "edu", "gob", "msk", "spb", "rep", "re", "pe"}
)


@dataclass(frozen=True, slots=True)
class PageHead:
    """A page's statements about itself, cleaned but not judged."""

    title: str
    author: str | None
    site: str | None
    address: str | None  # rel=canonical or og:url, when it may be believed
    language: str | None  # as declared
    dates: tuple[str, ...]  # as written, the strongest first
    free: bool | None  # schema.org isAccessibleForFree of the article


def read_head(tree: HtmlElement, landed: str) -> PageHead:
    """The statements of the page at `landed`."""
    from pipelines.extraction.quickened import extract_author  # as in `extract`: not for plain text

    metas = _metas(tree)
    headline = _headline(tree, metas)
    linked = _article_node(list(_json_ld(tree)), headline)
    return PageHead(
        title=headline or clean_line(unescape(str(linked.get("headline") or ""))),
        author=_names(linked.get("author")) or _names(metas.get("author")) or _names(extract_author(tree)),
        site=metas.get("og:site_name") or _names(linked.get("publisher")) or None,
        address=_address(tree, metas, landed),
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or metas.get("og:locale"),
        dates=tuple(_dates(tree, metas, linked)),
        free=_free(linked),
    )


def _metas(tree: HtmlElement) -> dict[str, str]:
    """Meta values by lower-case property, name or itemprop; the first of each."""
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = clean_line(element.get("content") or "")
        for attribute in ("property", "name", "itemprop"):
            name = (element.get(attribute) or "").strip().lower()
            if name and content:
                metas.setdefault(name, content)
    return metas


def _headline(tree: HtmlElement, metas: dict[str, str]) -> str:
    """The headline a reader sees: the h1 that shares its words with the page's own name, else that name without the site's."""
    named = metas.get("og:title") or metas.get("twitter:title") or ""
    title = clean_line("".join(tree.xpath("string((//head//title | //title)[1])")))
    site = metas.get("og:site_name", "")
    shown = [clean_line(heading.text_content()) for heading in tree.iter("h1")][:20]
    shown = [heading for heading in shown if len(heading) > 3 and fold(heading) != fold(site)]
    words = set(fold(named or title).split())
    best = max(shown, key=lambda heading: len(words & set(fold(heading).split())) / len(heading.split()), default="")
    if best and (not words or fold(best) in fold(named or title) or len(words & set(fold(best).split())) * 2 >= len(words)):
        return best
    return _without_site(named or title, site) or (shown[0] if len(shown) == 1 else "")


def _without_site(title: str, site: str) -> str:
    """ "Headline | Site" without the site: the last part, when it is the site's name or a few words after a bar or dash."""
    match = re.match(r"(.{8,}\S)\s+[|–—:·«»-]\s+([^|–—·]{2,40})$", title)
    if match and (fold(match[2]) == fold(site) or (not site and len(match[2].split()) <= 3 and len(match[1].split()) > 3)):
        return match[1]
    return title


def _json_ld(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Every object in the page's JSON-LD, outermost first."""
    left = _JSON_NODES
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            waiting: list[Any] = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting and left:
            node, left = waiting.pop(0), left - 1
            if isinstance(node, list):
                waiting.extend(node)
            elif isinstance(node, dict):
                yield node
                waiting.extend(value for value in node.values() if isinstance(value, dict | list))


def _article_node(nodes: list[dict[str, Any]], headline: str) -> dict[str, Any]:
    """The node that speaks of this article; {} when none or several do."""
    articles = [node for node in nodes if any(str(kind).lower() in _ARTICLES for kind in _listed(node.get("@type")))]
    same = [node for node in articles if headline and fold(str(node.get("headline") or node.get("name") or "")) == fold(headline)]
    chosen = same or articles
    if same or len(chosen) == 1:
        return {key: value for node in reversed(chosen) for key, value in node.items() if value}
    return {}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _names(value: Any) -> str | None:
    parts = [part.get("name") if isinstance(part, dict) else part for part in _listed(value)]
    names = (_person(part) for part in parts if isinstance(part, str))
    return ", ".join(dict.fromkeys(name for name in names if name)) or None


def _person(text: str) -> str | None:
    """A name as a page states it; None for what stands there instead: numbers, addresses."""
    name = clean_line(unescape(text))
    return None if re.fullmatch(r"[\d\W]*|https?:\S+|\S+@\S+", name) else name


def _free(linked: dict[str, Any]) -> bool | None:
    stated = str(linked.get("isAccessibleForFree", "")).lower()
    return {"true": True, "false": False}.get(stated.rsplit("/", 1)[-1])


def _dates(tree: HtmlElement, metas: dict[str, str], linked: dict[str, Any]) -> Iterator[str]:
    stated = linked.get("datePublished")
    if isinstance(stated, str | int):
        yield str(stated)
    yield from (metas[name] for name in _PUBLISHED if name in metas)
    times = tree.xpath(f"//time[@datetime or @pubdate][not({_ELSEWHERE})]")
    marked = [element for element in times if element.get("itemprop") == "datePublished" or element.get("pubdate") is not None]
    for element in marked or times[:1]:
        yield element.get("datetime") or element.text_content()
    yield from _visible_dates(tree)


def _visible_dates(tree: HtmlElement) -> Iterator[str]:
    """Short texts near the headline in elements that are named like dates. The strict reader sorts out what is none."""
    headings = tree.xpath("//h1[1]")
    if not headings:
        return
    for element in headings[0].xpath(f"following::*[@class or @id][not({_OTHERS})][position() <= {_NEAR}]"):
        if not _DATE_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}"):
            continue
        for part in (element, *element):  # the date may be one entry of a list of facts
            text = clean_line(part.text_content()[: 4 * _LABEL_LENGTH])
            if text and len(text) <= _LABEL_LENGTH:
                yield _without_revision(text)


def _without_revision(text: str) -> str:
    """The part of a dateline before "updated …"; the whole when nothing stands before."""
    folded = fold(text)
    return REVISED.split(folded, maxsplit=1)[0].strip() or text if REVISED.search(folded) else text


def _address(tree: HtmlElement, metas: dict[str, str], landed: str) -> str | None:
    """The address the page gives itself. A name for another site is not believed (whoever writes a page could claim any article),
    nor the front page's for an article (a common misconfiguration that would make one article of a whole site)."""
    stated = [element.get("href") for element in tree.iter("link") if "canonical" in (element.get("rel") or "").lower().split()]
    for address in (*stated, metas.get("og:url")):
        full = _absolute(landed, (address or "").strip())
        if full and _believable(full, landed):
            return full
    return None


def _absolute(base: str, address: str) -> str | None:
    try:
        full = urljoin(base, address) if address else ""
        parts = urlsplit(full)
    except ValueError:
        return None
    return full if parts.scheme in ("http", "https") and parts.hostname else None


def _believable(address: str, landed: str) -> bool:
    theirs, ours = urlsplit(address), urlsplit(landed)
    if ours.scheme not in ("http", "https"):  # a file: nothing to compare with
        return True
    same_site = theirs.netloc == ours.netloc or registrable(theirs.hostname or "") == registrable(ours.hostname or "")
    front_page = theirs.path in ("", "/") and not theirs.query
    return same_site and not (front_page and (ours.path not in ("", "/") or bool(ours.query)))


def registrable(host: str) -> str:
    """The part of a host name that is registered: "www.yna.co.kr" → "yna.co.kr". By rule of thumb, not by the public suffix list:
    it only decides whether two hosts belong together, and errs towards "no" for none of the catalogue's sources."""
    labels = host.lower().rstrip(".").split(".")
    if all(label.isdigit() for label in labels) or ":" in host:
        return host
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-keep:])
