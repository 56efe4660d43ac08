"""Which reader reads which kind of source. A reader is imported with the first answer it reads: most polls bring nothing new."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from tumen.catalogue import Kind, Source

if TYPE_CHECKING:
    from crawler.answers import Answer, Reading

_HTML = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
_XML = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
ACCEPTED: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.FEED: _XML,
        Kind.SITEMAP: "application/xml, text/xml, */*;q=0.5",
        Kind.LISTING: _HTML,
        Kind.SEARCH_FEED: _XML,
        Kind.GDELT: "*/*",
    }
)


def read_answer(answer: "Answer", source: Source) -> "Reading":
    """What an answer announces. Pure; may run in a worker process.

    Raises NotAFeedError when it announces nothing, BrokenBodyError and BodyTooLargeError when it does not unpack.
    """
    return _reader(source.kind)(answer, source)


def _reader(kind: Kind) -> Callable[["Answer", Source], "Reading"]:
    match kind:
        case Kind.FEED:
            return _read_feed
        case Kind.SITEMAP:
            from crawler.sitemaps import read_sitemap

            return read_sitemap
        case Kind.LISTING:
            from crawler.listings import read_listing

            return read_listing
        case Kind.SEARCH_FEED:
            from crawler.searchfeeds import read_search

            return read_search
        case Kind.GDELT:
            from crawler.gdelt import read_gdelt

            return read_gdelt


def _read_feed(answer: "Answer", source: Source) -> "Reading":
    from crawler.answers import Reading
    from crawler.feeds import read_feed

    return Reading(read_feed(answer.body, answer.content_type, source, answer.fetched_at, answer.url))
