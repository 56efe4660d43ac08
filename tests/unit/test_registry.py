"""The reader of the registry of transport links: what arrives, and what is refused."""

from pathlib import Path

import pytest

from tumen.registry import load_registry
from tumen.statements import Attribute
from tumen.transport import Effect, Form, Scope, Variant
from tumen.yamlfile import ConfigurationError

SMALL = """\
words:
  dprk: {title: the DPRK, names: {en: North Korea, ru: =КНДР | Северная Корея}}
modes:
  train: {title: trains, names: {en: train, ru: поезд}}
places:
  khasan:
    title: Khasan
    at: [42.428, 130.645]
    needs_context:
      - {names: {en: Khasan}, with: dprk | train, and: train, unless: dprk, within: paragraph, cased: true}
  tumangang: {title: Tumangang, counts_as: dprk, at: [42.4214, 130.6081], radius_km: 2, names: {en: Tumangang}}
transport_links:
  rail:
    kind: rail-crossing
    title: The crossing
    status: {is: open, date: 2025-05, by: KCNA; TASS}
    ends: [tumangang, khasan]
    names: {en: Khasan-Tumangang line, ru: мост* Дружб*}
    misspellings: {en: Kazan line}
    routes: [{between: tumangang, to: khasan, by: train, unless: dprk, sure: false}]
    parts:
      car: {kind: through car, title: Car 651, names: {any: =651}, with: train}
    facts:
      - 1959-08-09 | opened | bridge opened | Wikipedia
      - 2024 | - | works | CSIS; NK News
    figures:
      - {about: length, attribute: length, said: {623 m: Wikipedia, 400 m: another Wikipedia}, advice: prefer 623}
confusables:
  hasan: {title: people, effect: hides, like: khasan | car, names: {en: Hasan Rouhani}, tell_apart: a person}
examples:
  ru: {"на поезде": train = поезд, в КНДР: dprk = =КНДР, Казань: not khasan}
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "transport.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_of_the_file_arrives_typed(tmp_path: Path) -> None:
    read = load_registry(written(tmp_path, SMALL))

    (conditional,) = read.places["khasan"].name_sets
    assert conditional.need is not None
    assert conditional.need.all_of == (("dprk", "train"), ("train",))
    assert conditional.need.none_of == ("dprk",)
    assert (conditional.need.scope, conditional.need.cased) == (Scope.PARAGRAPH, True)
    assert read.places["tumangang"].counts_as == ("dprk",)
    assert (read.places["tumangang"].radius_km, read.places["khasan"].radius_km) == (2.0, 5.0)
    assert [(name.text, name.form) for name in read.words["dprk"].name_sets[0].names] == [
        ("North Korea", Form.INFLECTED),
        ("КНДР", Form.EXACT),
        ("Северная Корея", Form.INFLECTED),
    ]

    rail = read.transport_links["rail"]
    assert rail.status.said_by == ("KCNA", "TASS")
    assert [(names.variant, names.need) for names in rail.name_sets] == [(Variant.USUAL, None), (Variant.MISSPELT, None)]
    stem = rail.name_sets[0].names[1]
    assert (stem.text, stem.form, stem.shown) == ("мост* Дружб*", Form.STEM, "мост Дружб")
    (route,) = rail.routes
    assert (route.between, route.to, route.by, route.unless, route.sure) == (
        ("tumangang",),
        ("khasan",),
        ("train",),
        ("dprk",),
        False,
    )
    assert rail.parts[0].name_sets[0].need is not None
    assert [(fact.date, fact.event) for fact in rail.facts] == [("1959-08-09", "opened"), ("2024", None)]
    assert [(figure.value, figure.said_by) for figure in rail.figures[0].stated] == [
        ("623 m", ("Wikipedia",)),
        ("400 m", ("another Wikipedia",)),
    ]
    assert rail.figures[0].attribute is Attribute.LENGTH
    assert read.confusables["hasan"].effect is Effect.HIDES
    assert [(e.text, e.of, e.name, e.found) for e in read.examples] == [
        ("на поезде", "train", "поезд", True),
        ("в КНДР", "dprk", "КНДР", True),
        ("Казань", "khasan", None, False),
    ]
    assert read.terms("train").title == "trains"


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("names: {en: train,", "name: {en: train,", 'transport.yaml:4: modes.train.name: unknown key; did you mean "names"'),
        ("{en: Tumangang}", "{eng: Tumangang}", "transport.yaml:11: places.tumangang.names.eng: unknown key"),
        ("ru: поезд}", "ru: поезд | поезд}", 'transport.yaml:4: modes.train.names.ru: "поезд" stands twice'),
        ("ru: поезд}", "ru: поезд | }", "transport.yaml:4: modes.train.names.ru: something is missing beside a `|`"),
        ("at: [42.428, 130.645]", "at: [130.645, 42.428]", "places.khasan.at[0]: 130.645 is outside -90 to 90"),
        ("at: [42.428, 130.645]", "at: [42.428]", "places.khasan.at: is not a point"),
        ("with: dprk | train", "with: dprk | trian", '"trian" is not an id of this file; did you mean "train"?'),
        ("ends: [tumangang, khasan]", "ends: [tumangang, kasan]", '"kasan" is not an id of this file; did you mean "khasan"?'),
        ("by: train, unless", "by: ferry, unless", 'transport_links.rail.routes[0].by: "ferry" is not an id'),
        ("like: khasan | car", "like: khasan | cart", '"cart" is not an id of this file; did you mean "car"?'),
        ("в КНДР: dprk", "в КНДР: DPRK", '"DPRK" is not an id of this file'),
        ("  train: {title: trains", "  dprk: {title: trains", "modes.dprk: this id stands already on line 2"),
        ("      car: {kind", "      train: {kind", "this id stands already on line 4"),
        ("date: 2025-05,", "date: May 2025,", '"May 2025" is not a date; write YYYY, YYYY-MM or YYYY-MM-DD'),
        ("- 2024 |", "- 1950-01 |", "transport.yaml:25: transport_links.rail.facts[1]: stands after 1959-08-09"),
        ("09 | opened |", "09 | open |", '"open" is no event type; did you mean "opened"?'),
        ("09 | opened |", "09 |", "facts[0]: has 3 fields; write date | event or - | what happened | who said so"),
        ("- 2024 |", "- 24 |", '"24" is not a date'),
        ("| CSIS; NK News", "|", "something is missing beside a `|`"),
        ("by: KCNA; TASS", "by: KCNA; ", "something is missing beside a `;`"),
        ("kind: rail-crossing", "kind: railcrossing", 'did you mean "rail-crossing"?'),
        (", with: dprk | train, and: train, unless: dprk, within: paragraph, cased: true}", "}", "says no need"),
        ("kind: through car", "kind: trough car", '"trough car" is not one of these; did you mean "through car"?'),
        ("effect: hides", "effect: hide", 'did you mean "hides"?'),
        ("attribute: length", "attribute: lenght", '"lenght" is not one of these; did you mean "length"?'),
    ],
)
def test_what_is_wrong_is_refused_with_its_line_and_key(tmp_path: Path, right: str, wrong: str, message: str) -> None:
    assert SMALL.count(right) == 1
    with pytest.raises(ConfigurationError) as refusal:
        load_registry(written(tmp_path, SMALL.replace(right, wrong)))
    assert message in str(refusal.value)
    assert str(refusal.value).startswith("transport.yaml:")


SECOND = """\
  second:
    kind: other
    title: Another
    status: {is: open, date: 2025, by: KCNA}
    ends: []
"""


def test_a_name_enough_alone_belongs_to_one_transport_link(tmp_path: Path) -> None:
    taken = SMALL.replace("confusables:\n", SECOND + "    names: {de: khasan-tumangang LINE}\nconfusables:\n")
    with pytest.raises(ConfigurationError, match='"khasan-tumangang LINE" already names rail; move it to needs_context in both'):
        load_registry(written(tmp_path, taken))

    ruled = SMALL.replace(
        "confusables:\n", SECOND + "    needs_context: [{names: {de: khasan-tumangang LINE}, with: train}]\nconfusables:\n"
    )
    assert set(load_registry(written(tmp_path, ruled)).transport_links) == {"rail", "second"}
