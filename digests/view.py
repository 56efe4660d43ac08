"""What a digest shows, item by item, before it is laid out: plain values that both templates print as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from digests.cleaning import one_line, web_address
from digests.dates import day, moment, stated, written
from digests.phrases import AFFILIATIONS, FEATURES, REASONS
from digests.quotes import Quote, quotes
from storage.digests import DigestItem
from tumen.journey import Evidence, LinkTag
from tumen.outcomes import Reason
from tumen.transport import TransportLink

TERMS = 6  # terms shown for an item: what carries most scores; `tumen explain` prints them all
COUNTER_TERMS = 2
EVENTS = 2  # dated events shown for an item: most reports have one

NO_TRANSPORT_LINK = "No single transport link named"


@dataclass(frozen=True, slots=True)
class Names:
    """How what the database knows by id is called."""

    transport_links: Mapping[str, str]  # registry id → title
    publishers: Mapping[str, tuple[str, str]]  # source id → (publisher, affiliation)
    registry: Mapping[str, TransportLink] = field(default_factory=dict)  # what sheets of the ledger are made of


@dataclass(frozen=True, slots=True)
class Unreachable:
    source: str  # source id
    since: datetime | None  # aware; None when it never answered
    reason: Reason


@dataclass(frozen=True, slots=True)
class Quiet:
    """A source that answers and has brought nothing for longer than it ever does."""

    source: str  # source id
    since: datetime | None  # aware; when it last had news, None when it never had
    evidence: str  # one line


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far this digest can be trusted to be complete."""

    asked: int  # sources asked
    unreachable: tuple[Unreachable, ...] = ()
    quiet: tuple[Quiet, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    words: str
    concept: str
    points: str  # "+1.8": log-odds


@dataclass(frozen=True, slots=True)
class Sighting:
    """A near-copy under another address."""

    publisher: str
    title: str
    address: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """One article."""

    title: str
    language: str  # for the `lang` attribute; "und" when unknown
    publisher: str
    affiliation: str
    dates: tuple[tuple[str, str], ...]  # label and date; the three are never mixed
    percent: int
    quotes: tuple[Quote, ...]
    why: tuple[Term, ...]
    against: tuple[Term, ...]
    also_reports: tuple[str, ...]
    background: tuple[str, ...]
    address: str
    href: str | None
    copies: tuple[Sighting, ...]
    maybe_sent: bool
    refusal: str  # why the text is not the page's own; "" when it is


@dataclass(frozen=True, slots=True)
class Group:
    """The articles whose strongest reported transport link this is."""

    title: str
    cards: tuple[Card, ...]
    named: bool = True  # False for the articles that name no transport link


@dataclass(frozen=True, slots=True)
class Silence:
    """Sources that could not be reached for one reason since one day."""

    since: str
    reason: str
    publishers: tuple[str, ...]


def groups(items: Sequence[DigestItem], names: Names, zone: str) -> tuple[Group, ...]:
    """Items by transport link; the link of the most relevant item first, items of no link last."""
    by_link: dict[str | None, list[DigestItem]] = {}
    for item in sorted(items, key=lambda item: -item.relevance):
        by_link.setdefault(_strongest(item), []).append(item)
    ordered = sorted(by_link, key=lambda link: link is None)
    return tuple(
        Group(
            NO_TRANSPORT_LINK if link is None else link_title(link, names),
            tuple(_card(item, link, names, zone) for item in by_link[link]),
            named=link is not None,
        )
        for link in ordered
    )


def silences(coverage: Coverage, names: Names, zone: str) -> tuple[Silence, ...]:
    """What could not be reached, longest silence first; one line for sources that fell silent together."""
    together: dict[tuple[str, str], list[str]] = {}
    for one in sorted(coverage.unreachable, key=lambda one: (one.since is not None, one.since, one.source)):
        since = f"Since {day(one.since.astimezone(ZoneInfo(zone)))}" if one.since else "Never answered"
        reason = REASONS.get(one.reason, one.reason.value.replace("_", " "))
        together.setdefault((since, reason), []).append(_publisher(one.source, "", names)[0])
    return tuple(Silence(since, reason, tuple(dict.fromkeys(who))) for (since, reason), who in together.items())


def quiet_lines(coverage: Coverage, names: Names, zone: str) -> tuple[str, ...]:
    """What fell quiet, longest first: `Quiet since 12 May 2026: KCNA (…)`."""
    ordered = sorted(coverage.quiet, key=lambda one: (one.since is not None, one.since, one.source))
    return tuple(
        f"{f'Quiet since {day(one.since.astimezone(ZoneInfo(zone)))}' if one.since else 'Always quiet'}:"
        f" {_publisher(one.source, '', names)[0]} ({one_line(one.evidence)})"
        for one in ordered
    )


def _strongest(item: DigestItem) -> str | None:
    reported = [tag for tag in item.transport_links if tag.role == "reported"]
    return max(reported, key=lambda tag: tag.score).id if reported else None


def _card(item: DigestItem, group: str | None, names: Names, zone: str) -> Card:
    publisher, affiliation = _publisher(item.publisher_source, item.url, names)
    return Card(
        title=one_line(item.title) or "(without a title)",
        language=item.language or "und",
        publisher=publisher,
        affiliation=affiliation,
        dates=(
            ("Published", stated(item.published)),
            ("Event", _event(item, group)),
            ("Captured", moment(item.fetched_at, zone)),
        ),
        percent=min(99, round(item.relevance * 100)),  # nothing is certain
        quotes=quotes(item.evidence, item.title),
        why=_terms(item.evidence, 1, TERMS),
        against=_terms(item.evidence, -1, COUNTER_TERMS),
        also_reports=_others(item.transport_links, "reported", group, names),
        background=_others(item.transport_links, "background", group, names),
        address=one_line(item.url),
        href=web_address(item.url),
        copies=tuple(_sighting(title, url, source, names) for title, url, source in item.copies),
        maybe_sent=item.maybe_sent,
        refusal=one_line(item.refusal),
    )


def _event(item: DigestItem, group: str | None) -> str:
    """`7 September 2026 (opened)`: what the article states of the group's transport link, else of any; no more than two dates."""
    told = [event for event in item.events if event.transport_link == group] or item.events
    words = dict.fromkeys(f"{written(event.date)} ({event.type.replace('-', ' ')})" for event in told if event.date)
    return "; ".join(list(words)[:EVENTS]) or stated(None)


def _sighting(title: str, url: str, source: str, names: Names) -> Sighting:
    return Sighting(_publisher(source, url, names)[0], one_line(title), one_line(url), web_address(url))


def _terms(evidence: Sequence[Evidence], sign: int, most: int) -> tuple[Term, ...]:
    """The words that speak for (sign 1) or against (-1), with all they contribute and the features that weigh most in it."""
    parts: dict[str, list[tuple[float, str]]] = {}
    written: dict[str, str] = {}
    for piece in evidence:
        concept, words = one_line(FEATURES.get(piece.concept, piece.concept)), one_line(piece.term)
        key = words.lower() or f"\0{concept}"  # features of the whole text have no words; each stands for itself
        written.setdefault(key, words)
        parts.setdefault(key, []).append((piece.contribution, concept))
    sums = {key: sum(points for points, _ in found) for key, found in parts.items()}
    shown = [key for key in sums if sums[key] * sign >= 0.05]  # less would print as 0.0
    shown.sort(key=lambda key: -abs(sums[key]))
    return tuple(
        Term(
            words=written[key],
            concept=", ".join(dict.fromkeys(concept for _, concept in sorted(parts[key], key=lambda part: -abs(part[0]))[:2])),
            points=f"{sums[key]:+.1f}".replace("-", "−"),
        )
        for key in shown[:most]
    )


def _others(tags: Sequence[LinkTag], role: str, group: str | None, names: Names) -> tuple[str, ...]:
    others = sorted((tag for tag in tags if tag.role == role and tag.id != group), key=lambda tag: -tag.score)
    return tuple(link_title(tag.id, names) for tag in others)


def link_title(link_id: str, names: Names) -> str:
    """Its title in one line; the id where there is none."""
    return one_line(names.transport_links.get(link_id, link_id))


def _publisher(source: str, url: str, names: Names) -> tuple[str, str]:
    """Publisher and affiliation; for what came from no source of the catalogue, the host it was published under."""
    if source in names.publishers:
        publisher, affiliation = names.publishers[source]
        return one_line(publisher), AFFILIATIONS.get(affiliation, affiliation)
    href = web_address(url)
    host = urlsplit(href).hostname if href else None
    return (host or source).removeprefix("www."), "affiliation unknown"
