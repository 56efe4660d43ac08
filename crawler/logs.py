"""Scrapy's log lines that are nobody's news, or that must not be written."""

import logging

# `scrapy.crawler` prints every overridden setting, `scrapy.utils.log` the versions of ten libraries.
_HUSHED = ("scrapy.crawler", "scrapy.utils.log")


def hush() -> None:
    """Let only warnings of these through. A filter, because Scrapy resets its loggers' levels when it starts."""
    for name in _HUSHED:
        logger = logging.getLogger(name)
        if _is_news not in logger.filters:
            logger.addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING
