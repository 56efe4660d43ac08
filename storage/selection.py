"""Which articles a digest brings, with all that is shown of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.opening import opens_at
from storage.standing_in import refusals
from tumen.journey import Evidence, LinkTag, Precision, StatedDate

_CHUNK = 500  # articles in one look-up: SQLite takes 999 values in a statement where it is old


@dataclass(frozen=True, slots=True)
class EventTag:
    """An event the article's current wording states."""

    transport_link: str
    type: str
    date: str | None  # as precisely as stated; where it states none, that of the event it is brought together with


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One article as a digest shows it, with the articles folded under it."""

    article: int
    title: str
    url: str
    publisher_source: str  # source id
    language: str | None
    published: StatedDate | None
    fetched_at: datetime
    relevance: float
    evidence: tuple[Evidence, ...] = field(repr=False)
    transport_links: tuple[LinkTag, ...]
    copies: tuple[tuple[str, str, str], ...]  # title, address, source id of each near-copy, first seen first
    maybe_sent: bool  # an earlier digest may have brought it
    events: tuple[EventTag, ...] = ()
    refusal: str = ""  # why the page gave no text, where the text is the feed's own


@dataclass(frozen=True, slots=True)
class Selection:
    """What a digest brings, most relevant first, and how many articles it has no room for."""

    items: tuple[DigestItem, ...]
    left_out: int


def choose(connection: Connection, subscription: str, *, until: datetime, most: int) -> Selection:
    """Relevant articles first kept before `until` that no digest of this subscription has brought to anybody.

    An article and its near-copies are one item, shown as the first seen of them that is relevant; once any of them was
    sent, none comes again.
    """
    a, r = schema.articles.c, schema.revisions.c
    family = sa.func.coalesce(a.copy_of, a.id)
    current = sa.and_(r.article == a.id, r.number == a.revisions)
    leaders = (
        sa.select(sa.func.min(a.id).label("article"))
        .join_from(schema.articles, schema.revisions, current)
        .where(r.relevant, a.first_kept_at < until, family.not_in(_families(subscription, ("sent",))))
        .group_by(family)
        .subquery()
    )
    ranked = (
        sa.select(a.id)
        .join_from(schema.articles, schema.revisions, current)
        .join(leaders, leaders.c.article == a.id)
        .order_by(r.relevance.desc(), sa.func.coalesce(r.published_at, a.first_kept_at).desc(), a.id)
    )
    found = list(connection.scalars(ranked))
    chosen = found[:most]
    unsure = maybe_sent(connection, subscription, chosen)
    items = _items(connection, chosen, until)
    return Selection(tuple(replace(item, maybe_sent=item.article in unsure) for item in items), len(found) - len(chosen))


def maybe_sent(connection: Connection, subscription: str, articles: Sequence[int]) -> set[int]:
    """Those that a digest of this subscription may have brought: nobody can tell whether its message arrived."""
    a = schema.articles.c
    families = _families(subscription, ("uncertain", "sending"))
    unsure: set[int] = set()
    for chunk in _chunks(articles):
        unsure |= set(connection.scalars(sa.select(a.id).where(a.id.in_(chunk), sa.func.coalesce(a.copy_of, a.id).in_(families))))
    return unsure


def of_digest(connection: Connection, digest: int) -> Selection:
    """The articles a digest was decided to bring, in its order."""
    i = schema.digest_items.c
    rows = connection.execute(
        sa.select(i.article, i.maybe_sent, schema.digests.c.queued_at)
        .join_from(schema.digest_items, schema.digests, i.digest == schema.digests.c.id)
        .where(i.digest == digest)
        .order_by(i.position)
    ).all()
    if not rows:
        return Selection((), 0)
    unsure = {row.article for row in rows if row.maybe_sent}
    items = _items(connection, [row.article for row in rows], rows[0].queued_at)
    return Selection(tuple(replace(item, maybe_sent=item.article in unsure) for item in items), 0)


def _families(subscription: str, states: Sequence[str]) -> sa.Select[int]:
    """The first-seen articles of what a delivery in one of these states brought."""
    a, d, i, v = schema.articles.c, schema.digests.c, schema.digest_items.c, schema.deliveries.c
    return (
        sa.select(sa.func.coalesce(a.copy_of, a.id))
        .join_from(schema.digest_items, schema.articles, i.article == a.id)
        .join(schema.digests, d.id == i.digest)
        .join(schema.deliveries, v.digest == d.id)
        .where(d.subscription == subscription, v.state.in_(states))
    )


def _items(connection: Connection, articles: Sequence[int], until: datetime) -> list[DigestItem]:
    """The articles as a digest shows them, in the order given."""
    found: dict[int, DigestItem] = {}
    for chunk in _chunks(articles):
        found |= _chunk_items(connection, chunk, until)
    return [found[article] for article in articles if article in found]


def _chunk_items(connection: Connection, articles: Sequence[int], until: datetime) -> dict[int, DigestItem]:
    a, r = schema.articles.c, schema.revisions.c
    rows = connection.execute(
        sa.select(schema.articles, schema.revisions, opens_at().label("address"))
        .join_from(schema.articles, schema.revisions, sa.and_(r.article == a.id, r.number == a.revisions))
        .where(a.id.in_(articles))
    ).all()
    revisions = [row._mapping[r.id] for row in rows]
    evidence = _evidence(connection, revisions)
    tags = _tags(connection, revisions)
    events = _events(connection, revisions)
    refused = refusals(connection, revisions)
    copies = _copies(connection, {row._mapping[a.id]: row._mapping[a.copy_of] for row in rows}, until)
    return {
        row._mapping[a.id]: DigestItem(
            article=row._mapping[a.id],
            title=row._mapping[r.title],
            url=row.address,
            publisher_source=row._mapping[a.source],
            language=row._mapping[r.language],
            published=_published(row),
            fetched_at=row._mapping[r.fetched_at],
            relevance=row._mapping[r.relevance],
            evidence=tuple(evidence.get(row._mapping[r.id], ())),
            transport_links=tuple(tags.get(row._mapping[r.id], ())),
            copies=tuple(copies.get(row._mapping[a.id], ())),
            maybe_sent=False,
            events=tuple(events.get(row._mapping[r.id], ())),
            refusal=refused.get(row._mapping[r.id], ""),
        )
        for row in rows
    }


def _published(row: sa.Row[tuple[object, ...]]) -> StatedDate | None:
    r, held = schema.revisions.c, row._mapping
    if held[r.published_at] is None:
        return None
    return StatedDate(
        held[r.published_at], Precision(held[r.published_precision]), held[r.published_zone], held[r.published_raw] or ""
    )


def _evidence(connection: Connection, revisions: Sequence[int]) -> dict[int, list[Evidence]]:
    e = schema.evidence.c
    found: dict[int, list[Evidence]] = {}
    rows = sa.select(schema.evidence).where(e.revision.in_(revisions)).order_by(e.revision, e.position)
    for row in connection.execute(rows):
        found.setdefault(row.revision, []).append(Evidence(row.concept, row.term, row.contribution, row.sentence))
    return found


def _tags(connection: Connection, revisions: Sequence[int]) -> dict[int, list[LinkTag]]:
    t = schema.transport_link_tags.c
    found: dict[int, list[LinkTag]] = {}
    rows = sa.select(schema.transport_link_tags).where(t.revision.in_(revisions))
    for row in connection.execute(rows.order_by(t.revision, t.score.desc(), t.transport_link)):
        found.setdefault(row.revision, []).append(LinkTag(row.transport_link, row.role, row.score))
    return found


def _events(connection: Connection, revisions: Sequence[int]) -> dict[int, list[EventTag]]:
    e, h = schema.events.c, schema.happenings.c
    same = (h.transport_link == e.transport_link, h.type == e.type, h.told_as == e.told_as)
    rows = sa.select(e.revision, e.transport_link, e.type, sa.func.coalesce(e.date, h.date).label("date"))
    rows = rows.outerjoin_from(schema.events, schema.happenings, sa.and_(*same)).where(e.revision.in_(revisions))
    found: dict[int, list[EventTag]] = {}
    for row in connection.execute(rows.order_by(e.revision, e.position)):
        found.setdefault(row.revision, []).append(EventTag(row.transport_link, row.type, row.date))
    return found


def _copies(connection: Connection, leaders: dict[int, int | None], until: datetime) -> dict[int, list[tuple[str, str, str]]]:
    """By leading article: title, address and source of the other articles with its words."""
    a, r = schema.articles.c, schema.revisions.c
    family = sa.func.coalesce(a.copy_of, a.id)
    of_family = {copy_of if copy_of is not None else article: article for article, copy_of in leaders.items()}
    rows = connection.execute(
        sa.select(a.id, family.label("family"), r.title, opens_at().label("address"), a.source)
        .join_from(schema.articles, schema.revisions, sa.and_(r.article == a.id, r.number == a.revisions))
        .where(sa.or_(a.copy_of.in_(list(of_family)), a.id.in_(list(of_family))), a.first_kept_at < until)
        .order_by(a.id)
    )
    found: dict[int, list[tuple[str, str, str]]] = {}
    for row in rows:
        leader = of_family[row.family]
        if row.id != leader:
            found.setdefault(leader, []).append((row.title, row.address, row.source))
    return found


def _chunks(articles: Sequence[int]) -> Iterable[Sequence[int]]:
    return (articles[start : start + _CHUNK] for start in range(0, len(articles), _CHUNK))
