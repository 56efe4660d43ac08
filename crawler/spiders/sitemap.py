from crawler.source_spider import SourceSpider
from tumen.catalogue import Kind


class SitemapSpider(SourceSpider):
    name = "sitemap"
    kind = Kind.SITEMAP
