"""A sheet of the ledger as text: status, timeline, disputed figures, the others; every one with who says so."""

from collections.abc import Iterator, Mapping, Sequence

from desk.tables import safe
from digests.quotes import mark
from digests.wrapping import columns, wrap
from tumen.ledger import Happening, Sheet, Standing, Statement, Value

QUOTED = 3  # statements quoted for a value in dispute, of as many speakers; for others one. --json has all of them
AGAINST = 3  # figures named that a value stands against: they all stand beside it
NAMED = 6  # of those who state something, the first
DATE, FIGURE = 12, 16  # columns

_AGAINST = {
    Standing.CONFLICTS: "conflicts with",
    Standing.SUPERSEDED: "replaced by",
    Standing.SUPERSEDES: "replaces",
}
_APART = {Standing.DIFFERS: "differs in meaning", Standing.WITHDRAWN: "withdrawn"}


def sheet_lines(sheet: Sheet, statements: Mapping[int, Statement], width: int) -> Iterator[str]:
    """The sheet in lines of at most `width` columns; `statements` are those of its values, by id."""
    yield from _wrapped(sheet.title, width)
    yield f"{sheet.transport_link} · {sheet.kind}"
    yield ""
    by = f", says {'; '.join(sheet.status_by)}" if sheet.status_by else ""
    yield from _wrapped(f"Status: {status_words(sheet)}{by}", width)
    yield from _heading("Timeline")
    for happening in sheet.timeline:
        yield from _happening(happening, width)
    if not sheet.timeline:
        yield "nothing read yet"
    by_attribute: dict[str, list[Value]] = {}
    for value in sheet.values:
        by_attribute.setdefault(value.attribute.value, []).append(value)
    disputed = {name: values for name, values in by_attribute.items() if is_disputed(values)}
    others = {name: values for name, values in by_attribute.items() if name not in disputed}
    for title, figures in (("Disputed figures", disputed), ("Other figures" if disputed else "Figures", others)):
        if figures:
            yield from _heading(title)
        for n, (name, values) in enumerate(figures.items()):
            yield from [""] * bool(n)
            yield from _figure(name, values, statements, width)


def status_words(sheet: Sheet) -> str:
    """`in service, since 2025-06-17`; what the registry says was known to hold on its day."""
    holds = "since" if sheet.status_from == "event" else "as known on"
    return f"{sheet.status}, {holds} {sheet.status_since}" if sheet.status_since else sheet.status


def still_said(happening: Happening) -> bool:
    """Whether anybody states it now: an edit may have taken it back."""
    return happening.articles + happening.independent_sources > 0


def is_disputed(values: Sequence[Value]) -> bool:
    """Whether values of one attribute stand against each other."""
    return any(value.standing is Standing.CONFLICTS for value in values)


def _happening(happening: Happening, width: int) -> Iterator[str]:
    said = [happening.type.replace("-", " ") + (" (planned)" if happening.planned else "")]
    said += [happening.place] if happening.place else []
    said += [_names(happening.stated_by)] if happening.stated_by else []
    said += [_sources(happening.independent_sources)] if happening.independent_sources > 1 else []
    said += [_withdrawn(happening.withdrawn)] if happening.withdrawn else []
    yield from _wrapped(" · ".join(said), width, (happening.date or "unknown").ljust(DATE))
    yield from _quoted(happening.sentence, happening.url, "", DATE, width)


def _figure(name: str, values: Sequence[Value], statements: Mapping[int, Statement], width: int) -> Iterator[str]:
    yield name.replace("-", " ")
    most = QUOTED if is_disputed(values) else 1
    quoted: set[str] = set()
    for value in values:
        stated = [statements[number] for number in value.claims if number in statements]
        yield from _value(value, _registry(stated, name), width)
        yield from _statements([one for one in stated if one.article and one.wording != "repeated"], most, quoted, width)
    for advice in dict.fromkeys(words for value in values for words in value.advice):
        yield from _wrapped(f"Registry: {advice}", width, "  ")


