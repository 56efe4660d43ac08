"""Collecting entries: each address once, in usable form, and a count of what was left out and why."""

from collections import Counter
from dataclasses import replace
from urllib.parse import urldefrag, urljoin, urlsplit

from w3lib.url import safe_url_string

from crawler.feeds import LONGEST_ADDRESS, MOST_ENTRIES, Feed
from tumen.journey import FeedEntry


class Gathering:
    """The entries of one answer, in the order they were added."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._entries: dict[str, FeedEntry] = {}
        self._left_out: Counter[str] = Counter()

    def address(self, link: str) -> str | None:
        """`link`, resolved against the answer's address, in the form it is requested in; None, and counted, when it has none."""
        address, why = entry_address(link, self._base)
        if address is None:
            self._left_out[why] += 1
        return address

    def leave_out(self, why: str, count: int = 1) -> None:
        self._left_out[why] += count

    def add(self, entry: FeedEntry) -> None:
        """Note an entry at an `address` of this gathering. Announced again, by picture and headline, it adds what was missing."""
        known = self._entries.get(entry.url)
        if known is None and len(self._entries) >= MOST_ENTRIES:
            self._left_out[f"over the limit of {MOST_ENTRIES}"] += 1
            return
        self._entries[entry.url] = _merged(known, entry) if known else entry

    def __len__(self) -> int:
        return len(self._entries)

    def feed(self, kind: str) -> Feed:
        return Feed(kind, tuple(self._entries.values()), tuple(self._left_out.items()))


def _merged(known: FeedEntry, again: FeedEntry) -> FeedEntry:
    return replace(
        known,
        title=known.title or again.title,
        summary=known.summary or again.summary,
        guid=known.guid or again.guid,
        published=known.published or again.published,
    )


def entry_address(link: str, base: str) -> tuple[str | None, str]:
    """The address behind a link in the form it is requested in, or None and why it has none. The query stays as it is."""
    link = link.strip()
    if not link:
        return None, "no address"
    if len(link) > LONGEST_ADDRESS:
        return None, "address too long"
    try:
        address = urldefrag(safe_url_string(urljoin(base, link))).url
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None, "broken address"
    if not usable:
        return None, "not an http address"
    if parts.username is not None or parts.password is not None:
        return None, "address with credentials"
    return address, ""
