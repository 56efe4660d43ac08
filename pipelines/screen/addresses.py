"""The addresses under which an article on a page might be known, without parsing the page."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

from pipelines.identity.addresses import canonical_address
from tumen.journey import Fetch

_STATED = (b"canonical", b"og:url")
_VALUE = re.compile(rb"""\b(?:href|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_MOST = 5  # places looked at for each; pages state one or two
_LONGEST_TAG = 4000  # bytes


def addresses_of(fetch: Fetch, tags: bytes) -> list[str]:
    """The address asked for, the one that answered, and those that a page's tags state as its own; canonical, each once."""
    found = [fetch.url, canonical_address(fetch.url)]
    if fetch.landed != fetch.url:
        found.append(canonical_address(fetch.landed))
    for address in dict.fromkeys(address for name in _STATED for address in _stated(tags, name)):
        try:
            full = urljoin(fetch.landed, address)
            if _site(full) == _site(fetch.landed):  # extraction believes no other site's
                found.append(canonical_address(full))
        except ValueError:  # an unclosed bracket
            continue
    return list(dict.fromkeys(found))


def _site(url: str) -> list[str]:
    """What the hosts of one site have in common at the least: their last two labels."""
    return (urlsplit(url).hostname or "").rstrip(".").split(".")[-2:]


def _stated(tags: bytes, name: bytes) -> list[str]:
    found: list[str] = []
    at = tags.find(name)
    while at >= 0 and len(found) < _MOST:
        start = tags.rfind(b"<", max(0, at - _LONGEST_TAG), at)
        stop = tags.find(b">", at, at + _LONGEST_TAG)
        if start >= 0 and stop >= 0:
            values = _VALUE.findall(tags, start, stop)
            found += [unescape(b"".join(value).decode("utf-8", "replace")).strip() for value in values]
        at = tags.find(name, at + 1)
    return found
