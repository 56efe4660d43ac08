"""The ledger: events and claims as they were read, how they stand together, and views that show it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_INSTANT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")

_DAY = {
    "sqlite": "substr({0}, 1, 10)",
    "postgresql": "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
}

# {what} is the table, {same} what makes a row of the current wording say the same.
_STATED = """
       coalesce(c.stated_by, s.publisher, r.site, m.origin, a.source) AS publisher, s.affiliation, c.speaker,
       {day} AS stated_on,
       CASE WHEN c.article IS NULL THEN NULL WHEN r.number > 1 THEN 'edited'
            WHEN r.published_at IS NULL THEN 'first kept' ELSE 'published' END AS dated_by, c.sentence"""
_STANDS = """
       CASE WHEN c.article IS NULL OR r.number = a.revisions THEN 'current'
            WHEN EXISTS (SELECT 1 FROM revisions now JOIN {what} later ON later.revision = now.id
                         WHERE now.article = c.article AND now.number = a.revisions
                         AND later.transport_link = c.transport_link AND {same}) THEN 'repeated'
            ELSE 'withdrawn' END AS wording,
       coalesce(c.origin, m.counts_as) AS origin, r.language, r.title, a.url, c.article, r.number, c.revision"""
_FROM = """
FROM {what} c
LEFT JOIN revisions r ON r.id = c.revision
LEFT JOIN articles a ON a.id = c.article
LEFT JOIN sources s ON s.id = a.source
LEFT JOIN story_members m ON m.article = c.article"""

_CLAIMS = f"""
CREATE VIEW link_claims AS
SELECT c.id AS claim, c.transport_link, c.attribute, c.figure, v.standing, {_STATED}, c.original,
       c.value, c.high, c.unit, c.date, c.bound, c.as_of, {_STANDS}, v.same_as, c.about, c.advice, c.read_at
{_FROM}
LEFT JOIN claim_values v ON v.transport_link = c.transport_link AND v.attribute = c.attribute AND v.figure = c.figure
"""
_EVENTS = f"""
CREATE VIEW link_events AS
SELECT c.id AS event, c.transport_link, c.type, c.date, c.precision, c.place, {_STATED}, {_STANDS},
       coalesce(g.part_of, g.id) AS story, c.told_as, c.read_at
{_FROM}
LEFT JOIN story_groups g ON g.id = m.story
"""
_SAME_EVENT = "later.type = c.type AND coalesce(later.date, '') = coalesce(c.date, '')"
_SAME_CLAIM = "later.attribute = c.attribute AND later.figure = c.figure"

_CONFLICTS = """
CREATE VIEW link_conflicts AS
SELECT transport_link, attribute, figure, standing, against, stated_by, first_seen, last_seen, statements, independent_sources,
       withdrawn, value, high, unit, date, bound, changed_at
FROM claim_values
WHERE figure = same_as
"""

_TIMELINE = """
CREATE VIEW link_timeline AS
SELECT h.transport_link, h.date, h.type, h.precision, h.place, h.planned, h.stated_by, h.first_seen, h.last_seen, h.statements,
       h.independent_sources, h.withdrawn, h.articles, h.sentence, a.url, h.article, h.told_as, h.changed_at
FROM happenings h
LEFT JOIN articles a ON a.id = h.article
"""

# Running or not counts before built or not: works go on beside a line that is open. Plans change nothing, nor do unknown dates.
_STATUS = """
CREATE VIEW link_status AS
WITH steps AS (
    SELECT transport_link, type, date, stated_by,
           row_number() OVER (PARTITION BY transport_link ORDER BY
               CASE WHEN type IN ('opened', 'service-started', 'service-resumed', 'service-suspended') THEN 1
                    WHEN type = 'agreed' THEN 3 ELSE 2 END, date DESC, type) AS turn
    FROM happenings
    WHERE type IN ('opened', 'service-started', 'service-resumed', 'service-suspended', 'construction-started',
                   'construction-progress', 'completed', 'agreed')
      AND date IS NOT NULL AND NOT planned AND statements > 0
), standing AS (
    SELECT k.transport_link, t.title, t.kind, t.status, t.status_date, t.status_by, s.type, s.date, s.stated_by,
           coalesce(s.date > coalesce(t.status_date, ''), FALSE) AS moved
    FROM (SELECT id AS transport_link FROM transport_links WHERE listed
          UNION SELECT transport_link FROM happenings UNION SELECT transport_link FROM claim_values) k
    LEFT JOIN transport_links t ON t.id = k.transport_link AND t.listed
    LEFT JOIN steps s ON s.transport_link = k.transport_link AND s.turn = 1
), told AS (
    SELECT transport_link, count(*) AS reports, max(day) AS last_report
    FROM transport_link_timeline
    WHERE role = 'reported' AND relevant
    GROUP BY transport_link
), happened AS (
    SELECT transport_link, count(*) AS events FROM happenings WHERE statements > 0 GROUP BY transport_link
), stated AS (
    SELECT transport_link, sum(statements) AS claims,
           count(DISTINCT CASE WHEN standing = 'conflicts' THEN attribute END) AS conflicts
    FROM claim_values
    WHERE figure = same_as
    GROUP BY transport_link
)
SELECT n.transport_link, n.title, n.kind,
       CASE WHEN NOT n.moved THEN coalesce(n.status, 'unknown')
            WHEN n.type IN ('construction-started', 'construction-progress') THEN 'under construction'
            WHEN n.type IN ('service-started', 'service-resumed') THEN 'in service'
            WHEN n.type = 'service-suspended' THEN 'suspended'
            WHEN n.type = 'opened' THEN 'open'
            ELSE n.type END AS status,
       CASE WHEN n.moved THEN n.date ELSE n.status_date END AS status_since,
       CASE WHEN n.moved THEN n.stated_by ELSE n.status_by END AS status_by,
       CASE WHEN n.moved THEN 'event' ELSE 'registry' END AS status_from,
       told.last_report, coalesce(told.reports, 0) AS reports, coalesce(happened.events, 0) AS events,
       coalesce(stated.claims, 0) AS claims, coalesce(stated.conflicts, 0) AS conflicts
