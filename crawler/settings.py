"""Scrapy's settings: what it opens by default and a crawler of strangers' pages does not need is closed here.

The user agent's contact, the opened addresses and the workbench belong to the installation; `crawler.launch` adds them.
"""

import sys
from pathlib import Path

# Scrapy puts the project at the end of the path, where a stranger's package of the same name would win.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from crawler.logs import hush
from pipelines import steps
from tumen import __version__

BOT_NAME = "tumen"
SPIDER_MODULES = ["crawler.spiders"]
USER_AGENT = f"Tumen/{__version__}"  # `launch` adds the contact

# Doors. Off by default here, on in Scrapy: a console that runs code, the same over HTTP, and every scheme but two.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
DOWNLOAD_HANDLERS = {
    "http": "crawler.handler.LimitedHandler",
    "https": "crawler.handler.LimitedHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "crawler.doors.GuardedResolver"
TUMEN_OPEN_ADDRESSES: list[str] = []
HTTPPROXY_ENABLED = False  # a proxy would connect in our place, and not check the address
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_TLS_MIN_VERSION = "TLSv1.2"
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"
METAREFRESH_ENABLED = False  # news pages reload themselves this way

# Limits.
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024  # bytes, unpacked too; the largest of 90 news pages measured has 2.1 MB
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30  # seconds for the whole answer, body included
DOWNLOAD_FAIL_ON_DATALOSS = True
REDIRECT_MAX_TIMES = 5
URLLENGTH_LIMIT = 0  # such requests vanish without a trace in Scrapy; `crawler.feeds` leaves them out and says so
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 20_000_000  # bytes of bodies waiting for extraction before no new request is sent

# Manners.
ROBOTSTXT_OBEY = True  # by `crawler.robots`
CONCURRENT_REQUESTS = 512  # so many that 200 silent hosts, two requests each, hold up no other; each host has its own limit
CONCURRENT_REQUESTS_PER_DOMAIN = 2
DOWNLOAD_DELAY = 1.0  # seconds between two requests to a host, ± 20 %
DOWNLOAD_DELAY_JITTER = 0.2
AUTOTHROTTLE_ENABLED = False  # starts every host at 5 s in every crawl; Retry-After and Crawl-delay say what hosts want
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # pages in the order of their feed: newest first
RETRY_ENABLED = False  # the spider decides by class of failure
# Scrapy's own lists are replaced, not switched off one by one: it imports whatever is named in them, off or not (aiohttp, a
# list of domains). The spider answers for every status; depth is `step` here; cookies, retries and statistics are not wanted.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
}
DOWNLOADER_MIDDLEWARES = {"crawler.robots.Robots": 100, "crawler.unpacking.Unpacking": 590, "crawler.doors.Doorkeeper": 800}
SPIDER_MIDDLEWARES_BASE = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": 25,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": 700,
}
SPIDER_MIDDLEWARES: dict[str, int] = {}

# What is kept between crawls is in the database, nowhere else.
HTTPCACHE_ENABLED = False
JOBDIR = None

ITEM_PIPELINES = {step: 100 * place for place, step in enumerate(steps.STEPS, start=1)}
CONCURRENT_ITEMS = 4  # of one response, each a task, needed or not: a page is one item, a feed one item and many requests

EXTENSIONS_BASE: dict[str, int] = {}  # what they watch, count and open is done here, or not wanted
EXTENSIONS: dict[str, int] = {}
hush()
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"  # what is counted is in the database, by source
STATS_DUMP = False
LOG_LEVEL = "INFO"
LOG_FORMAT = "time=%(asctime)s level=%(levelname)s logger=%(name)s %(message)s"
LOG_DATEFORMAT = "%Y-%m-%dT%H:%M:%S%z"
