from crawler.source_spider import SourceSpider
from tumen.catalogue import Kind


class SearchFeedSpider(SourceSpider):
    name = "search-feed"
    kind = Kind.SEARCH_FEED
