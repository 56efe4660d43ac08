"""What a reader finds in a digest."""

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from digests.compose import Composed, compose
from digests.period import period_of
from digests.phrases import FEATURES
from digests.view import Coverage, Names, Unreachable
from digests.wrapping import columns
from pipelines.relevance.features import SIGNS
from storage.digests import DigestItem, Selection
from tumen.catalogue import DigestPlan
from tumen.journey import Evidence, LinkTag, Precision, StatedDate
from tumen.outcomes import Reason

NOW = datetime(2026, 11, 20, 22, tzinfo=UTC)
PLAN = DigestPlan("daily", "0 7 * * *", "Asia/Seoul", "day", ("desk@example.org",), "Tumen <tumen@example.org>", "Tumen", 60)
NAMES = Names(
    {
        "tumen-road-bridge": "Tumen road bridge",
        "tumangang-khasan-rail": "Khasan railway",
        "vladivostok-rason-train": "Rason train",
    },
    {"wire": ("Wire & Sons", "wire"), "rodong": ("Rodong Sinmun", "dprk-state"), "vesti": ("Vesti", "russia-state")},
)
SENTENCE = "The road bridge over the Tumen opens on Monday."
BRIDGE = DigestItem(
    article=1,
    title="A bridge <opens>",
    url="https://example.org/bridge?a=1&b=2",
    publisher_source="wire",
    language="en",
    published=StatedDate(datetime(2026, 11, 20, 3, 5, tzinfo=UTC), Precision.MINUTE, "Asia/Seoul", "20 Nov 2026 12:05"),
    fetched_at=datetime(2026, 11, 20, 21, 58, tzinfo=UTC),
    relevance=0.934,
    evidence=(
        Evidence("road-bridge", "road bridge", 2.13, SENTENCE),
        Evidence("river", "Tumen", 1.0, SENTENCE),
        Evidence("means.rail", "TUMEN", -0.25, SENTENCE),
        Evidence("diplomacy", "Monday", -0.4, SENTENCE),
        Evidence("missing.russia", "", -1.2, ""),
        Evidence("missing.dprk", "", -0.04, ""),
    ),
    transport_links=(LinkTag("tumen-road-bridge", "reported", 0.9), LinkTag("tumangang-khasan-rail", "background", 0.99)),
    copies=(("Same words", "https://vesti.example.ru/1", "vesti"), ("Same", "javascript:alert(1)", "unlisted")),
    maybe_sent=False,
)
STATION = replace(
    BRIDGE,
    article=2,
    title="두만강역 준공식",
    url="https://example.kp/station",
    publisher_source="rodong",
    language="ko",
    published=None,
    relevance=0.999,
    evidence=(Evidence("station", "두만강역", 2.0, "두만강역에서 준공식이 진행되였다."),),
    transport_links=(LinkTag("tumangang-khasan-rail", "reported", 0.8), LinkTag("tumen-road-bridge", "reported", 0.3)),
    copies=(),
    maybe_sent=True,
)


def composed(*items: DigestItem, left_out: int = 0, coverage: Coverage | None = None, plan: DigestPlan = PLAN) -> Composed:
    return compose(
        Selection(items, left_out),
        plan=plan,
        period=period_of(plan, NOW),
        names=NAMES,
        coverage=coverage or Coverage(asked=12),
        now=NOW,
    )


