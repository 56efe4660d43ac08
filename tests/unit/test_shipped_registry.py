"""What the shipped registry of transport links must hold: every labelled link, ten languages, speakers for every figure."""

from itertools import chain
from pathlib import Path

import pytest

from tumen.registry import load_registry
from tumen.transport import Language, NameSet, Registry, TransportLink

SHIPPED = Path(__file__).parents[2] / "seeds" / "transport.yaml"

# The ids under which documents are labelled; the registry neither adds to them nor leaves one out.
IDS = {
    "tumangang-khasan-rail",
    "rajin-khasan-rail",
    "tumen-road-bridge",
    "vladivostok-rason-train",
    "moscow-pyongyang-train",
    "khabarovsk-pyongyang-train",
    "vladivostok-pyongyang-air",
    "moscow-pyongyang-air",
    "other-air",
    "vladivostok-rason-ferry",
    "rajin-port-shipping",
    "dprk-russia-shipping",
    "other",
}
TEN = {"en", "ru", "ko", "zh", "ja", "de", "fr", "es", "uk", "pl"}


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry(SHIPPED)


def languages(sets: tuple[NameSet, ...]) -> set[str]:
    found = {name.language.iso for names in sets for name in names.names}
    return TEN if None in found else {code for code in found if code}


def test_the_shipped_registry_holds_exactly_the_labelled_ids(registry: Registry) -> None:
    assert set(registry.transport_links) == IDS


@pytest.mark.parametrize("link_id", sorted(IDS - {"other"}))
def test_a_transport_link_is_named_in_all_ten_languages(registry: Registry, link_id: str) -> None:
    transport_link = registry.transport_links[link_id]
    assert languages(transport_link.name_sets) == TEN
    spellings = {name.language for names in transport_link.name_sets for name in names.names}
    assert {Language.KO_NORTH, Language.KO_SOUTH, Language.ZH_HANS, Language.ZH_HANT} <= spellings


@pytest.mark.parametrize("link_id", sorted(IDS - {"other"}))
def test_a_transport_link_has_ends_a_route_and_a_history(registry: Registry, link_id: str) -> None:
    transport_link = registry.transport_links[link_id]
    assert len(transport_link.ends) == 2
    assert all(registry.places[end].latitude is not None for end in transport_link.ends)
    assert any(route.sure for route in transport_link.routes)
    assert transport_link.facts
    assert all(fact.said_by for fact in transport_link.facts)


def test_ends_lie_in_the_dprk_first_and_in_russia_second(registry: Registry) -> None:
    for transport_link in registry.transport_links.values():
        if transport_link.ends:
            dprk, russia = (registry.places[end] for end in transport_link.ends)
            assert "dprk" in dprk.counts_as, transport_link.id
            assert "russia" in russia.counts_as, transport_link.id


def test_places_lie_where_their_country_lies(registry: Registry) -> None:
    """Boxes of the DPRK and of Russia, degrees; a swapped or mistyped coordinate leaves them."""
    boxes = {"dprk": (37.6, 43.1, 124.1, 130.8), "russia": (42.2, 60.0, 37.0, 144.0)}
    placed = 0
    for place in registry.places.values():
        for country in boxes.keys() & set(place.counts_as):
            if place.latitude is not None and place.longitude is not None:
                south, north, west, east = boxes[country]
                assert south <= place.latitude <= north, place.id
                assert west <= place.longitude <= east, place.id
                placed += 1
    assert placed >= 15


@pytest.mark.parametrize(
    "place_id", ["pyongyang", "moscow", "vladivostok", "khabarovsk", "khasan", "tumangang", "rajin", "rason"]
)
def test_an_end_of_a_route_is_named_in_all_ten_languages(registry: Registry, place_id: str) -> None:
    assert languages(registry.places[place_id].name_sets) == TEN


@pytest.mark.parametrize("mode", ["train", "flight", "ferry", "ship", "tanker", "road-bridge", "rail-bridge", "bridge", "port"])
def test_a_mode_is_named_in_all_ten_languages(registry: Registry, mode: str) -> None:
    assert languages(registry.modes[mode].name_sets) == TEN


