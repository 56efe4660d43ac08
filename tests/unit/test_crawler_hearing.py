"""Signals with and without receivers."""

from scrapy import signals
from scrapy.signalmanager import SignalManager

from crawler.hearing import Signals


def test_who_listens_hears_as_with_scrapy_s_own() -> None:
    for form in (Signals, SignalManager):
        heard: list[str] = []

        def listen(item: str, heard: list[str] = heard) -> str:
            heard.append(item)
            return item.upper()

        manager = form(object())
        manager.connect(listen, signals.item_scraped)
        assert manager.send_catch_log(signals.item_scraped, item="a") == [(listen, "A")]
        assert manager.send_catch_log(signals.bytes_received, item="b") == []
        assert heard == ["a"]


def test_two_crawlers_do_not_hear_each_other() -> None:
    heard: list[str] = []

    def listen(item: str) -> None:
        heard.append(item)

    one, other = Signals(object()), Signals(object())
    one.connect(listen, signals.item_scraped)
    other.connect(lambda item: None, signals.item_scraped, weak=False)
    other.send_catch_log(signals.item_scraped, item="a")
    assert heard == []
    one.send_catch_log(signals.item_scraped, item="b")
    assert heard == ["b"]
