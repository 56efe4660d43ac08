"""Events weighed with every sign in a report: `seeds/events.yaml`, and what is kept, dropped and found by it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.ledger import LedgerReader, load_event_weights, load_reader
from pipelines.ledger.signs import _PLACES
from pipelines.ledger.weights import EventWeights
from pipelines.mentions import mentions
from tests import shipped
from tests.shipped import SEEDS
from tests.unit.reports import document
from tumen.statements import LANGUAGES, Event
from tumen.transport import EventType, TransportKind
from tumen.yamlfile import ConfigurationError

_TITLE = "Road bridge over the Tumen opens between Russia and North Korea"
_TEXT = (
    "The road bridge over the Tumen between Russia and North Korea opened to lorries on 7 July 2026.\n"
    "Drivers waited on the Russian bank from early morning.\n"
    "Officials from both sides were there.\n"
    "Traffic across the road bridge stops at night."
)
_LINK = "tumen-road-bridge"


def _reader(weights: EventWeights | None) -> LedgerReader:
    return load_reader(shipped.words(), shipped.registry().transport_links, weights)


def _events(weights: EventWeights | None, text: str = _TEXT) -> tuple[Event, ...]:
    one = document("weighed", "en", "2026-07-08", _TITLE, text)
    scorer = shipped.scorer()
    return _reader(weights).read(one, scorer.score(one).transport_links, mentions(one, scorer)).events


def _weights(intercept: float, **of_type: Mapping[str, float]) -> EventWeights:
    """The same for every type but for what `of_type` names."""
    named = {name.replace("_", "-"): weights for name, weights in of_type.items()}
    return EventWeights(0.5, dict.fromkeys(EventType, intercept), {}, {kind: named.get(kind, {}) for kind in EventType})


def test_every_weight_is_of_a_sign_that_reports_can_show() -> None:
    """A phrase renamed in `statements.yaml` would leave its weight behind, silently without effect."""
    words = [shipped.vocabulary(language)._automaton.values() for language in LANGUAGES[1:]]
    purposes = {phrase.purpose for entries in words for _, beginning in entries for phrase in beginning.phrases}
    told = {f"told-{kind}{planned}" for kind in EventType for planned in ("", "-planned")}
    weights = load_event_weights(SEEDS / "events.yaml")
    possible = {f"{place}:{what}" for place in (*_PLACES, "any") for what in purposes | told | {"spoken-of"}}
    possible |= {f"kind:{kind}" for kind in TransportKind} | {"rank:0", "rank:1", "rank:2", "settled:none", "settled:some"}
    names = {name for of in weights.of_type.values() for name in of}
    assert len(names) > 100
    assert names <= possible


def test_what_is_unlikely_is_not_told_although_the_rules_kept_it() -> None:
    assert EventType.OPENED in {event.type for event in _events(None)}
    assert _events(_weights(-5.0)) == ()


def test_what_the_rules_kept_stays_as_it_is() -> None:
    by_rule = [event for event in _events(None) if event.type is EventType.OPENED]
    assert list(_events(_weights(-5.0, opened={"any:told-opened": 9.0}))) == by_rule


def test_a_brief_report_is_taken_as_told() -> None:
    """Two sentences under a title have nothing around them to be weighed by; three have."""
    brief, longer = ("\n".join(_TEXT.splitlines()[:sentences]) for sentences in (2, 3))
    assert _events(_weights(-5.0), brief) == _events(None, brief) != ()
    assert _events(_weights(-5.0), longer) == ()


def test_a_day_that_the_report_names_is_never_replaced() -> None:
    text = (
        "Nordwind flights between Moscow and Pyongyang started on 27 July 2024.\n"
        "On 6 July 2026 the airline carried its passengers again.\nNobody commented.\nTickets are sold out."
    )
    weights = _weights(-5.0, service_started={"any:told-service-started": 9.0})
    dates = {event.date for event in _events(weights, text) if event.type is EventType.SERVICE_STARTED}
    assert dates == {"2024-07-27"}


def test_a_plan_without_its_day_is_no_event_whatever_its_weight() -> None:
    text = (
        "The road bridge over the Tumen between Russia and North Korea will soon be completed.\n"
        "Officials met on the bridge on 6 July.\nNobody commented.\nThe weather was good."
    )
    weights = _weights(-5.0, completed={"any:told-completed-planned": 9.0, "kind:road-bridge": 9.0})
    assert EventType.COMPLETED not in {event.type for event in _events(weights, text)}


def test_what_no_rule_told_stands_in_the_sentence_that_speaks_most_for_it() -> None:
    weights = _weights(-5.0, service_suspended={"kind:road-bridge": 4.0, "any:topic:road": 3.0, "first:topic:road": 2.0})
    (event,) = [event for event in _events(weights) if event.type is EventType.SERVICE_SUSPENDED]
    assert event.transport_link == _LINK
    assert event.sentence == _TEXT.splitlines()[0]
    assert event.date == "2026-07-07"


def test_nothing_is_told_that_cannot_befall_such_a_transport_link() -> None:
    """Whatever the weights: no station is renovated on a road bridge."""
    every = _events(_weights(5.0))
    assert {event.transport_link for event in every} == {_LINK}
    assert EventType.STATION_RENOVATED not in {event.type for event in every}
    assert EventType.CONSTRUCTION_PROGRESS in {event.type for event in every}


def test_the_shipped_weights_keep_a_plain_opening() -> None:
    assert ("opened", "2026-07-07") in {(event.type.value, event.date) for event in shipped_events()}


def shipped_events() -> tuple[Event, ...]:
    return _events(load_event_weights(SEEDS / "events.yaml"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("  agreed:", "  agred:"), "agred"),
        (("threshold: 0.35", "threshold: often"), "threshold"),
        (("threshold: 0.35", "threshold: 35"), "is no probability"),
        (("fitted: ", "fited: "), "fited"),
    ],
)
def test_a_slip_is_refused_where_it_stands(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    """The message names the file, line and key."""
    path = tmp_path / "events.yaml"
    path.write_text((SEEDS / "events.yaml").read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message) as refusal:
        load_event_weights(path)
    assert str(refusal.value).startswith("events.yaml:")


def test_a_higher_threshold_tells_less() -> None:
    weights = load_event_weights(SEEDS / "events.yaml")
    strict = _events(replace(weights, threshold=0.999))
    assert len(strict) < len(shipped_events())
