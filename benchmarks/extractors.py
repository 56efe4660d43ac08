"""One extractor on its own, fetching the same pages from the same server: `python extractors.py NAME PAGES FEED…`.

Runs in the environment of the peers, so it imports nothing of ours. Prints one line of JSON: pages and characters of text.
"""

import json
import logging
import re
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from urllib.request import ProxyHandler, build_opener

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


def _trafilatura() -> Callable[[str, bytes], str]:
    from trafilatura import bare_extraction

    def text(_: str, body: bytes) -> str:
        found = bare_extraction(body, with_metadata=True)
        return (found.text or "") if found else ""

    return text


def _newspaper4k() -> Callable[[str, bytes], str]:
    from newspaper import Article

    def text(url: str, body: bytes) -> str:
        article = Article(url, fetch_images=False)
        article.download(input_html=body.decode("utf-8", "replace"))
        article.parse()
        return str(article.text)

    return text


def _news_please() -> Callable[[str, bytes], str]:
    from newsplease import NewsPlease

    def text(url: str, body: bytes) -> str:
        return str(NewsPlease.from_html(body.decode("utf-8", "replace"), url=url).maintext or "")

    return text


def _fundus() -> Callable[[str, bytes], str]:
    """Its parsers belong to publishers; pages are given to the parser that their name (country-Publisher_date) names."""
    from fundus import PublisherCollection

    parsers = {
        publisher.__name__: publisher.parser
        for group in PublisherCollection.get_subgroup_mapping().values()
        for publisher in group
    }

    def text(url: str, body: bytes) -> str:
        found = re.search(r"/\d+-[a-z]{2}-(\w+?)_\d{4}", url)
        if not found or found[1] not in parsers:
            return ""
        return str(parsers[found[1]]().parse(body.decode("utf-8", "replace"), error_handling="suppress").get("body") or "")

    return text


EXTRACTORS = {"trafilatura": _trafilatura, "newspaper4k": _newspaper4k, "news-please": _news_please, "fundus": _fundus}


def main(name: str, most: str, *feeds: str) -> None:
    extract = EXTRACTORS[name]()
    opened = build_opener(ProxyHandler({})).open
    links = [link for feed in feeds for link in re.findall(r"<link>([^<]+)</link>", opened(feed).read().decode())][: int(most)]
    texts = []
    for link in links:
        body = opened(link).read()
        with suppress(Exception):  # a page that a peer breaks on is a page without a text, not the end of its measurement
            texts.append(extract(link, body))
    found = [text for text in texts if text]
    print(json.dumps({"pages": len(links), "texts": len(found), "characters": sum(map(len, found))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
