"""Each article as it reads now, without its words, in one narrow row: what views and search choose by."""

import sqlalchemy as sa
from alembic import op

from storage.index import index_missing

revision = "0011"
down_revision = "0010"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_INSTANT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")

_DAY = {
    "sqlite": "substr({0}, 1, 10)",
    "postgresql": "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
}

_FILL = """
INSERT INTO current_wordings (article, revision, relevance, relevant, dated_at, day, language, source, first_kept_at, copy_of)
SELECT a.id, r.id, r.relevance, r.relevant, coalesce(r.published_at, a.first_kept_at), {day}, r.language, a.source,
       a.first_kept_at, a.copy_of
FROM articles a
JOIN revisions r ON r.article = a.id AND r.number = a.revisions
"""

# Columns as they were. What is joined from the left is not read where no column of it is asked for.
_CURRENT = """
VIEW articles_current AS
SELECT c.article, r.title, a.url, s.publisher, s.affiliation, c.source, c.language, r.author, r.site,
       r.published_at, r.published_precision, c.first_kept_at, a.last_seen_at, r.fetched_at, a.revisions,
       c.relevance, c.relevant, {transport_links} AS transport_links, c.copy_of, a.similarity, r.text, c.revision
FROM current_wordings c
LEFT JOIN articles a ON a.id = c.article
LEFT JOIN revisions r ON r.id = c.revision
LEFT JOIN sources s ON s.id = c.source
"""

_TAGS = {
    "sqlite": """(SELECT group_concat(transport_link, ', ') FROM (
        SELECT t.transport_link FROM transport_link_tags t
        WHERE t.revision = c.revision AND t.role = 'reported' ORDER BY t.score DESC, t.transport_link))""",
    "postgresql": """(SELECT string_agg(t.transport_link, ', ' ORDER BY t.score DESC, t.transport_link)
        FROM transport_link_tags t WHERE t.revision = c.revision AND t.role = 'reported')""",
}

_TIMELINE = """
VIEW transport_link_timeline AS
SELECT t.transport_link, c.day,
       CASE WHEN r.published_at IS NULL THEN 'first kept' ELSE 'published' END AS dated_by,
       t.role, t.score, c.article, r.title, s.publisher, s.affiliation, c.source, c.language, c.relevance, c.relevant,
       c.copy_of, r.published_at, c.first_kept_at, r.fetched_at, a.url, c.revision
FROM current_wordings c
JOIN transport_link_tags t ON t.revision = c.revision
LEFT JOIN articles a ON a.id = c.article
LEFT JOIN revisions r ON r.id = c.revision
LEFT JOIN sources s ON s.id = c.source
"""

_DIFF = """
VIEW revisions_diff AS
SELECT r.article, r.number, r.title, a.url, s.publisher, s.affiliation, a.source, r.language, r.fetched_at,
       p.fetched_at AS previous_fetched_at, p.title AS previous_title, r.text_hash, p.text_hash AS previous_text_hash,
       r.relevance, p.relevance AS previous_relevance, r.lines_added, r.lines_removed, r.diff, r.id AS revision
FROM revisions r
JOIN revisions p ON p.article = r.article AND p.number = r.number - 1
JOIN articles a ON a.id = r.article
LEFT JOIN sources s ON s.id = a.source
WHERE r.number > 1
"""


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    _table()
    op.execute(_FILL.format(day=_DAY[dialect].format("coalesce(r.published_at, a.first_kept_at)")))
    _indexes()
    for view in (_CURRENT.format(transport_links=_TAGS[dialect]), _TIMELINE, _DIFF):
        if dialect == "sqlite":
            op.execute(f"DROP VIEW {view.split()[1]}")
        op.execute(("CREATE " if dialect == "sqlite" else "CREATE OR REPLACE ") + view)
    if dialect == "postgresql":
        # Unpacking compressed words costs more at each look than they save; words kept from now on are as they are.
        op.execute("ALTER TABLE search_words ALTER COLUMN words SET STORAGE EXTERNAL")
    index_missing(op.get_bind())  # revision 0003 made the index and left it empty


def _table() -> None:
    op.create_table(
        "current_wordings",
        sa.Column("article", _ID, sa.ForeignKey("articles.id"), primary_key=True, autoincrement=False),
        sa.Column("revision", _ID, sa.ForeignKey("revisions.id"), nullable=False, unique=True),
        sa.Column("relevance", sa.Double, nullable=False),
        sa.Column("relevant", sa.Boolean, nullable=False),
        sa.Column("dated_at", _INSTANT, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("language", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("first_kept_at", _INSTANT, nullable=False),
        sa.Column("copy_of", _ID),
    )


def _indexes() -> None:
    # All that filters ask for: read in this order without looking at the rows.
    ranked = ["relevance", "dated_at", "article", "language", "source", "revision"]
    op.create_index("ix_current_wordings_rank", "current_wordings", ranked)
    op.create_index("ix_current_wordings_day", "current_wordings", ["day"])
    op.drop_index("ix_revisions_relevance", "revisions")  # what search ranked by before
    later = sa.text("number > 1")
    op.create_index("ix_revisions_later", "revisions", ["id"], sqlite_where=later, postgresql_where=later)