class Tags(HTMLParser):
    """Every start tag with its attributes, and the text in reading order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def flat(text: str) -> str:
    return " ".join(text.split())


def both(digest: Composed) -> list[str]:
    return [flat(Tags(digest.html).words), flat(digest.text)]


def test_an_item_shows_whose_word_it_is_its_dates_its_quotes_and_its_terms() -> None:
    html, text = both(composed(BRIDGE))
    for shown in (html, text):
        for wanted in (
            "A bridge <opens>",
            "Wire & Sons · news agency · en · relevance 93 %",
            "Published: 20 November 2026, 12:05 Asia/Seoul",
            "Event: unknown",
            "Captured: 21 November 2026, 06:58 Asia/Seoul",
            "road bridge (road-bridge) +2.1",
            "Tumen (river, rail) +0.8",
            "Against: Russia is not named −1.2",
            "Monday (diplomacy) −0.4",
            "In the background: Khasan railway",
            "Also in 2 others: Vesti, unlisted",
            "https://example.org/bridge?a=1&b=2",
        ):
            assert wanted in shown
    assert SENTENCE in html
    assert "The *road bridge* over the *Tumen* opens on Monday." in text


def test_every_feature_of_a_score_has_a_phrase() -> None:
    assert set(SIGNS) == set(FEATURES)


def test_items_stand_under_their_strongest_reported_transport_link_the_most_relevant_first() -> None:
    nowhere = replace(
        BRIDGE, title="No link", relevance=0.9999, transport_links=(LinkTag("tumen-road-bridge", "background", 0.9),)
    )
    for shown in both(composed(nowhere, BRIDGE, STATION)):
        body = shown[shown.index("No link") - 2000 if shown.index("No link") > 2000 else 0 :]
        order = ["두만강역 준공식", "A bridge <opens>", "No single transport link named", "No link"]
        places = [body.rindex(words) for words in order]
        assert places == sorted(places)
        assert "3 new articles on 2 transport links" in shown
        assert "Also reports on: Tumen road bridge" in shown


def test_an_item_that_may_have_been_sent_before_says_so() -> None:
    for shown in both(composed(STATION)):
        assert "May have been sent before" in shown
    for shown in both(composed(BRIDGE)):
        assert "May have been sent before" not in shown


def test_what_nobody_stated_is_unknown_and_nothing_is_certain() -> None:
    for shown in both(composed(STATION)):
        assert "Published: unknown" in shown
        assert "relevance 99 %" in shown


def test_an_empty_digest_says_plainly_that_there_is_nothing_and_how_far_it_looked() -> None:
    silent = Unreachable("rodong", datetime(2026, 11, 18, 22, tzinfo=UTC), Reason.TIMEOUT)
    digest = composed(coverage=Coverage(12, (silent,)))
    assert digest.subject == "Tumen: nothing new, 21 November 2026"
    for shown in both(digest):
        assert "Nothing new: 12 sources asked, 1 could not be reached" in shown
        assert "Since 19 November 2026, no answer in time: Rodong Sinmun" in shown


def test_sources_that_fell_silent_together_share_a_line_the_longest_silence_first() -> None:
    day = datetime(2026, 11, 18, 1, tzinfo=UTC)
    coverage = Coverage(
        12,
        (
            Unreachable("vesti", datetime(2026, 11, 19, 1, tzinfo=UTC), Reason.DNS),
            Unreachable("wire", day, Reason.DNS),
            Unreachable("rodong", day, Reason.DNS),
            Unreachable("new-one", None, Reason.FAULT),
        ),
    )
    lines = [flat(line) for line in composed(BRIDGE, coverage=coverage).text.splitlines() if line.startswith("  - ")]
    assert lines == [
        "- Never answered, an error of ours: new-one",
        "- Since 18 November 2026, host name not found: Rodong Sinmun, Wire & Sons",
        "- Since 19 November 2026, host name not found: Vesti",
    ]


def test_the_foot_tells_the_period_the_zone_and_how_to_see_why() -> None:
    for shown in both(composed(BRIDGE, left_out=3)):
        assert "stored up to 21 November 2026, 07:00 Asia/Seoul" in shown
        assert "tumen explain ADDRESS" in shown
        assert "tumen search WORDS" in shown
        assert "3 less relevant articles stay over for the next digest" in shown
        assert "all of them answered" in shown


def test_the_subject_counts_and_names_the_first_transport_link() -> None:
    assert composed(BRIDGE, STATION).subject == "Tumen: 2 new, Khasan railway and 1 other, 21 November 2026"
    weekly = replace(PLAN, period="week")
    assert composed(BRIDGE, plan=weekly).subject == "Tumen: 1 new, Tumen road bridge, week of 16 November 2026"


def test_only_web_addresses_can_be_clicked_and_nothing_is_loaded_from_anywhere() -> None:
    hostile = replace(BRIDGE, url="javascript:alert(1)", title="<script>alert(1)</script>\u202e")
    tags = Tags(composed(hostile, STATION).html).tags
    assert {attributes["href"] for _, attributes in tags if "href" in attributes} == {
        "https://example.kp/station",
        "https://vesti.example.ru/1",
    }
    assert not {tag for tag, _ in tags} & {"script", "img", "link", "iframe", "object", "form", "base"}
    assert not any(name == "src" or name.startswith("on") for _, attributes in tags for name in attributes)
    assert "url(" not in composed(hostile).html


def test_quotes_and_titles_carry_their_language_so_that_fonts_fit() -> None:
    tags = Tags(composed(STATION, BRIDGE).html).tags
    quoted = [attributes["lang"] for tag, attributes in tags if tag == "blockquote"]
    titles = [attributes["lang"] for tag, attributes in tags if tag == "h3"]
    assert (quoted, titles) == (["ko", "en"], ["ko", "en"])
    assert all(attributes["dir"] == "auto" for tag, attributes in tags if tag in ("blockquote", "h3"))


def test_plain_text_fits_80_columns_but_for_addresses() -> None:
    wide = replace(STATION, title="俄朝公路大桥" * 20)
    lines = composed(BRIDGE, wide, left_out=1).text.splitlines()
    assert all(columns(line) <= 76 or "://" in line for line in lines)


@pytest.mark.parametrize("source", ["import", "baseline"])
def test_an_article_of_no_source_is_named_by_its_host(source: str) -> None:
    for shown in both(composed(replace(BRIDGE, publisher_source=source, url="https://www.example.org/x"))):
        assert "example.org · affiliation unknown" in shown


def test_thirty_articles_stay_under_the_size_at_which_gmail_cuts() -> None:
    """Gmail shows the first 102 KB of a message and hides the rest behind a click."""
    many = composed(*(replace(BRIDGE, article=n, url=f"https://example.org/{n}") for n in range(30)))
    assert len(many.html.encode()) < 102_000


def test_a_text_that_is_not_the_pages_own_says_so() -> None:
    refused = "the feed's own text; the page refused: teaser (paywall)"
    said = composed(replace(BRIDGE, refusal=refused), STATION)
    assert said.text.count(f"  Text: {refused}\n") == 1
    assert said.html.count(">Text: the feed&#39;s own text; the page refused: teaser (paywall)<") == 1
