"""A text that is the feed's own, because the page refused, says so wherever it is shown: in digests, search and `tumen why`."""

from desk.verdict import verdict
from desk.why import trail_of
from storage import selection
from storage.database import Connection, Database
from storage.search import search

REFUSAL = "the feed's own text; the page refused: forbidden (HTTP 403)"
REFUSED, WHOLE, PAGE = (f"https://news.example/{name}" for name in ("refused", "whole", "page"))


def fill(connection: Connection, make) -> None:
    """A page that refused, a channel whose announcements are the articles, and a page as pages are."""
    for url, rest in ((REFUSED, {"text_from": "feed", "refusal": REFUSAL}), (WHOLE, {"text_from": "feed"}), (PAGE, {})):
        make.keep(connection, url, f"The bridge at {url} opens.", **rest)


def test_digests_search_and_why_say_where_a_text_is_from(database: Database, make) -> None:
    with database.writing() as connection:
        fill(connection, make)
    with database.reading() as connection:
        brought = selection.choose(connection, "daily", until=make.tick(), most=10).items
        found = search(connection, "bridge", limit=10, offset=0).results
        steps = {url: verdict(trail_of(connection, url), (), make.now).steps for url in (REFUSED, PAGE)}
    assert {item.url: item.refusal for item in brought} == {REFUSED: REFUSAL, WHOLE: "", PAGE: ""}
    assert {hit.url: (hit.text_from, hit.refusal) for hit in found} == {
        REFUSED: ("feed", REFUSAL),
        WHOLE: ("feed", ""),
        PAGE: ("page", ""),
    }
    assert f"({REFUSAL})" in steps[REFUSED][0]
    assert "its text is the feed's own, not the page's" in steps[REFUSED]
    assert "its text is the feed's own, not the page's" not in steps[PAGE]
