"""Whose words and whose knowledge an article is, read from credits in the text, the byline, the site and the address.

The origin is the house whose words they are. A report in a publisher's own words whose beginning refers to a single agency relays
that agency's knowledge: two such reports are not two sources.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from urllib.parse import urlsplit

from pipelines.stories.credits import CITING_AFTER, CITING_BEFORE, CREDITS, PICTURE
from tumen.journey import Document
from tumen.stories import Origin
from tumen.yamlfile import Entry

_HEAD_LINES, _TAIL_LINES = 10, 4  # credits open a text (below captions and bylines) or close it; in between names are quoted
_LINE = 160  # characters from either end of such a line: a credit deeper in a paragraph is part of a sentence
_LEAD = 420  # characters in which the source of a relayed report is named: title and first paragraph
_LEAD_DENSE = 180  # the same in Chinese, Japanese and Korean, which say it in fewer
_NEAR = 32  # characters between a name and the words of citing
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\w+/(?=https?://)")  # a copy in the archive is of its publisher
_IN_PICTURE = re.compile(rf"^\W{{0,4}}(?:{PICTURE})\b|(?:{PICTURE})\s*[:：=／/]", re.IGNORECASE)
_BEFORE = re.compile(rf"(?<![^\W\d_])(?:{CITING_BEFORE})(?![^\W\d_])", re.IGNORECASE)
_AFTER = re.compile(rf"(?:{CITING_AFTER})", re.IGNORECASE)
_NAME_ALONE = "{n}"
_ANY_WORDS = r"[^\n]+?"  # every name is of such words
_SUBDOMAINS = ("www.", "m.", "mobile.", "amp.", "news.", "en.", "ru.", "ko.", "kr.", "jp.", "cn.", "english.")


class Origins:
    """Reads origins. Deterministic, free of I/O, safe to share between threads once built."""

    def __init__(self, root: Entry) -> None:
        """`root` is the content of `origins.yaml`. Raises ConfigurationError with file, line and key."""
        has = root.mapping(required=("agencies", "families", "farms"))
        self._by_name: dict[str, str] = {}
        self._families: dict[str, str] = {}  # agency → the house it belongs to
        self._hosts: dict[str, str] = {}
        self._stems: list[tuple[str, str]] = []
        for agency, entry in has["agencies"].named().items():
            keys = entry.mapping(required=("names", "hosts"), optional=("family",))
            self._families[agency] = keys["family"].text() if "family" in keys else agency
            for name in _listed(keys["names"]):
                self._add_name(name, agency, keys["names"])
            for host in _listed(keys["hosts"]):
                self._hosts[host] = agency
        for family, entry in has["families"].named().items():
            self._hosts |= dict.fromkeys(_listed(entry), family)
        self._farms = frozenset(_listed(has["farms"]))
        self._written = dict(self._patterns())
        self._letters = {name: name.casefold() for name in self._written}
        self._expressions: dict[tuple[tuple[str, ...], str], re.Pattern[str]] = {}
        self._names: dict[tuple[str, ...], re.Pattern[str]] = {}

    def _named(self, text: str) -> Sequence[re.Match[str]]:
        """The names in a text. An expression of those that stand there finds what that of all 270 would, sooner."""
        names = tuple(name for name in self._written if name in text)
        if names and names not in self._names:
            self._names[names] = re.compile(self._any_of(names))
        return list(self._names[names].finditer(text)) if names else ()

    def _any_of(self, names: Iterable[str]) -> str:
        return "(?P<n>" + "|".join(self._written[name] for name in names) + ")"

    def _credited(self, piece: str) -> re.Match[str] | None:
        """The first form of credit that stands in `piece`, compiled with the names that stand there: with all of them the forms
        take half a second to compile. Most need not be: a form that no words would fill is not filled by a name."""
        folded = piece.casefold()
        met = (name for name, letters in self._letters.items() if letters in folded)
        names = tuple(name for name in met if self._compiled((name,), _NAME_ALONE).search(piece))
        forms = (form for form in CREDITS if _possible(form).search(piece)) if names else ()
        return next((found for form in forms if (found := self._compiled(names, form).search(piece))), None)

    def _compiled(self, names: tuple[str, ...], form: str) -> re.Pattern[str]:
        if (names, form) not in self._expressions:
            self._expressions[names, form] = _filled(form, self._any_of(names))
        return self._expressions[names, form]

    def of(self, document: Document, *, publisher: str = "") -> Origin:
        """The origin of a document; `publisher` is the name the catalogue gives its source, "" when unknown."""
        host = _host(document.url)
        own = self._of_host(host)
        farm = self._is_farm(host)
        credited = self._credit(document.text)
        if credited:
            return Origin(self._house(credited[0]), "credit", credited[1], farm=farm)
        for how, written in (("byline", document.author), ("site", document.site), ("site", publisher)):
            agency = self._whole(written or "")
            if agency:
                return Origin(self._house(agency), how, written or "", farm=farm)
        relayed = self._relayed(document)
        if relayed and self._house(relayed) == own:
            relayed = None
        return Origin(own, "publisher", relays=self._house(relayed) if relayed else None, farm=farm)

    def cited(self, text: str) -> tuple[str, ...]:
        """The houses a text refers to with words of citing, in the order they are first named; pictures' credits left out."""
        found: dict[str, None] = {}
        for line in text.split("\n"):
            if _IN_PICTURE.search(line):
                continue
            for match in self._named(line):
                if self._is_cited(line, match):
                    found[self._house(self._agency(match["n"]))] = None
        return tuple(found)

    def _add_name(self, name: str, agency: str, entry: Entry) -> None:
        key = name.rstrip("*")
        if self._by_name.setdefault(key, agency) != agency:
            entry.refuse(f'"{key}" names {self._by_name[key]} already')
        if name.endswith("*"):
            self._stems.append((key, agency))

    def _patterns(self) -> Iterator[tuple[str, str]]:
        """Names and the expressions that find them. Longest first, so that 연합뉴스TV is not read as 연합뉴스 with a tail."""
        stems = {stem for stem, _ in self._stems}
        for name in sorted(self._by_name, key=len, reverse=True):
            if _DENSE.search(name[0]):
                yield name, re.escape(name)
            else:
                tail = r"[^\W\d_]*" if name in stems else r"(?![A-Za-zА-яЁёІіЇїЄє])"
                yield name, rf"(?<![A-Za-zА-яЁёІіЇїЄє]){re.escape(name)}{tail}"

    def _agency(self, written: str) -> str:
        exact = self._by_name.get(written)
        if exact:
            return exact
        folded = written.casefold()
        for name, agency in self._by_name.items():
            if name.casefold() == folded:
                return agency
        return next(agency for stem, agency in self._stems if folded.startswith(stem.casefold()))

    def _house(self, agency: str) -> str:
        return self._families.get(agency, agency)

    def _credit(self, text: str) -> tuple[str, str] | None:
        """The agency a text credits at its beginning or end, and the words that do."""
        lines = [line for line in text.split("\n") if line.strip()]
        for line in (*lines[:_HEAD_LINES], *lines[_HEAD_LINES:][-_TAIL_LINES:]):
            if _IN_PICTURE.search(line[:_LINE]):
                continue
            pieces = (line,) if len(line) <= 2 * _LINE else (line[:_LINE], line[-_LINE:])
            for piece in pieces:
                match = self._credited(piece)
                if match:
                    return self._agency(match["n"]), match[0].strip()
        return None

    def _whole(self, written: str) -> str | None:
        """The agency a byline or site name consists of, beside names of people and commas."""
        match = next(iter(self._named(written)), None)
        if match is None:
            return None
        around = f"{written[: match.start()]} {written[match.end() :]}"
        return self._agency(match["n"]) if len(re.findall(r"\w+", around)) <= 3 else None

    def _relayed(self, document: Document) -> str | None:
        """The only agency that title and first paragraph refer to."""
        text = "\n".join(line for line in document.text.split("\n") if not _IN_PICTURE.search(line))
        dense = len(_DENSE.findall(text[:_LEAD])) * 5 > len(text[:_LEAD])
        lead = f"{document.title}\n{text}"[: (_LEAD_DENSE if dense else _LEAD)]
        named = self._named(lead)
        houses = {self._house(self._agency(match["n"])) for match in named}
        return houses.pop() if len(houses) == 1 and any(self._is_cited(lead, match) for match in named) else None

    def _is_cited(self, text: str, match: re.Match[str]) -> bool:
        before = text[max(0, match.start() - _NEAR) : match.start()]
        after = text[match.end() : match.end() + _NEAR]
        return bool(_BEFORE.search(before) or _AFTER.search(after))

    def _of_host(self, host: str) -> str:
        """The agency, family or bare host behind an address."""
        for candidate in _parents(host):
            if candidate in self._hosts:
                return self._house(self._hosts[candidate])
        return host

    def _is_farm(self, host: str) -> bool:
        return any(candidate in self._farms for candidate in _parents(host))


@cache
def _possible(form: str) -> re.Pattern[str]:
    return _filled(form, _ANY_WORDS)


def _filled(form: str, name: str) -> re.Pattern[str]:
    return re.compile(form.replace("{n}", name).replace("{{", "{").replace("}}", "}"), re.IGNORECASE | re.MULTILINE)


def _listed(entry: Entry) -> Sequence[str]:
    names = [name.strip() for name in entry.text().split(",")]
    if not all(names):
        entry.refuse("has an empty name between two commas")
    return names


def _host(url: str) -> str:
    """The host of an address without its everyday subdomain; "" where there is none."""
    host = (urlsplit(_ARCHIVED.sub("", url)).hostname or "").casefold()
    for prefix in _SUBDOMAINS:
        if host.startswith(prefix) and host.count(".") > 1:
            return host.removeprefix(prefix)
    return host


def _parents(host: str) -> Iterator[str]:
    """The host and the domains above it that are not top-level."""
    parts = host.split(".")
    return (".".join(parts[at:]) for at in range(max(len(parts) - 1, 0)))
