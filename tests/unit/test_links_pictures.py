"""The timelines and the map: what they hold, and that the same data draw the same files."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from types import MappingProxyType

import pytest

from desk.pictures.atlas import Atlas, draw_map
from desk.pictures.geography import distance, parts, tracks
from desk.pictures.lanes import arrange, span, told
from desk.pictures.paper import Page, cut, drawable, extent, lines
from desk.pictures.status import FOOTINGS, footing, step_line
from desk.pictures.timeline import draw_timeline
from tests import shipped
from tests.unit.sheets import DISPUTED, LONG, QUIET, SHORT, happening
from tumen.ledger import Sheet
from tumen.transport import EventType

REGISTRY = shipped.registry()
ATLAS = Atlas((DISPUTED, QUIET), REGISTRY.transport_links, REGISTRY.places)


def words(page: Page, folder: Path) -> list[str]:
    """Every text of a picture, in the order drawn."""
    svg = page.save(folder, "picture")[0].read_text(encoding="utf-8")
    return [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


def test_a_timeline_names_events_disputes_and_who_states_them(tmp_path: Path) -> None:
    said = words(draw_timeline(DISPUTED), tmp_path)
    for wanted in (
        DISPUTED.title,
        "Status: under construction, since 2025-04-30 (TASS)",
        "construction started",
        "30 Apr 2025",
        "19 Jun 2024 (2)",
        "1959",
        "+ 1 undated",
        "× length",
        "850 m",
        "2 sources: R. Starovoit; 1 more",
        "1,000 m",
        "1 in other letters",
        "most in one week: 9",
    ):
        assert wanted in said
    assert "2 lanes" not in said  # nobody disputes it


def test_planned_events_are_hollow(tmp_path: Path) -> None:
    def hollow(sheet: Sheet) -> int:
        svg = draw_timeline(sheet).save(tmp_path, "picture")[0].read_text(encoding="utf-8")
        return len(re.findall(r"<use [^>]*fill: #ffffff", svg))

    done = tuple(replace(one, planned=False) for one in DISPUTED.timeline)
    assert hollow(DISPUTED) == hollow(replace(DISPUTED, timeline=done)) + 1


def test_the_same_sheet_draws_the_same_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        draw_timeline(DISPUTED).save(folder, "timeline")
        draw_map(ATLAS).save(folder, "map")
    assert sorted(path.name for path in one.iterdir()) == ["map.png", "map.svg", "timeline.png", "timeline.svg"]
    assert [path.name for path in one.iterdir() if path.read_bytes() != (other / path.name).read_bytes()] == []


def test_letters_the_font_lacks_are_never_drawn(tmp_path: Path) -> None:
    """Boxes in place of letters: the pictures count what they cannot name."""
    said = words(draw_timeline(DISPUTED), tmp_path) + words(draw_map(ATLAS), tmp_path)
    assert [text for text in said if not drawable(text)] == []
    assert drawable("Хасан – Туманган")
    assert not drawable("두만강")


def test_a_link_of_which_nothing_is_known_is_drawn_without_an_axis(tmp_path: Path) -> None:
    said = words(draw_timeline(QUIET), tmp_path)
    assert "none read yet" in said
    assert "none yet" in said
    assert not [text for text in said if re.fullmatch(r"\d{4}", text)]


def test_of_a_much_disputed_figure_the_rest_is_counted(tmp_path: Path) -> None:
    many = tuple(replace(SHORT, value=float(n)) for n in range(850, 861))
    assert "and 3 more" in words(draw_timeline(replace(DISPUTED, values=many)), tmp_path)


def test_the_map_numbers_the_links_and_lists_their_status(tmp_path: Path) -> None:
    said = words(draw_map(ATLAS), tmp_path)
    assert said.count("1") == said.count("2") == 2  # on the map and on the list
    for wanted in (DISPUTED.title, QUIET.title, "Tumangang", "Khabarovsk", "Pyongyang", "Border", "Far East", "suspended"):
        assert wanted in said
    assert "once a month, as known on 2025-06-19 (Russian Railways)" in said
    assert "The whole route" not in said  # nothing as long is drawn


def test_all_of_the_registry_finds_its_place_on_the_map(tmp_path: Path) -> None:
    """Every transport link with two points has its number on a map and on the list; the others on the list."""
    sheets = [replace(QUIET, transport_link=one.id, title=one.title) for one in REGISTRY.transport_links.values()]
    said = words(draw_map(Atlas(sheets, REGISTRY.transport_links, REGISTRY.places)), tmp_path)
    placed = {track.number for track in tracks(REGISTRY.transport_links.values(), REGISTRY.places)}
    assert {n: said.count(str(n)) for n in range(1, len(sheets) + 1)} == {
        n: 2 if n in placed else 1 for n in range(1, len(sheets) + 1)
    }


def test_a_place_without_a_point_puts_its_link_on_the_list_only() -> None:
    places = dict(REGISTRY.places)
    places["khabarovsk"] = replace(places["khabarovsk"], latitude=None, longitude=None)
    found = tracks(REGISTRY.transport_links.values(), MappingProxyType(places))
    assert "khabarovsk-pyongyang-train" not in {track.id for track in found}


def test_which_map_a_link_is_drawn_on_is_a_matter_of_its_length() -> None:
    found = parts(tracks(REGISTRY.transport_links.values(), REGISTRY.places))
    assert {track.id for track in found["border"]} == {"tumen-road-bridge", "tumangang-khasan-rail"}
    assert {track.id for track in found["route"]} == {"moscow-pyongyang-train", "moscow-pyongyang-air"}
    moscow, pyongyang = REGISTRY.places["moscow"], REGISTRY.places["pyongyang"]
    assert distance(moscow, pyongyang) == pytest.approx(6400, rel=0.01)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        pytest.param([("opened", "2014"), ("service-suspended", "2018-01")], "suspended", id="the latest"),
        pytest.param(
            [("service-resumed", "2024"), ("construction-progress", "2025")], "opened, started or resumed", id="it runs"
        ),
        pytest.param([("agreed", "2025"), ("construction-started", "2024")], "agreed or being built", id="built"),
        pytest.param([("traffic-observed", "2024")], "none lately: see the list", id="no step"),
        pytest.param([("opened", None)], "none lately: see the list", id="no date"),
    ],
)
def test_a_line_is_drawn_by_the_last_step(steps: list[tuple[str, str | None]], words: str) -> None:
    """As the view link_status reads the same events."""
    sheet = replace(QUIET, status_from="event", timeline=tuple(happening(EventType(kind), date) for kind, date in steps))
    assert footing(sheet).words == words
    planned = replace(QUIET, timeline=tuple(happening(EventType(kind), date, planned=True) for kind, date in steps))
    assert footing(planned).words == FOOTINGS[-1].words


def test_what_the_registry_says_years_after_the_last_step_overtakes_it() -> None:
    ran = replace(QUIET, status="ceased", status_since="2025-05-22", timeline=(happening(EventType.SERVICE_RESUMED, "2017-10"),))
    assert footing(ran).words == "none lately: see the list"
    assert footing(replace(ran, status_since="2018-05")).words == "opened, started or resumed"


def test_where_the_registry_has_the_word_the_last_step_stands_beside_it() -> None:
    known = replace(QUIET, timeline=(happening(EventType.SERVICE_RESUMED, "2024-12-16"),))
    assert step_line(known) == "Last step: service resumed, 16 Dec 2024"
    assert step_line(replace(known, status_from="event")) == ""
    assert step_line(QUIET) == ""
    assert len({one.dashes for one in FOOTINGS}) == len(FOOTINGS)


@pytest.mark.parametrize(
    ("stated", "first", "last", "said"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "2024"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "Feb 2024"),
        ("2024-06-19", date(2024, 6, 19), date(2024, 6, 19), "19 Jun 2024"),
    ],
)
def test_a_date_covers_the_days_it_may_mean(stated: str, first: date, last: date, said: str) -> None:
    assert (span(stated).first, span(stated).last, told(stated)) == (first, last, said)


def test_what_lies_before_the_years_shown_stands_beside_the_axis() -> None:
    timeline = (
        happening(EventType.OPENED, "1959"),
        happening(EventType.OPENED, "2013-09"),
        happening(EventType.OPENED, "2026-09-07"),
    )
    (lane,) = arrange(replace(DISPUTED, timeline=timeline)).lanes
    assert lane.earlier == ("1959", "Sep 2013")
    assert [mark.label for mark in lane.marks] == ["7 Sep 2026"]


def test_an_event_that_nobody_states_any_more_is_not_drawn() -> None:
    gone = replace(happening(EventType.INCIDENT, "2026-10-01"), articles=0, independent_sources=0, withdrawn=1)
    assert EventType.INCIDENT not in [lane.type for lane in arrange(replace(DISPUTED, timeline=(*DISPUTED.timeline, gone))).lanes]


def test_a_value_last_stated_before_the_years_shown_says_when(tmp_path: Path) -> None:
    old = replace(SHORT, first_seen="2014-11-22", last_seen="2018-10-02")
    assert "last stated 2 Oct 2018" in words(draw_timeline(replace(DISPUTED, values=(old, LONG))), tmp_path)


def test_what_nobody_dated_has_no_mark_on_the_day_it_was_kept(tmp_path: Path) -> None:
    undated = replace(SHORT, first_seen="2030-11-22", last_seen="2030-11-22", undated=True)
    sheet = replace(DISPUTED, values=(undated, LONG), reports=(), undated_reports=3)
    said = words(draw_timeline(sheet), tmp_path)
    assert {"undated (kept 22 Nov 2030)", "none dated", "+ 3 undated"} <= set(said)
    assert arrange(sheet).shown.last.year < 2030
    assert arrange(sheet).shown == arrange(replace(sheet, values=(LONG,))).shown


def test_words_are_cut_and_broken_to_the_room_there_is() -> None:
    assert cut("Transport Minister", 10.0) == "Transport Minister"
    short = cut("Transport Minister of the Russian Federation", 1.0)
    assert short.endswith("…")
    assert extent(short) <= 1.0
    broken = lines("Road bridge over the lower Tumen between Khasan and Rason", 1.5, most=2)
    assert len(broken) == 2
    assert all(extent(line) <= 1.5 for line in broken)


def test_money_is_not_mathematics(tmp_path: Path) -> None:
    page = Page(3, 1)
    page.write((0.1, 0.5), "$40 against $173 million")
    assert words(page, tmp_path) == ["$40 against $173 million"]
