"""Signals nobody listens to cost nothing: Scrapy sends six with every request, and one with every packet of its answer."""

from typing import Any

from scrapy.signalmanager import SignalManager


class Signals(SignalManager):
    """In the place of Scrapy's, before anyone connects: it asks for the receivers of each signal anew whenever it is sent."""

    def __init__(self, sender: Any) -> None:
        super().__init__(sender)
        self._heard: set[Any] = set()

    def connect(self, receiver: Any, signal: Any, **kwargs: Any) -> None:
        self._heard.add(signal)
        super().connect(receiver, signal, **kwargs)

    def send_catch_log(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        return super().send_catch_log(signal, **kwargs) if signal in self._heard else []