FROM standing n
LEFT JOIN told ON told.transport_link = n.transport_link
LEFT JOIN happened ON happened.transport_link = n.transport_link
LEFT JOIN stated ON stated.transport_link = n.transport_link
"""


def upgrade() -> None:
    _transport_links()
    _events()
    _claims()
    _values()
    _happenings()
    dialect = op.get_bind().dialect.name
    day = _DAY[dialect]
    # A later wording is dated by the day it was first seen: the publisher's date is that of the first.
    first = day.format("coalesce(r.published_at, a.first_kept_at)")
    stated = f"CASE WHEN r.number > 1 THEN {day.format('r.fetched_at')} ELSE {first} END"
    op.execute(_CLAIMS.format(what="claims", same=_SAME_CLAIM, day=stated))
    op.execute(_EVENTS.format(what="events", same=_SAME_EVENT, day=stated))
    for view in (_CONFLICTS, _TIMELINE, _STATUS):
        op.execute(view)


def _text(*names: str, nullable: bool = True, primary_key: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=nullable, primary_key=primary_key) for name in names]


def _needed(*names: str) -> list[sa.Column[Any]]:
    return _text(*names, nullable=False)


def _keys(*names: str) -> list[sa.Column[Any]]:
    return _text(*names, nullable=False, primary_key=True)


def _transport_links() -> None:
    op.create_table(
        "transport_links",
        *_keys("id"),
        *_needed("kind", "title", "status", "status_date", "status_by"),
        sa.Column("listed", sa.Boolean, nullable=False),
        *_needed("fingerprint"),
    )


def _stated() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", _ID, primary_key=True),
        sa.Column("article", _ID, sa.ForeignKey("articles.id")),
        sa.Column("revision", _ID, sa.ForeignKey("revisions.id")),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("transport_link", sa.Text, nullable=False),
    ]


def _said() -> list[sa.Column[Any]]:
    return [
        *_text("speaker"),
        *_needed("sentence"),
        *_text("stated_by", "origin"),
        sa.Column("read_at", _INSTANT, nullable=False),
    ]


def _events() -> None:
    op.create_table(
        "events",
        *_stated(),
        *_needed("type"),
        *_text("date", "precision", "place"),
        *_said(),
        *_text("told_as"),
        sa.UniqueConstraint("revision", "position"),
    )
    op.create_index("ix_events_transport_link_type", "events", ["transport_link", "type"])
    op.create_index("ix_events_article", "events", ["article"])


def _claims() -> None:
    op.create_table(
        "claims",
        *_stated(),
        *_needed("attribute", "figure"),
        sa.Column("value", sa.Double),
        sa.Column("high", sa.Double),
        *_text("unit", "date"),
        *_needed("bound"),
        *_text("as_of"),
        *_needed("original"),
        *_said(),
        *_text("about", "advice"),
        sa.UniqueConstraint("revision", "position"),
    )
    op.create_index("ix_claims_transport_link_attribute", "claims", ["transport_link", "attribute"])
    op.create_index("ix_claims_article", "claims", ["article"])


def _together() -> list[sa.Column[Any]]:
    counts = ("statements", "independent_sources", "withdrawn")
    return [
        *_needed("stated_by"),
        *_text("first_seen", "last_seen"),
        *(sa.Column(name, sa.Integer, nullable=False) for name in counts),
        sa.Column("changed_at", _INSTANT, nullable=False),
    ]


def _values() -> None:
    op.create_table(
        "claim_values",
        *_keys("transport_link", "attribute", "figure"),
        *_needed("same_as"),
        sa.Column("value", sa.Double),
        sa.Column("high", sa.Double),
        *_text("unit", "date"),
        *_needed("bound", "standing", "against"),
        *_together(),
    )


def _happenings() -> None:
    op.create_table(
        "happenings",
        *_keys("transport_link", "type", "told_as"),
        *_text("date", "precision", "place"),
        sa.Column("planned", sa.Boolean, nullable=False),
        sa.Column("articles", sa.Integer, nullable=False),
        *_needed("sentence"),
        sa.Column("article", _ID, sa.ForeignKey("articles.id")),
        *_together(),
    )
    op.create_index("ix_happenings_article", "happenings", ["article"])
