"""Matching: inflection, particles, compounds and word boundaries, by examples of running text."""

from itertools import chain

import pytest

from pipelines.relevance.folding import fold
from pipelines.relevance.knowledge import Knowledge
from pipelines.relevance.matching import Matcher
from pipelines.relevance.patterns import of_name, of_term
from pipelines.relevance.reading import read
from pipelines.relevance.tongues import ALL
from tests import shipped
from tumen.transport import Form, Language, Name, Registry, Scope


@pytest.fixture(scope="module")
def registry() -> Registry:
    return shipped.registry()


@pytest.fixture(scope="module")
def knowledge(registry: Registry) -> Knowledge:
    return shipped.scorer().knowledge


def _found(term: str, language: str, text: str) -> bool:
    return bool(Matcher((pattern, 0, ALL) for pattern in of_term(term, language)).mentions(text))


@pytest.mark.parametrize(
    ("term", "language", "text", "found"),
    [
        ("мост+", "ru", "за мостами", True),
        ("мост+", "ru", "мостовая", False),
        ("железн+ дорог+", "ru", "по железной дороге", True),
        ("железн+ дорог+", "ru", "железная рука", False),
        ("строит*", "ru", "строительства", True),
        ("порт", "ru", "в аэропорту", False),
        ("train+", "en", "two trains", True),
        ("train+", "en", "trained", False),
        ("port", "en", "airport", False),
        ("~bruck*", "de", "grenzbrucken", True),
        ("zug", "de", "bezug", False),
        ("러+", "ko", "러에 포탄", True),
        ("러+", "ko", "러닝 대회", False),
        ("두만강", "ko", "두만강을 건너", True),
        ("자동차 다리", "ko", "국경자동차다리건설", True),
        ("公路桥", "zh", "俄朝公路桥", True),
        ("桥", "ja", "鉄橋".replace("鉄", "铁").replace("橋", "桥"), True),
    ],
)
def test_terms_of_the_lexicon_meet_their_forms_only(term: str, language: str, text: str, found: bool) -> None:
    assert _found(term, language, text) is found


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        (Name("железнодорожный мост", Language.RU, Form.INFLECTED), "по железнодорожному мосту", True),
        (Name("Пхеньян*", Language.RU, Form.STEM), "пхеньянский", True),
        (Name("КНДР", Language.RU, Form.EXACT), "кндровский", False),
        (Name("나진", Language.KO_SOUTH, Form.INFLECTED), "나진에서", True),
        (Name("라진", Language.KO_NORTH, Form.INFLECTED), "갈라진 길", False),
        (Name("Brücke", Language.DE, Form.INFLECTED), "die strasenbrucke", True),
        (Name("rail bridge", Language.EN, Form.INFLECTED), "two rail bridges", True),
    ],
)
def test_names_of_the_registry_vary_as_their_form_says(name: Name, text: str, found: bool) -> None:
    assert bool(Matcher((pattern, 0, ALL) for pattern in of_name(name)).mentions(text)) is found


