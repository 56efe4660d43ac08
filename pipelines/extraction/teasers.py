"""Pages that answer but withhold the article: paywalls, consent walls, robot checks, JavaScript shells.

Conservative: inviting words only count in a text too short to be the article, or where they are most of it. A full article with
a subscription box below it is an article.
"""

import re

from lxml.html import HtmlElement

from pipelines.extraction import phrases
from pipelines.extraction.datewords import fold

_TEASER_AT_MOST = 500  # weighed letters: two paragraphs, what publishers show before the wall; a box under more is only a box
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_APP_ROOTS = ("root", "app", "__next", "__nuxt", "app-root", "react-root")

_WITHHELD = {
    kind: tuple(fold(entry.strip()) for line in listing.strip().splitlines() for entry in line.split("|"))
    for kind, listing in phrases.WITHHELD.items()
}


def weighed(text: str) -> int:
    """Length in letters of an alphabet: a Chinese, Japanese or Korean character says about as much as three."""
    return len(text) + 2 * len(_DENSE.findall(text))


def withheld(text: str, shown: str, free: bool | None) -> str | None:
    """Why `text` is a teaser and not the article ("paywall", "consent wall" …), or None.

    `shown` is all the text a reader sees on the page; `free` is what the page states in schema.org's isAccessibleForFree.
    """
    if weighed(text) > _TEASER_AT_MOST:
        return None
    folded, around = fold(text), fold(shown)
    for kind, entries in _WITHHELD.items():
        if any(entry in folded for entry in entries):
            return kind
    if free is False:
        return "paywall"
    if any(entry in around for entry in _WITHHELD["paywall"]) and folded.rstrip().endswith(("...", "…", "[...]", "[…]")):
        return "paywall"
    return None


def is_shell(tree: HtmlElement, shown: str) -> bool:
    """True for a page whose text a script would have to fetch: an empty application root, or a request to switch scripts on."""
    asks = " ".join(element.text_content() for element in tree.iter("noscript"))
    folded = fold(f"{asks} {shown}"[:5000])
    if any(entry in folded for entry in _WITHHELD["JavaScript shell"]):
        return True
    roots = (element for element in tree.iter("div", "app-root") if element.get("id") in _APP_ROOTS or element.tag == "app-root")
    return any(not element.text_content().strip() for element in roots)
