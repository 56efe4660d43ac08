"""Sheets of the ledger as tests of what shows them need: a bridge in dispute, a train without news."""

from dataclasses import replace
from datetime import UTC, datetime

from tumen.ledger import Happening, Sheet, Standing, Statement, Value
from tumen.statements import Attribute, Bound
from tumen.transport import EventType

BRIDGE = "tumen-road-bridge"


def happening(type_: EventType, date: str | None, *stated_by: str, planned: bool = False, sources: int = 1) -> Happening:
    return Happening(
        transport_link=BRIDGE,
        type=type_,
        date=date,
        precision={4: "year", 7: "month", 10: "day"}[len(date)] if date else None,
        place=None,
        planned=planned,
        stated_by=stated_by,
        first_seen="2025-05-01",
        articles=sources,
        independent_sources=sources,
        sentence=f"It was {type_} then.",
        url=f"https://example.org/{type_}?a=1&b=2",
    )


def value(attribute: Attribute, amount: float, unit: str, *stated_by: str, claims: tuple[int, ...] = ()) -> Value:
    return Value(
        transport_link=BRIDGE,
        attribute=attribute,
        value=amount,
        high=None,
        unit=unit,
        date=None,
        bound=Bound.EXACT,
        standing=Standing.ALONE,
        against=(),
        stated_by=stated_by,
        first_seen="2025-04-30",
        last_seen="2025-06-30",
        statements=1,
        independent_sources=len(stated_by),
        claims=claims,
    )


def statement(number: int, of: Value, sentence: str, *, speaker: str | None = None, publisher: str = "TASS") -> Statement:
    return Statement(
        id=number,
        transport_link=of.transport_link,
        attribute=of.attribute,
        value=of.value,
        high=None,
        unit=of.unit,
        date=None,
        bound=Bound.EXACT,
        as_of="2025-04-30",
        speaker=speaker,
        original="850 m",
        sentence=sentence,
        article=number,
        revision=number,
        url=f"https://example.org/article/{number}",
        publisher=publisher,
        affiliation=None,
        language="en",
        stated_at=datetime(2025, 4, 30, 9, tzinfo=UTC),
        origin=publisher,
    )


SHORT = replace(
    value(Attribute.LENGTH, 850, "m", "R. Starovoit", "교통상", claims=(1, 2, 3)),
    standing=Standing.CONFLICTS,
    against=("1,000 m",),
)
LONG = replace(
    value(Attribute.LENGTH, 1000, "m", "塔斯社", claims=(4,)),
    standing=Standing.CONFLICTS,
    against=("850 m",),
    first_seen="2025-05-02",
)
LANES = value(Attribute.LANES, 2, "lanes", "TASS", claims=(5,))
STATEMENTS = {
    1: statement(1, SHORT, "The bridge will be 850 m long, the minister said.", speaker="R. Starovoit"),
    2: statement(2, SHORT, "길이는 850 m라고 교통상이 말했다.", speaker="교통상", publisher="KCNA"),
    3: statement(3, SHORT, "Again 850 m, he said.", speaker="R. Starovoit", publisher="AP"),
    4: statement(4, LONG, "桥长一公里。", speaker="塔斯社"),
    5: statement(5, LANES, "It has two lanes\x1b[31m.", publisher="TASS\u202e"),
}
DISPUTED = Sheet(
    transport_link=BRIDGE,
    title="Road bridge over the lower Tumen (Novichenko Bridge), Khasan – Rason",
    kind="road-bridge",
    status="under construction",
    status_since="2025-04-30",
    status_by=("TASS", "塔斯社"),
    timeline=(
        happening(EventType.ANNOUNCED, "1959", "an archive"),
        happening(EventType.AGREED, "2024-06-19", "TASS", "Yonhap", sources=2),
        happening(EventType.CONSTRUCTION_STARTED, "2025-04-30", "TASS"),
        happening(EventType.OPENED, "2026-06", "Kommersant", planned=True),
        happening(EventType.CONSTRUCTION_PROGRESS, None, "朝鲜"),
    ),
    values=(SHORT, LONG, LANES),
    reports=(("2025-W18", 9), ("2025-W22", 2)),
)
QUIET = Sheet(
    transport_link="khabarovsk-pyongyang-train",
    title="Khabarovsk – Pyongyang through car",
    kind="passenger-train",
    status="once a month",
    status_since="2025-06-19",
    status_by=("Russian Railways",),
    timeline=(),
    values=(),
    reports=(),
    status_from="registry",
)
