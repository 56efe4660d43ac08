"""Stories: which articles tell one event, why, and whose words they are."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_INSTANT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")

# A list of different values in one order; SQLite's group_concat takes neither a separator nor an order beside DISTINCT.
_LIST = {
    "sqlite": """(SELECT group_concat(value, ', ') FROM (
        SELECT DISTINCT {0} AS value FROM told t WHERE t.story = g.story ORDER BY 1))""",
    "postgresql": "(SELECT string_agg(DISTINCT {0}, ', ' ORDER BY {0}) FROM told t WHERE t.story = g.story)",
}
_WHY = {
    "sqlite": """(SELECT group_concat(kind || ' ' || what, '; ') FROM (
        SELECT e.kind, e.what FROM story_evidence e WHERE e.article = m.article ORDER BY e.points DESC, e.position))""",
    "postgresql": """(SELECT string_agg(e.kind || ' ' || e.what, '; ' ORDER BY e.points DESC, e.position)
        FROM story_evidence e WHERE e.article = m.article)""",
}

_ARTICLES = """
CREATE VIEW story_articles AS
SELECT coalesce(g.part_of, g.id) AS story, m.article, r.title, a.url, s.publisher, s.affiliation, r.language, r.published_at,
       a.first_kept_at, m.joined_at, m.points, m.beside, {why} AS why, m.origin, m.origin_how, m.origin_words, m.relays,
       m.counts_as, a.copy_of, r.relevance, r.relevant, m.story AS joined_story
FROM story_members m
JOIN story_groups g ON g.id = m.story
JOIN articles a ON a.id = m.article
JOIN revisions r ON r.article = a.id AND r.number = a.revisions
LEFT JOIN sources s ON s.id = a.source
"""

# The headline is that of the article published first; where no date is stated, the day it was first kept stands in.
_STORIES = """
CREATE VIEW stories AS
WITH told AS (
    SELECT coalesce(k.part_of, k.id) AS story, m.article, m.counts_as, r.id AS revision, r.title, r.language, r.published_at,
           r.relevance, a.url, a.first_kept_at,
           row_number() OVER (
               PARTITION BY coalesce(k.part_of, k.id) ORDER BY coalesce(r.published_at, a.first_kept_at), m.article
           ) AS turn
    FROM story_members m
    JOIN story_groups k ON k.id = m.story
    JOIN articles a ON a.id = m.article
    JOIN revisions r ON r.article = a.id AND r.number = a.revisions
    WHERE r.relevant
), grouped AS (
    SELECT story, count(*) AS articles, count(DISTINCT counts_as) AS independent_sources, min(published_at) AS first_published_at,
           max(published_at) AS last_published_at, min(first_kept_at) AS first_seen_at, max(first_kept_at) AS last_seen_at,
           max(relevance) AS relevance
    FROM told
    GROUP BY story
)
SELECT g.story, h.title AS headline, h.url, {link} AS transport_link, g.first_published_at, g.last_published_at,
       g.first_seen_at, g.last_seen_at, g.articles, g.independent_sources, {sources} AS sources, {languages} AS languages,
       g.relevance, h.article AS headline_article,
       (SELECT count(*) FROM story_groups p WHERE p.part_of = g.story) AS merged
FROM grouped g
JOIN told h ON h.story = g.story AND h.turn = 1
"""
# What most of its articles report on first of all; of several the first by name.
_LINK = """(
    SELECT x.transport_link FROM told t
    JOIN transport_link_tags x ON x.revision = t.revision AND x.role = 'reported'
    WHERE t.story = g.story GROUP BY x.transport_link ORDER BY count(*) DESC, sum(x.score) DESC, x.transport_link LIMIT 1
)"""


def upgrade() -> None:
    _groups()
    _members()
    _merges()
    dialect = op.get_bind().dialect.name
    op.execute(_ARTICLES.format(why=_WHY[dialect]))
    lists = {"sources": _LIST[dialect].format("t.counts_as"), "languages": _LIST[dialect].format("t.language")}
    op.execute(_STORIES.format(link=_LINK, **lists))


def _id(name: str, target: str, *, nullable: bool = False, primary_key: bool = False) -> sa.Column[int]:
    return sa.Column(name, _ID, sa.ForeignKey(target), nullable=nullable, primary_key=primary_key)


def _groups() -> None:
    op.create_table(
        "story_groups",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("opened_at", _INSTANT, nullable=False),
        _id("part_of", "story_groups.id", nullable=True),
    )
    op.create_index("ix_story_groups_part_of", "story_groups", ["part_of"])


def _members() -> None:
    op.create_table(
        "story_members",
        _id("article", "articles.id", primary_key=True),
        _id("story", "story_groups.id"),
        sa.Column("joined_at", _INSTANT, nullable=False),
        sa.Column("points", sa.Double, nullable=False),
        _id("beside", "articles.id", nullable=True),
        sa.Column("origin", sa.Text),
        sa.Column("origin_how", sa.Text),
        sa.Column("origin_words", sa.Text, nullable=False, server_default=""),
        sa.Column("relays", sa.Text),
        sa.Column("counts_as", sa.Text),
        sa.Column("facts", sa.Text, nullable=False),
    )
    op.create_index("ix_story_members_story", "story_members", ["story"])
    op.create_index("ix_story_members_beside", "story_members", ["beside"])
    op.create_table(
        "story_evidence",
        _id("article", "story_members.article", primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("points", sa.Double, nullable=False),
    )
    op.create_table(
        "story_days",
        sa.Column("transport_link", sa.Text, primary_key=True),
        sa.Column("moment", sa.Text, primary_key=True),
        _id("article", "story_members.article", primary_key=True),
    )
    op.create_index("ix_story_days_transport_link_article", "story_days", ["transport_link", "article"])
    op.create_index("ix_story_days_article", "story_days", ["article"])


def _merges() -> None:
    op.create_table(
        "story_merges",
        sa.Column("id", _ID, primary_key=True),
        _id("kept", "story_groups.id"),
        _id("merged", "story_groups.id"),
        _id("article", "articles.id"),
        sa.Column("points", sa.Double, nullable=False),
        sa.Column("merged_at", _INSTANT, nullable=False),
        sa.Column("undone_at", _INSTANT),
    )
    for column in ("kept", "merged", "article"):
        op.create_index(f"ix_story_merges_{column}", "story_merges", [column])
