from crawler.source_spider import SourceSpider
from tumen.catalogue import Kind


class GdeltSpider(SourceSpider):
    name = "gdelt"
    kind = Kind.GDELT