def _registry(stated: Sequence[Statement], attribute: str) -> list[str]:
    """What the registry adds: that it states the value too, and what exactly it means where that is narrower."""
    own = [one.about for one in stated if one.article is None]
    narrower = [about for about in dict.fromkeys(own) if about and about != attribute.replace("-", " ")]
    return [f"registry: {'; '.join(narrower)}" if narrower else "registry"] if own else []


def _value(value: Value, registry: Sequence[str], width: int) -> Iterator[str]:
    said = [_standing(value)] if value.standing is not Standing.ALONE else []
    said += [_names(value.stated_by)] if value.stated_by else []
    said += [_seen(value)] if value.first_seen else []
    said += [_sources(value.independent_sources)] if value.independent_sources > 1 else []
    said += [_withdrawn(value.withdrawn)] if value.withdrawn and value.standing is not Standing.WITHDRAWN else []
    said += registry
    figure = f"  {safe(value.figure)}"
    if columns(figure) > FIGURE - 2:
        yield from _wrapped(figure.strip(), width, "  ")
        figure = ""
    yield from _wrapped(" · ".join(said), width, figure + " " * (FIGURE - columns(figure)))


def _standing(value: Value) -> str:
    """`conflicts with 1,000 m; 800 m`."""
    if value.standing in _APART:
        return _APART[value.standing]
    return f"{_AGAINST[value.standing]} {_names(value.against, AGAINST)}"


def _names(names: Sequence[str], most: int = NAMED) -> str:
    left = len(names) - most
    return "; ".join(names[:most]) + (f" and {left} more" if left > 0 else "")


def _statements(found: Sequence[Statement], most: int, quoted: set[str], width: int) -> Iterator[str]:
    """One statement of each speaker, the first ones, and how many more there are; `quoted` are sentences shown already."""
    by_speaker: dict[str, Statement] = {}
    for statement in found:
        by_speaker.setdefault(statement.speaker or statement.publisher, statement)
    shown = list(by_speaker.values())[:most]
    for statement in shown:
        if statement.sentence in quoted:
            yield from _wrapped(f"{_speaker(statement)}: the sentence above", width, " " * FIGURE)
        else:
            yield from _quoted(statement.sentence, statement.url, f"{_speaker(statement)}: ", FIGURE, width, statement.original)
        quoted.add(statement.sentence)
    if len(found) > len(shown):
        yield " " * FIGURE + f"and {len(found) - len(shown)} more"


def _speaker(statement: Statement) -> str:
    """`R. Starovoit in TASS, 2025-04-30`."""
    who = f"{statement.speaker} in {statement.publisher}" if statement.speaker else statement.publisher
    day = f"{statement.stated_at:%Y-%m-%d}" if statement.stated_at else ""
    when = (f", {day}" if statement.dated else f", undated (kept {day})") if day else ""
    return who + when + (" (edited away since)" if statement.wording == "withdrawn" else "")


def _quoted(sentence: str, url: str | None, who: str, indent: int, width: int, original: str = "") -> Iterator[str]:
    """The sentence, cut around the figure where it is as long as a page, and the address on a line of its own."""
    if sentence:
        cut = "".join(part.text for part in mark(" ".join(sentence.split()), [original]))
        yield from _wrapped(f"{who}“{cut}”" if url else f"{who}{cut} (registry)", width, " " * indent)
    if url:
        yield " " * indent + safe(url)


def _seen(value: Value) -> str:
    days = f"{value.first_seen}" if value.first_seen == value.last_seen else f"{value.first_seen} to {value.last_seen}"
    return f"undated (kept {days})" if value.undated else days


def _sources(count: int) -> str:
    return f"{count} independent sources"


def _withdrawn(count: int) -> str:
    return f"no longer said by {count}"


def _heading(words: str) -> Iterator[str]:
    yield ""
    yield words.upper()


def _wrapped(text: str, width: int, first: str = "") -> Iterator[str]:
    return iter(wrap(safe(text), first, width=width).splitlines())
