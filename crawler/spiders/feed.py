from crawler.source_spider import SourceSpider
from tumen.catalogue import Kind


class FeedSpider(SourceSpider):
    name = "feed"
    kind = Kind.FEED
