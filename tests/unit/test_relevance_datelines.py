"""Datelines: which desk wrote a report says nothing of where a train goes."""

import time

import pytest

from pipelines.relevance.datelines import datelines
from tests import shipped
from tests.unit.reports import document


@pytest.mark.parametrize(
    ("line", "filed"),
    [
        ("VLADIVOSTOK, April 14. /TASS/. The train", "VLADIVOSTOK, April 14. /TASS/."),
        ("SEOUL, May 19 (Yonhap) -- Russia plans", "SEOUL, May 19 (Yonhap) -"),
        ("VLADIVOSTOK (Kyodo) -- Coal trains", "VLADIVOSTOK (Kyodo) -"),
        ("Владивосток. 20 июля. ИНТЕРФАКС — Рейсы", "Владивосток. 20 июля. ИНТЕРФАКС —"),
        ("ВЛАДИВОСТОК, 30 августа. Ливни", "ВЛАДИВОСТОК, 30 августа."),
        ("Wladiwostok (dpa) – Über die Brücke", "Wladiwostok (dpa) –"),
        ("Vladivostok, 16 oct.- Las autoridades", "Vladivostok, 16 oct.- "),
        ("(서울=연합) 북한과", "(서울=연합)"),
        ("【ウラジオストク共同】列車は", "【ウラジオストク共同】"),
        ("新华社符拉迪沃斯托克3月13日电 列车", "新华社符拉迪沃斯托克3月13日电"),
        ("ウラジオストク、4月17日。／タス／ 列車", "ウラジオストク、4月17日。／タス／"),
        ("Поезд Москва — Пхеньян отправился", None),
        ("Ein Zug von Wladiwostok nach Rason – der erste", None),
        ("Trains from Vladivostok to Rason (North Korea) - the first", None),
    ],
)
def test_how_agencies_begin(line: str, filed: str | None) -> None:
    spans = [line[start:stop] for start, stop in datelines(line)]
    assert [one.rstrip("-") for one in spans] == ([filed.rstrip("-")] if filed else [])


@pytest.mark.parametrize("text", ["\n" * 20_000, (" " * 30 + "\n") * 3_000, "Ab-" * 20_000, ("Ab" + " " * 50 + "\n") * 2_000])
def test_datelines_take_linear_time(text: str) -> None:
    """Tens of thousands of letters take less than a second of CPU; a square or cube of their number would take minutes."""
    begun = time.process_time()
    assert not list(datelines(text))
    assert time.process_time() - begun < 1.0


def _links(title: str, text: str) -> set[str]:
    scored = shipped.scorer().score(document(1, "en", "2026-10-21", title, text))
    return {tag.id for tag in scored.transport_links if tag.role == "reported"}


def test_a_train_does_not_go_to_where_its_report_was_filed() -> None:
    text = "Coal trains from Russia started running again to North Korea's port of Rajin over the line from Khasan."
    title = "Coal trains return to Rajin"
    assert "vladivostok-rason-train" not in _links(title, f"VLADIVOSTOK (Kyodo) -- {text}")
    assert "rajin-khasan-rail" in _links(title, f"VLADIVOSTOK (Kyodo) -- {text}")


def test_a_ship_is_where_its_report_was_filed() -> None:
    text = "VLADIVOSTOK (AP) -- A passenger ship from Rason, North Korea, docked here on Thursday."
    assert "vladivostok-rason-ferry" in _links("North Korean ship makes first trip", text)
