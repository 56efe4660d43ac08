"""Which reader reads which kind of source."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from crawler.answers import Answer, Reading
from crawler.feeds import read_feed
from crawler.gdelt import read_gdelt
from crawler.listings import read_listing
from crawler.searchfeeds import read_search
from crawler.sitemaps import read_sitemap
from tumen.catalogue import Kind, Source


def _read_feed(answer: Answer, source: Source) -> Reading:
    return Reading(read_feed(answer.body, answer.content_type, source, answer.fetched_at, answer.url))


READERS: Mapping[Kind, Callable[[Answer, Source], Reading]] = MappingProxyType(
    {
        Kind.FEED: _read_feed,
        Kind.SITEMAP: read_sitemap,
        Kind.LISTING: read_listing,
        Kind.SEARCH_FEED: read_search,
        Kind.GDELT: read_gdelt,
    }
)
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


def read_answer(answer: Answer, source: Source) -> Reading:
    """What an answer announces. Pure; may run in a worker process.

    Raises NotAFeedError when it announces nothing, BrokenBodyError and BodyTooLargeError when it does not unpack.
    """
    return READERS[source.kind](answer, source)
