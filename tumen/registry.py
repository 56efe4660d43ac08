"""Reads `seeds/transport.yaml` into the types of `tumen.transport`; docs/registry.md explains every key.

Lists of names and of alternatives are one scalar, `a | b | c`: an analyst reads a transport link on one screen, and the file
loads in a third of the time that YAML lists take.
"""

import difflib
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

from tumen.statements import Attribute
from tumen.transport import (
    Confusable,
    Effect,
    EventType,
    Example,
    Fact,
    Figure,
    Form,
    Language,
    Name,
    NameSet,
    Need,
    Part,
    PartKind,
    Place,
    Registry,
    Route,
    Scope,
    StatedFigure,
    Status,
    Terms,
    TransportKind,
    TransportLink,
    Variant,
)
from tumen.yamlfile import Entry, read_yaml

__all__ = ["Registry", "load_registry"]

_LANGUAGES = {language.value: language for language in Language}
_EVENTS: dict[str, EventType | None] = {"-": None, **{event.value: event for event in EventType}}
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_NAMED = ("names", "misspellings", "needs_context")
_NOTHING = frozenset(("", "=", "*"))
_NEED = ("with", "and", "unless", "within", "cased")


def load_registry(path: Path) -> Registry:
    """The registry of transport links in this file.

    Raises ConfigurationError (file, line, key) for anything unknown, missing, twice, or claimed by two transport links.
    """
    root = read_yaml(path).mapping(
        required=("words", "modes", "places", "transport_links", "confusables", "examples"),
    )
    return _Reader(root).registry()


class _Reader:
    def __init__(self, root: Mapping[str, Entry]) -> None:
        self._root = root
        self._terms: dict[str, Entry] = {}
        for section in ("words", "modes", "places"):
            self._declare(root[section], self._terms)
        self._links = root["transport_links"].named()
        self._of: dict[str, Entry] = dict(self._terms)  # whatever an example or a confusable may speak of
        self._declare(root["transport_links"], self._of)
        self._declare(root["confusables"], self._of)
        self._claims: dict[str, str] = {}  # name enough alone → the transport link it names

    @staticmethod
    def _declare(section: Entry, ids: dict[str, Entry]) -> None:
        for name, entry in section.named().items():
            if name in ids:
                entry.refuse(f"this id stands already on line {ids[name].line}; all sections share one space of ids")
            ids[name] = entry

    def registry(self) -> Registry:
        root = self._root
        return Registry(
            words=MappingProxyType({k: self._word(k, e) for k, e in root["words"].named().items()}),
            modes=MappingProxyType({k: self._word(k, e) for k, e in root["modes"].named().items()}),
            places=MappingProxyType({k: self._place(k, e) for k, e in root["places"].named().items()}),
            transport_links=MappingProxyType({k: self._link(k, e) for k, e in self._links.items()}),
            confusables=MappingProxyType({k: self._confusable(k, e) for k, e in root["confusables"].named().items()}),
            examples=tuple(self._examples(root["examples"])),
        )

    def _word(self, key: str, entry: Entry) -> Terms:
        has = entry.mapping(required=("title",), optional=(*_NAMED, "counts_as"))
        counts_as = self._ids(has["counts_as"], self._terms) if "counts_as" in has else ()
        return Terms(key, has["title"].text(), self._name_sets(has), counts_as)

    def _place(self, key: str, entry: Entry) -> Place:
        has = entry.mapping(required=("title",), optional=(*_NAMED, "counts_as", "at", "radius_km"))
        latitude = longitude = None
        if "at" in has:
            point = has["at"].sequence()
            if len(point) != 2:
                has["at"].refuse("is not a point; write [latitude, longitude] in degrees")
            latitude, longitude = _degrees(point[0], 90), _degrees(point[1], 180)
        radius = has["radius_km"].number() if "radius_km" in has else 5.0
        counts_as = self._ids(has["counts_as"], self._terms) if "counts_as" in has else ()
        return Place(key, has["title"].text(), self._name_sets(has), counts_as, latitude, longitude, radius)

    def _link(self, key: str, entry: Entry) -> TransportLink:
        has = entry.mapping(
            required=("kind", "title", "status", "ends"),
            optional=(*_NAMED, "routes", "parts", "facts", "figures"),
        )
        status = has["status"].mapping(required=("is", "date", "by"))
        parts = has["parts"].named() if "parts" in has else {}
        for name, part in parts.items():
            if name in self._of:
                part.refuse(f"this id stands already on line {self._of[name].line}")
            self._of[name] = part
        return TransportLink(
            id=key,
            kind=has["kind"].choice(TransportKind),
            title=has["title"].text(),
            status=Status(status["is"].text(), _date(status["date"], status["date"].text()), tuple(_several(status["by"], ";"))),
            ends=tuple(self._known(end, end.text(), self._terms) for end in has["ends"]),
            name_sets=self._name_sets(has, key),
            routes=tuple(self._route(route) for route in has["routes"]) if "routes" in has else (),
            parts=tuple(self._part(name, part, key) for name, part in parts.items()),
            facts=tuple(_facts(has["facts"])) if "facts" in has else (),
            figures=tuple(_figures(has["figures"])) if "figures" in has else (),
        )

    def _part(self, key: str, entry: Entry, owner: str) -> Part:
        has = entry.mapping(required=("kind", "title"), optional=(*_NAMED, *_NEED))
        need = self._need(has)
        return Part(key, has["kind"].choice(PartKind), has["title"].text(), self._name_sets(has, owner, need))

    def _route(self, entry: Entry) -> Route:
        has = entry.mapping(required=("between", "to", "by"), optional=("unless", "sure"))
        unless = self._ids(has["unless"], self._terms) if "unless" in has else ()
        sure = has["sure"].boolean() if "sure" in has else True
        between, to, by = (self._ids(has[side], self._terms) for side in ("between", "to", "by"))
        return Route(between, to, by, unless, sure)

    def _confusable(self, key: str, entry: Entry) -> Confusable:
        has = entry.mapping(required=("title", "effect", "tell_apart"), optional=(*_NAMED, "like"))
        like = self._ids(has["like"], self._of) if "like" in has else ()
        effect = has["effect"].choice(Effect)
        return Confusable(key, has["title"].text(), effect, like, self._name_sets(has), has["tell_apart"].text())

    def _examples(self, entry: Entry) -> list[Example]:
        found = []
        for code, texts in entry.mapping(optional=_LANGUAGES).items():
            for text, value in texts.named().items():
                of, _, name = value.text().partition(" = ")
                wanted = not of.startswith("not ")
                of = self._known(value, of.removeprefix("not "), self._of)
                found.append(Example(_LANGUAGES[code], text, of, name.removeprefix("=") or None, wanted))
        return found

    def _name_sets(self, has: Mapping[str, Entry], owner: str | None = None, need: Need | None = None) -> tuple[NameSet, ...]:
        sets = []
        for key, variant in (("names", Variant.USUAL), ("misspellings", Variant.MISSPELT)):
            if key in has:
                names = self._names(has[key], owner if need is None else None)
                sets.append(NameSet(names, need, variant))
        for item in has.get("needs_context", ()):
            inner = item.mapping(optional=("names", "misspellings", *_NEED))
            rule = self._need(inner) or item.refuse("says no need; write with, unless or cased, or move it to names")
            sets.extend(self._name_sets({k: e for k, e in inner.items() if k in _NAMED}, owner, rule))
        return tuple(sets)

    def _names(self, entry: Entry, claimed_by: str | None) -> tuple[Name, ...]:
        names: list[Name] = []
        for code, value in entry.mapping(optional=_LANGUAGES).items():
            language, written = _LANGUAGES[code], _several(value, "|")
            if len(set(written)) < len(written):
                value.refuse(f'"{next(text for text in written if written.count(text) > 1)}" stands twice')
            for text in written if claimed_by else ():
                owner = self._claims.setdefault(text.casefold(), str(claimed_by))
                if owner != claimed_by:
                    value.refuse(f'"{text}" already names {owner}; move it to needs_context in both')
            names += [_name(text, language) for text in written]
        return tuple(names)

    def _need(self, has: Mapping[str, Entry]) -> Need | None:
        if not any(key in has for key in _NEED):
            return None
        return Need(
            all_of=tuple(self._ids(has[key], self._terms) for key in ("with", "and") if key in has),
            none_of=self._ids(has["unless"], self._terms) if "unless" in has else (),
            scope=has["within"].choice(Scope) if "within" in has else Scope.SENTENCE,
            cased=has["cased"].boolean() if "cased" in has else False,
        )

    def _ids(self, entry: Entry, known: Mapping[str, Entry]) -> tuple[str, ...]:
        return tuple(self._known(entry, one, known) for one in _several(entry, "|"))

    @staticmethod
    def _known(entry: Entry, one: str, known: Collection[str]) -> str:
        if one not in known:
            near = difflib.get_close_matches(one, known, n=1)
            entry.refuse(f'"{one}" is not an id of this file' + (f'; did you mean "{near[0]}"?' if near else ""))
        return one