def test_every_example_of_the_registry_reads_as_it_says(registry: Registry, knowledge: Knowledge) -> None:
    """The registry's own examples: inflected forms found, look-alikes not.

    An example is a fragment: what a name needs somewhere in its document cannot stand in it.
    """
    wrong = []
    for example in registry.examples:
        reading = read("", example.text, knowledge)
        ids = {knowledge.meanings[mention[2]].id for sentence in reading.sentences for mention in sentence.mentions}
        for _, _, meaning in knowledge.matcher.mentions(reading.folded.text):
            condition = knowledge.meanings[meaning].condition
            if example.found and condition is not None and condition.scope is Scope.DOCUMENT:
                ids.add(knowledge.meanings[meaning].id)
        if (example.of in ids) != example.found:
            wrong.append(f"{example.language}: {example.text!r} and {example.of}")
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        pytest.param("В Бейруте похоронили Хасана Насраллу", "khasan", id="a person"),
        pytest.param("등산객이 하산하다 다쳤다", "khasan", id="coming down a mountain"),
        pytest.param("두 갈래로 갈라진 길", "rajin", id="gal-ra-jin"),
        pytest.param("Most of the trade went elsewhere, and the rest of it to the coast", "bridge", id="Polish most in English"),
        pytest.param("Ремонт моста в Тюмени", "tumen-river", id="Tyumen"),
        pytest.param("朝鲜半岛局势", "dprk", id="the peninsula"),
        pytest.param("Válka na Ukrajině a vlaky do Ruska", "rajin", id="Ukraine in Czech"),
        pytest.param("Актриса Насонова приехала поездом в Москву", "rason", id="a family name in Russian"),
        pytest.param("Rajinikanth arrives by train from Moscow", "rajin", id="an actor"),
        pytest.param("Köylüler için tehlike kalmadı", "wonsan", id="nothing remained, in Turkish"),
    ],
)
def test_words_that_hold_a_name_of_ours_do_not_mention_it(knowledge: Knowledge, text: str, absent: str) -> None:
    assert not read("", text, knowledge).bits & knowledge.bits(absent)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        pytest.param("Железной дороги Корейской Народно-Демократической Республики", ("rail", "dprk"), id="ru genitive"),
        pytest.param(
            "조로국경자동차다리건설착공식", ("russia", "dprk", "road-bridge", "build"), id="northern spelling, no spaces"
        ),
        pytest.param("두만강을 건넌 로씨야 렬차", ("tumen-river", "russia", "train"), id="particles, northern spelling"),
        pytest.param("ロ朝国境の豆満江", ("russia", "dprk", "tumen-river"), id="country pair"),
        pytest.param("北韓與俄羅斯的鐵路", ("russia", "dprk", "rail"), id="traditional"),
        pytest.param("Eisenbahnbrücke nach Nordkorea", ("rail-bridge", "dprk"), id="German compound"),
        pytest.param("do Korei Północnej pociągiem", ("dprk", "train"), id="Polish cases"),
        pytest.param("із КНДР потягами", ("dprk", "train"), id="Ukrainian"),
    ],
)
def test_countries_and_means_are_met_in_the_forms_they_take(knowledge: Knowledge, text: str, ids: tuple[str, ...]) -> None:
    found = read("", text, knowledge).bits
    assert [name for name in ids if not found & knowledge.bits(name)] == []


def test_every_name_of_the_registry_is_met_as_it_is_written(registry: Registry, knowledge: Knowledge) -> None:
    """Stems, endings and closed-up words must not lose the base form itself (liaison ferroviaire, Corea del Norte)."""
    sets = [(terms.id, terms.name_sets) for terms in (*registry.words.values(), *registry.modes.values())]
    sets.extend((place.id, place.name_sets) for place in registry.places.values())
    sets.extend((confusable.id, confusable.name_sets) for confusable in registry.confusables.values())
    for transport_link in registry.transport_links.values():
        sets.append((transport_link.id, transport_link.name_sets))
        sets.extend((part.id, part.name_sets) for part in transport_link.parts)
    lost = [
        (owner, name.language, name.shown)
        for owner, name_sets in sets
        for name in chain.from_iterable(name_set.names for name_set in name_sets)
        if all(knowledge.meanings[found[2]].id != owner for found in knowledge.matcher.mentions(fold(name.shown).text))
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        pytest.param("マラソンの選手がモスクワから着いた。", "rason", id="katakana inside a longer word"),
        pytest.param("2310辆货车通过公路口岸。", "freight", id="a Chinese lorry"),
        pytest.param("Kolejne spotkanie i długa kolejka na granicy.", "rail", id="Polish: the next, a queue"),
    ],
)
def test_a_word_of_ours_inside_another_is_none(knowledge: Knowledge, text: str, absent: str) -> None:
    assert not read("", text, knowledge).bits & knowledge.bits(absent)


def test_a_chinese_freight_car_is_one_where_a_railway_is_spoken_of(knowledge: Knowledge) -> None:
    assert read("", "铁路货车驶过图们江。", knowledge).bits & knowledge.bits("freight")
