"""The gate in front of extraction: may this page score at all? It never refuses a page that Score would keep."""

from pipelines.screen.addresses import addresses_of
from pipelines.screen.screen import Screener

__all__ = ["Screener", "addresses_of"]
