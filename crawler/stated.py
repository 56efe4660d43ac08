"""An entry as its feed states it, before anything is read into it."""

from dataclasses import dataclass

A_PAGE = "an HTML page"  # what most bodies are that are no feed


class NotAFeedError(Exception):
    """The body announces nothing: it is no feed."""


@dataclass(frozen=True, slots=True)
class StatedEntry:
    """Title and body may hold markup; `published` is the publisher's words for the date."""

    link: str  # resolved against the feed, not yet checked
    title: str
    body: str
    guid: str | None
    published: str
