"""Feeds and pages made to break parsers, and how each may end."""

from tests.journey.reports import BRIDGE
from tests.journey.site import Answer

_ITEM = "<item><title>T</title><link>http://127.0.0.9:9/{n}</link>{more}</item>"


def _feed(items: str, doctype: str = "") -> Answer:
    body = f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
    return Answer(body.encode(), kind="application/rss+xml")


def _page(inner: str) -> Answer:
    return Answer(f"<!doctype html><html><head><title>T</title></head><body>{inner}</body></html>".encode())


def _laughs() -> str:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    return f"<!DOCTYPE rss [{entities}]>"


def feeds() -> dict[str, tuple[Answer, set[str]]]:
    surrogates = _ITEM.format(n=0, more="<description>a &#55296; b</description>").replace("<title>T", "<title>T&#xD800;")
    return {
        "entity-bomb": (_feed(_ITEM.format(n=0, more="<description>&e9;</description>"), _laughs()), {"entries"}),
        "external-entity": (_feed("&passwd;", '<!DOCTYPE rss [<!ENTITY passwd SYSTEM "file:///etc/passwd">]>'), {"no_entries"}),
        "many-entries": (_feed("".join(f"<item><link>javascript:{n}</link></item>" for n in range(100_000))), {"no_entries"}),
        "surrogates": (_feed(surrogates), {"entries"}),
    }


def hungry_listing() -> Answer:
    """Half a million links are more than a reader has memory for."""
    return _page("<a href=/x>x</a>" * 500_000)


def pages() -> dict[str, tuple[Answer, set[str]]]:
    return {
        "rows": (_page("<table>" + "<tr><td>1" * 800_000 + "</table>"), {"too_slow"}),
        "anchors": (_page("<a>" * 2_600_000), {"too_slow"}),
    }


def slow_feeds() -> dict[str, tuple[Answer, set[str]]]:
    """What costs a parser its 20 seconds, or on a fast machine a little less."""
    return {"categories": (_feed(_ITEM.format(n=0, more="<category>c</category>" * 40_000)), {"entries", "too_slow"})}


def slow_pages() -> dict[str, tuple[Answer, set[str]]]:
    read_or_not = {"no_text", "new", "copy", "off_topic", "too_slow"}
    attributes = " ".join(f"a{n}=1" for n in range(40_000))
    return {
        "links": (_page("".join(f"<a href='/{n}'>l{n}</a>" for n in range(200_000))), {"no_text", "too_slow"}),
        "elements": (_page("<i></i>" * 800_000), {"too_slow"}),
        "nested": (_page("<div>" * 100_000 + BRIDGE[0]), read_or_not),
        "attributes": (_page(f"<p {attributes}>{BRIDGE[0]}</p>"), read_or_not),
    }
