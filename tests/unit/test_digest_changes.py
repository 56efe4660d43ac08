"""The digest's first part: what its articles changed on each transport link."""

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from digests.changes import LINES, Told, news
from digests.compose import Composed, Coverage, Names, compose
from digests.dates import written
from digests.period import period_of
from digests.wrapping import columns
from storage.digests import DigestItem, EventTag, Selection
from tests.unit.sheets import BRIDGE, LANES, LONG, SHORT, STATEMENTS, happening
from tumen.catalogue import DigestPlan
from tumen.journey import LinkTag
from tumen.ledger import Happening, LinkChanges, Value
from tumen.transport import EventType

NOW = datetime(2026, 11, 20, 22, tzinfo=UTC)
PLAN = DigestPlan("daily", "0 7 * * *", "Asia/Seoul", "day", ("desk@example.org",), "Tumen <tumen@example.org>", "Tumen", 60)
NAMES = Names({BRIDGE: "Tumen <road> bridge", "other": "Others"}, {})
OPENED = happening(EventType.OPENED, "2026-09-07", "TASS", "AP")
OTHERS = tuple(replace(LONG, value=metres) for metres in (800.0, 4700.0, 5200.0))
ITEM = DigestItem(
    article=1,
    title="A bridge opens",
    url="https://example.org/opened?a=1&b=2",
    publisher_source="tass-en",
    language="en",
    published=None,
    fetched_at=NOW,
    relevance=0.9,
    evidence=(),
    transport_links=(LinkTag(BRIDGE, "reported", 0.9),),
    copies=(),
    maybe_sent=False,
    events=(EventTag(BRIDGE, "opened", "2026-09-07"),),
)


def changes(
    *happenings: Happening, conflicts: tuple[Value, ...] = (), replacements: tuple[Value, ...] = (), link: str = BRIDGE
) -> LinkChanges:
    return LinkChanges(link, happenings, conflicts, replacements)


def told(*found: LinkChanges) -> Told:
    rivals = {(BRIDGE, value.attribute.value, value.figure): value for value in (SHORT, LONG, LANES, *OTHERS)}
    return Told(found, rivals, STATEMENTS, newest=100)


def composed(*found: LinkChanges, item: DigestItem = ITEM) -> Composed:
    return composed_of(told(*found), item)