def _name(written: str, language: Language) -> Name:
    if written.startswith("="):
        return Name(written[1:], language, Form.EXACT)
    return Name(written, language, Form.STEM if "*" in written else Form.INFLECTED)


def _several(entry: Entry, separator: str) -> list[str]:
    written = list(map(str.strip, entry.text().split(separator)))
    if not _NOTHING.isdisjoint(written):
        entry.refuse(f"something is missing beside a `{separator.strip()}`")
    return written


def _date(entry: Entry, written: str) -> str:
    if _DATE.fullmatch(written) is None:
        entry.refuse(f'"{written}" is not a date; write YYYY, YYYY-MM or YYYY-MM-DD')
    return written


def _degrees(entry: Entry, most: float) -> float:
    value = entry.number()
    if abs(value) > most:
        entry.refuse(f"{value:g} is outside -{most:g} to {most:g} degrees")
    return value


def _facts(entry: Entry) -> list[Fact]:
    facts = []
    for item in entry:
        fields = _several(item, "|")
        if len(fields) != 4:
            item.refuse(f"has {len(fields)} fields; write date | event or - | what happened | who said so")
        date, event, what, said_by = fields
        if event not in _EVENTS:
            near = difflib.get_close_matches(event, _EVENTS, n=1)
            item.refuse(f'"{event}" is no event type' + (f'; did you mean "{near[0]}"?' if near else "; write - for none"))
        facts.append(Fact(_date(item, date), what, tuple(map(str.strip, said_by.split(";"))), _EVENTS[event]))
    for before, after, item in zip(facts, facts[1:], entry.sequence()[1:], strict=False):
        if after.date[: len(before.date)] < before.date[: len(after.date)]:
            item.refuse(f"stands after {before.date}; facts go from oldest to newest")
    return facts


def _figures(entry: Entry) -> list[Figure]:
    figures = []
    for item in entry:
        has = item.mapping(required=("about", "said"), optional=("advice", "attribute"))
        said = has["said"].named()
        stated = tuple(StatedFigure(value, tuple(_several(by, ";"))) for value, by in said.items())
        advice = has["advice"].text() if "advice" in has else None
        attribute = has["attribute"].choice(Attribute) if "attribute" in has else None
        figures.append(Figure(has["about"].text(), stated, advice, attribute))
    return figures