# Named after Yakov Novichenko on 7 September 2026: later than almost every document anybody could have tuned to.
@pytest.mark.parametrize(
    ("language", "part"),
    [
        ("en", "Novichenko Bridge"),
        ("ru", "мост имени Якова Новиченко"),
        ("uk", "міст Новиченка"),
        ("ko-north", "노비첸꼬다리"),
        ("ko-south", "노비첸코 다리"),
        ("zh-hans", "诺维琴科大桥"),
        ("zh-hant", "諾維琴科大橋"),
        ("ja", "ノビチェンコ橋"),
        ("de", "Nowitschenko-Brücke"),
        ("fr", "pont Novitchenko"),
        ("es", "puente Novichenko"),
        ("pl", "most* Nowiczenk*"),
    ],
)
def test_the_opened_bridge_is_known_by_its_name(registry: Registry, language: str, part: str) -> None:
    alone = [names for names in registry.transport_links["tumen-road-bridge"].name_sets if names.need is None]
    assert part in {name.text for names in alone for name in names.names if name.language == language}


@pytest.mark.parametrize(
    ("owner", "text"),
    [
        ("khasan", "하산"),
        ("khasan", "Хасан"),
        ("khasan", "Kazan"),
        ("rason", "나선"),
        ("tumen-river", "Туманная"),
        ("vostochny", "Vostochny"),
        ("dunai", "Дунай"),
    ],
)
def test_a_shared_place_name_is_never_enough_alone(registry: Registry, owner: str, text: str) -> None:
    holding = [names for names in registry.places[owner].name_sets if text in {name.text for name in names.names}]
    assert holding
    assert all(names.need for names in holding)


@pytest.mark.parametrize(
    ("link_id", "text"),
    [
        ("tumen-road-bridge", "두만강대교"),
        ("tumen-road-bridge", "图们江大桥"),
        ("tumangang-khasan-rail", "Friendship Bridge"),
        ("moscow-pyongyang-air", "Nordwind"),
        ("vladivostok-pyongyang-air", "Air Koryo"),
        ("vladivostok-rason-ferry", "Mangyongbong"),
        ("dprk-russia-shipping", "Angara"),
        ("dprk-russia-shipping", "Maria"),
    ],
)
def test_a_shared_name_of_a_link_or_part_is_never_enough_alone(registry: Registry, link_id: str, text: str) -> None:
    transport_link = registry.transport_links[link_id]
    sets = chain(transport_link.name_sets, *(part.name_sets for part in transport_link.parts))
    holding = [names for names in sets if text in {name.text for name in names.names}]
    assert holding
    assert all(names.need for names in holding)


def test_conflicting_figures_name_their_speakers_and_say_what_to_do(registry: Registry) -> None:
    conflicts = 0
    for transport_link in registry.transport_links.values():
        for figure in transport_link.figures:
            assert all(stated.said_by for stated in figure.stated), figure.about
            if len(figure.stated) > 1 and figure.advice:
                conflicts += 1
    assert conflicts >= 25
    length = next(f for f in registry.transport_links["tumen-road-bridge"].figures if f.about == "length")
    assert {"850 m", "1005 m", "4.7 km"} <= {stated.value for stated in length.stated}


def names_of(registry: Registry, owner: str) -> set[str]:
    sets: list[NameSet] = []
    for section in (registry.words, registry.modes, registry.places, registry.transport_links, registry.confusables):
        if owner in section:
            sets.extend(section[owner].name_sets)
    for transport_link in registry.transport_links.values():
        sets.extend(names for part in transport_link.parts if part.id == owner for names in part.name_sets)
    return {name.text for names in sets for name in names.names}


def test_an_example_expects_a_name_the_registry_has(registry: Registry) -> None:
    astray = [
        (example.text, example.name)
        for example in registry.examples
        if example.name is not None and example.name not in names_of(registry, example.of)
    ]
    assert astray == []


@pytest.mark.parametrize(
    ("language", "least"), [("ru", 30), ("uk", 20), ("ko-south", 30), ("ko-north", 8), ("de", 20), ("pl", 20)]
)
def test_languages_with_endings_have_examples_in_running_text(registry: Registry, language: str, least: int) -> None:
    assert sum(example.language == language for example in registry.examples) >= least


def test_every_confusable_says_how_to_tell_it_apart(registry: Registry) -> None:
    for confusable in registry.confusables.values():
        assert confusable.tell_apart
        assert confusable.name_sets, confusable.id


def named(transport_link: TransportLink) -> int:
    return sum(len(names.names) for names in transport_link.name_sets)


def test_links_met_rarely_so_far_carry_as_many_names_as_the_common_ones(registry: Registry) -> None:
    """Training text is mostly about the bridge and the crossing; what comes next need not be."""
    for link_id in ("moscow-pyongyang-train", "khabarovsk-pyongyang-train", "moscow-pyongyang-air", "vladivostok-pyongyang-air"):
        assert named(registry.transport_links[link_id]) >= 30, link_id