def composed_of(now: Told, item: DigestItem = ITEM) -> Composed:
    period = period_of(PLAN, NOW)
    return compose(Selection((item,), 0), plan=PLAN, period=period, names=NAMES, coverage=Coverage(12), now=NOW, told=now)


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.hrefs: list[str | None] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hrefs += [value for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


def both(digest: Composed) -> list[str]:
    return [" ".join(text.split()) for text in (Page(digest.html).words, digest.text)]


def lines(*found: LinkChanges) -> list[str]:
    return [line.words for one in news(told(*found), NAMES) for line in one.lines]


def test_what_happened_stands_at_the_top_with_date_speaker_and_address() -> None:
    digest = composed(changes(OPENED))
    for shown in both(digest):
        start = shown.index("What changed")
        assert shown.index("Tumen <road> bridge", start) < shown.index("7 September 2026: opened, TASS", start)
        assert start < shown.index("A bridge opens")
    assert Page(digest.html).hrefs.count("https://example.org/opened?a=1&b=2") == 2 + 1  # title and address of the card, and here
    assert digest.text.count("https://example.org/opened?a=1&b=2") == 2


def test_nothing_is_said_where_nothing_changed() -> None:
    for shown in both(composed()):
        assert "What changed" not in shown


def test_a_new_conflict_names_both_figures_and_who_states_them_and_comes_first() -> None:
    digest = composed(changes(OPENED, link="other"), changes(OPENED, conflicts=(SHORT,)))
    html, text = both(digest)
    assert "New conflict. length: 850 m (R. Starovoit) against 1,000 m (塔斯社)" in html
    assert "NEW CONFLICT: length: 850 m (R. Starovoit) against 1,000 m (塔斯社)" in text
    for shown in (html, text):
        assert shown.index("length: 850 m") < shown.index("7 September 2026: opened") < shown.rindex("Others")
    assert "https://example.org/article/1" in Page(digest.html).hrefs  # where the figure was first stated


def test_figures_that_came_together_share_a_line() -> None:
    assert lines(changes(conflicts=(SHORT, LONG))) == ["length: 850 m (R. Starovoit) against 1,000 m (塔斯社)"]


def test_of_many_opponents_two_are_named() -> None:
    disputed = replace(SHORT, against=("1,000 m", "800 m", "4,700 m", "5,200 m"))
    (line,) = lines(changes(conflicts=(disputed,)))
    assert line == "length: 850 m (R. Starovoit) against 1,000 m (塔斯社), 800 m (塔斯社) and 2 more"


def test_what_only_later_articles_state_waits_for_their_digest() -> None:
    """A digest that is composed again after a crash reads as it did, whatever has been stated since."""
    disputed = replace(SHORT, claims=(3, 2, 1), against=("1,000 m", "800 m"))
    later = {4: replace(STATEMENTS[4], article=101), 3: replace(STATEMENTS[3], article=102, speaker="somebody else")}
    now = replace(told(changes(OPENED, conflicts=(disputed,))), statements=STATEMENTS | later)
    ((_, opened),) = [one.lines for one in news(replace(now, statements=STATEMENTS), NAMES)]
    assert [line.words for one in news(now, NAMES) for line in one.lines] == [opened.words]


def test_a_figure_that_replaces_another_says_which() -> None:
    replaced = replace(LANES, against=("4 lanes",))
    assert lines(changes(replacements=(replaced,))) == ["lanes: 2 lanes (TASS) replaces 4 lanes"]


def test_plans_and_unknown_dates_say_so_the_latest_first() -> None:
    unknown, month = happening(EventType.INCIDENT, None), happening(EventType.SERVICE_STARTED, "2027-03", "AP", planned=True)
    assert lines(changes(unknown, OPENED, month)) == [
        "March 2027: service started (planned), AP",
        "7 September 2026: opened, TASS",
        "Date unknown: incident",
    ]


@pytest.mark.parametrize(("events", "shown", "more"), [(LINES, LINES, 0), (LINES + 1, LINES - 1, 2)])
def test_of_one_link_no_more_than_eight_lines_are_shown_and_the_rest_is_counted(events: int, shown: int, more: int) -> None:
    many = changes(*(happening(EventType.TRAFFIC_OBSERVED, f"2026-10-{day:02}", "AP") for day in range(1, events + 1)))
    (found,) = news(told(many), NAMES)
    assert (len(found.lines), found.more) == (shown, more)
    for text in both(composed(many)):
        assert (f"and {more} more: tumen links tumen-road-bridge" in text) is bool(more)


def test_words_of_strangers_are_text_and_only_web_addresses_can_be_clicked() -> None:
    hostile = replace(OPENED, stated_by=("<script>alert(1)</script>\u202e",), url="javascript:alert(1)")
    speaking = replace(STATEMENTS[1], speaker="<b>\nBcc: x", url="data:text/html,x")
    now = told(changes(hostile, conflicts=(SHORT,)))
    digest = composed_of(replace(now, statements=STATEMENTS | {1: speaking}))
    assert "<script>" not in digest.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in digest.html
    assert "\u202e" not in digest.html + digest.text
    assert "850 m (<b> Bcc: x)" in digest.text
    assert not [href for href in Page(digest.html).hrefs if href and not href.startswith("https://")]


def test_plain_text_fits_80_columns_but_for_addresses() -> None:
    wide = replace(OPENED, stated_by=("俄罗斯滨海边疆区行政长官" * 8,))
    text = composed(changes(wide, conflicts=(SHORT,))).text
    assert [line for line in text.splitlines() if columns(line) > 76 and "://" not in line] == []


def test_an_article_tells_the_date_of_what_it_reports() -> None:
    for shown in both(composed()):
        assert "Event: 7 September 2026 (opened)" in shown
    several = tuple(EventTag(link, "opened", date) for link, date in (("other", "2025"), (BRIDGE, None), (BRIDGE, "2026-09")))
    for shown in both(composed(item=replace(ITEM, events=several))):
        assert "Event: September 2026 (opened)" in shown  # of the link it stands under, as precisely as stated
    for shown in both(composed(item=replace(ITEM, events=several[:1]))):
        assert "Event: 2025 (opened)" in shown
    for events in ((), several[:2]):
        for shown in both(composed(item=replace(ITEM, events=events))):
            assert "Event: unknown" in shown


def test_news_of_every_link_leaves_room_for_the_articles() -> None:
    """13 transport links with eight lines each, and long addresses: Gmail cuts a message at 102 KB, thirty articles take 70."""
    address = "https://example.org/" + "a" * 80
    days = [happening(EventType.TRAFFIC_OBSERVED, f"2026-10-{day:02}", "The Korea Times") for day in range(1, 12)]
    busy = composed(*(changes(*(replace(one, url=address) for one in days), link=f"link-{n}") for n in range(13)))
    assert len(busy.html.encode()) - len(composed().html.encode()) < 30_000


@pytest.mark.parametrize(
    ("date", "said"),
    [("2026-09-07", "7 September 2026"), ("2026-09", "September 2026"), ("2026", "2026"), ("2026-summer", "2026-summer")],
)
def test_dates_of_the_ledger_are_told_in_words(date: str, said: str) -> None:
    assert written(date) == said
