"""What one would write instead: Scrapy, trafilatura and SQLAlchemy in some sixty lines.

`python -m benchmarks.plain DATABASE FEED…`
"""

import sys
from collections.abc import Iterator
from typing import Any

import feedparser
import scrapy
import sqlalchemy as sa
import trafilatura
from scrapy.crawler import CrawlerProcess
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

WORDS = ("north korea", "dprk", "pyongyang", "кндр", "пхеньян", "хасан", "北朝鮮", "朝鲜", "북한", "nordkorea", "khasan", "rason")


class Base(DeclarativeBase):
    pass


class Article(Base):
    __tablename__ = "articles"
    url: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str | None]
    author: Mapped[str | None]
    date: Mapped[str | None]
    text: Mapped[str]


class Store:
    def open_spider(self) -> None:
        self.engine = sa.create_engine(sys.argv[1])
        Base.metadata.create_all(self.engine)

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        if any(word in item["text"].lower() for word in WORDS):
            with Session(self.engine) as session:
                session.merge(Article(**item))
                session.commit()
        return item


class News(scrapy.Spider):
    name = "news"

    async def start(self) -> Any:
        for feed in sys.argv[2:]:
            yield scrapy.Request(feed)

    def parse(self, response: Any) -> Iterator[scrapy.Request]:
        for entry in feedparser.parse(response.body).entries:
            yield scrapy.Request(entry.link, callback=self.article)

    def article(self, response: Any) -> Iterator[dict[str, Any]]:
        found = trafilatura.bare_extraction(response.body, with_metadata=True)
        if found is not None and found.text:
            yield {"url": response.url, "title": found.title, "author": found.author, "date": found.date, "text": found.text}


if __name__ == "__main__":
    process = CrawlerProcess({"ITEM_PIPELINES": {Store: 100}, "LOG_LEVEL": "ERROR", "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": True})
    process.crawl(News)
    process.start()
