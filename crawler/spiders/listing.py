from crawler.source_spider import SourceSpider
from tumen.catalogue import Kind


class ListingSpider(SourceSpider):
    name = "listing"
    kind = Kind.LISTING
