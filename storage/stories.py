"""Stories: the articles a new one may tell the same event as, its place among them, merging and parting."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema
from storage.storyfacts import Windows, moments, pack_facts, unpack_facts, windows
from storage.upserts import adding
from tumen.stories import Origin, StoryFacts, StoryMember, StoryPlace

_MOST = 100  # nearest in time: an event on every front page has about as many reports
_MOST_ALL = 250  # over all transport links and days: comparing more takes longer than fetching the page did
_MOST_UNDATED = 50  # the latest of those that tell no day at all

_GROUP, _MEMBER = schema.story_groups.c, schema.story_members.c
_ROOT = sa.func.coalesce(_GROUP.part_of, _GROUP.id)
_ROOT_OF = sa.select(_ROOT).where(_GROUP.id == sa.bindparam("story"))
_STORY_OF = sa.select(_MEMBER.story).where(_MEMBER.article == sa.bindparam("member"))
_OPENED = sa.insert(schema.story_groups).returning(_GROUP.id)
_AMONG = (
    sa.select(_MEMBER.article, _ROOT.label("root"), _MEMBER.facts)
    .join_from(schema.story_members, schema.story_groups, _GROUP.id == _MEMBER.story)
    .where(_MEMBER.article.in_(sa.bindparam("articles", expanding=True)))
    .order_by(_MEMBER.article)
)


class StoryError(Exception):
    """A merge that cannot be undone; the message is one line."""


def near(connection: Connection, facts: StoryFacts, *, seen_at: datetime, copy_of: int | None = None) -> list[StoryMember]:
    """Members that may tell the same event: same transport link, days that may meet; and the article it is a copy of.

    Of each transport link at most 100 on either side of a day and the latest 50 undated ones, 250 in all, in the order of
    their articles.
    `seen_at` is when the document was fetched: a day without a year is looked for about then.
    """
    found = set() if copy_of is None else {copy_of}
    for article in _by_day(connection, facts.transport_links, windows(facts, seen_at)):
        found.add(article)
        if len(found) >= _MOST_ALL:
            break
    return _members(connection, found)


def _by_day(connection: Connection, links: tuple[str, ...], window: Windows) -> Iterable[int]:
    """Each query walks an index from its nearest row on and stops, so that its cost does not grow with the archive."""
    for link in links:
        for low, middle, high in window.ranges:
            yield from connection.scalars(_UP_TO, {"about": link, "low": low, "high": middle})
            yield from connection.scalars(_AFTER, {"about": link, "low": middle, "high": high})
        for low, high in window.month_days:
            yield from connection.scalars(_WITHIN, {"about": link, "low": low, "high": high})
        yield from connection.scalars(_UNDATED, {"about": link})
        if window.open:
            yield from connection.scalars(_LATEST, {"about": link})


_DAYS = schema.story_days.c
_THOSE = sa.select(_DAYS.article).where(_DAYS.transport_link == sa.bindparam("about"))
_LOW: sa.BindParameter[str] = sa.bindparam("low")
_HIGH: sa.BindParameter[str] = sa.bindparam("high")
_WITHIN = _THOSE.where(_DAYS.moment.between(_LOW, _HIGH)).limit(_MOST)
_UP_TO = _THOSE.where(_DAYS.moment.between(_LOW, _HIGH)).order_by(_DAYS.moment.desc()).limit(_MOST)
_AFTER = _THOSE.where(_DAYS.moment > _LOW, _DAYS.moment <= _HIGH).order_by(_DAYS.moment).limit(_MOST)
_LATEST = _THOSE.order_by(_DAYS.article.desc()).limit(_MOST)
_UNDATED = _THOSE.where(_DAYS.moment == "undated").order_by(_DAYS.article.desc()).limit(_MOST_UNDATED)


def _members(connection: Connection, articles: set[int]) -> list[StoryMember]:
    rows = connection.execute(_AMONG, {"articles": sorted(articles)})
    return [StoryMember(row.article, row.root, unpack_facts(row.facts)) for row in rows]


def assign(
    connection: Connection, article: int, facts: StoryFacts, place: StoryPlace, origin: Origin | None, *, now: datetime
) -> int:
    """Keep an article's place; the story it is in. In the caller's transaction, after `articles.keep`.

    Idempotent: an article that is in a story stays there; what it is compared by, and its origin, are brought up to date.
    """
    held = connection.execute(_STORY_OF, {"member": article}).scalar_one_or_none()
    row = {"facts": pack_facts(facts), **_origin(connection, place, origin)}
    if held is not None:
        connection.execute(sa.update(schema.story_members).where(_MEMBER.article == article).values(row))
        connection.execute(sa.delete(schema.story_days).where(_DAYS.article == article))
        _note_days(connection, article, facts)
        return _root(connection, held)
    story = _story(connection, article, place, now)
    row |= {"article": article, "story": story, "joined_at": now, "points": place.points, "beside": place.beside}
    connection.execute(adding(schema.story_members), row)
    if place.evidence:
        connection.execute(
            adding(schema.story_evidence),
            [
                {"article": article, "position": position, "kind": one.kind, "what": one.what, "points": one.points}
                for position, one in enumerate(place.evidence)
            ],
        )
    _note_days(connection, article, facts)
    return story


def _origin(connection: Connection, place: StoryPlace, origin: Origin | None) -> dict[str, object]:
    """A copy that credits nobody counts as what it is a copy of."""
    if origin is None:
        return {}
    counts_as = origin.counts_as
    is_copy = any(one.kind == "copy" for one in place.evidence)
    if is_copy and counts_as is not None and origin.how == "publisher" and place.beside is not None:
        held = connection.scalar(sa.select(_MEMBER.counts_as).where(_MEMBER.article == place.beside))
        counts_as = held or counts_as
    return {
        "origin": origin.id,
        "origin_how": origin.how,
        "origin_words": origin.words,
        "relays": origin.relays,
        "counts_as": counts_as,
    }


def _story(connection: Connection, article: int, place: StoryPlace, now: datetime) -> int:
    """The story an article joins, merged with those it bridges, or a new one."""
    if place.story is None:
        return int(connection.execute(_OPENED, {"opened_at": now}).scalar_one())
    roots = sorted({_root(connection, story) for story in (place.story, *place.merges)})
    kept = roots[0]  # the oldest keeps its number
    for merged in roots[1:]:
        connection.execute(
            sa.insert(schema.story_merges).values(kept=kept, merged=merged, article=article, points=place.points, merged_at=now)
        )
        those = sa.or_(_GROUP.id == merged, _GROUP.part_of == merged)
        connection.execute(sa.update(schema.story_groups).where(those).values(part_of=kept))
    return kept


def _root(connection: Connection, story: int) -> int:
    return int(connection.execute(_ROOT_OF, {"story": story}).scalar_one())


def _note_days(connection: Connection, article: int, facts: StoryFacts) -> None:
    rows = [
        {"transport_link": link, "moment": moment, "article": article}
        for link in facts.transport_links
        for moment in sorted(moments(facts))
    ]
    if rows:
        connection.execute(adding(schema.story_days), rows)


def part(connection: Connection, merge: int, *, now: datetime) -> None:
    """Undo a merge: its stories stand for themselves again, unless other merges hold them together.

    Articles stay in the story they joined: those that came after the merge stay with the one that was kept.
    Raises StoryError when there is no such merge or it is undone already.
    """
    merges = schema.story_merges.c
    undone = sa.update(schema.story_merges).where(merges.id == merge, merges.undone_at.is_(None)).values(undone_at=now)
    row = connection.execute(undone.returning(merges.kept)).first()
    if row is None:
        raise StoryError(f"merge {merge} does not exist or is undone already; story_merges lists them")
    root = _root(connection, row.kept)
    groups = set(connection.scalars(sa.select(_GROUP.id).where(sa.or_(_GROUP.id == root, _GROUP.part_of == root))))
    standing = sa.select(merges.kept, merges.merged).where(merges.undone_at.is_(None), merges.kept.in_(sorted(groups)))
    roots = _roots(groups, [(one.kept, one.merged) for one in connection.execute(standing)])
    for group, own in sorted(roots.items()):
        part_of = None if own == group else own
        connection.execute(sa.update(schema.story_groups).where(_GROUP.id == group).values(part_of=part_of))


def _roots(groups: set[int], pairs: list[tuple[int, int]]) -> dict[int, int]:
    """For each story the lowest number among those that `pairs` hold together with it."""
    roots = {group: group for group in groups}
    for one, other in pairs:
        low, high = sorted((roots[one], roots[other]))
        roots = {group: low if root == high else root for group, root in roots.items()}
    return roots
