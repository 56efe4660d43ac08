"""What fetching costs: the plain pipeline's spider, which looks at no page. `python -m benchmarks.fetching FEED…`"""

import sys
from typing import Any

from scrapy.crawler import CrawlerProcess

from benchmarks import plain


class Fetching(plain.News):
    def article(self, _response: Any) -> Any:
        return ()


if __name__ == "__main__":
    sys.argv.insert(1, "")  # where the plain pipeline has its database
    process = CrawlerProcess({"LOG_LEVEL": "ERROR", "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": True})
    process.crawl(Fetching)
    process.start()
