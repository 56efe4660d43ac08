"""What changed between wordings, what a refused page lacked, where its raw bytes are archived; and views that tell of it."""

import difflib
import math
import re

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_INSTANT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")

_DAY = {
    "sqlite": "substr({0}, 1, 10)",
    "postgresql": "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
}

# New columns stand last: PostgreSQL replaces a view, with the rights granted on it, only when the old ones stay as they are.
_REFUSED = """
VIEW pages_refused AS
SELECT f.id AS request, f.fetched_at, f.source, s.publisher, f.title, f.url, f.outcome, f.reason, f.detail, f.status,
       f.relevance, f.threshold, f.strongest_for, f.strongest_against, f.short_by, f.saved_by
FROM fetches f
LEFT JOIN sources s ON s.id = f.source
WHERE f.kind = 'page' AND f.outcome IN ('refused', 'failed')
"""

_DIFF = """
CREATE VIEW revisions_diff AS
SELECT r.article, r.number, r.title, a.url, s.publisher, s.affiliation, a.source, r.language, r.fetched_at,
       p.fetched_at AS previous_fetched_at, p.title AS previous_title, r.text_hash, p.text_hash AS previous_text_hash,
       r.relevance, p.relevance AS previous_relevance, r.lines_added, r.lines_removed, r.diff, r.id AS revision
FROM revisions r
JOIN revisions p ON p.article = r.article AND p.number = r.number - 1
JOIN articles a ON a.id = r.article
LEFT JOIN sources s ON s.id = a.source
"""

_TIMELINE = """
CREATE VIEW transport_link_timeline AS
SELECT t.transport_link, {published} AS day,
       CASE WHEN r.published_at IS NULL THEN 'first kept' ELSE 'published' END AS dated_by,
       t.role, t.score, a.id AS article, r.title, s.publisher, s.affiliation, a.source, r.language, r.relevance, r.relevant,
       a.copy_of, r.published_at, a.first_kept_at, r.fetched_at, a.url, r.id AS revision
FROM transport_link_tags t
JOIN revisions r ON r.id = t.revision
JOIN articles a ON a.id = r.article AND a.revisions = r.number
LEFT JOIN sources s ON s.id = a.source
"""

_ABSENT = """
CREATE VIEW articles_absent AS
SELECT x.article, x.title, x.url, x.publisher, x.present_at, x.absent_at, x.last_absent_at, x.times, x.reason, x.status,
       'present on ' || {present} || ', absent on ' || {absent} || ' (' || x.reason || ')' AS seen
FROM (
    SELECT c.article, c.title, c.url, c.publisher, c.last_seen_at AS present_at, min(f.fetched_at) AS absent_at,
           max(f.fetched_at) AS last_absent_at, count(*) AS times, max(f.reason) AS reason, max(f.status) AS status
    FROM articles_current c
    JOIN addresses d ON d.article = c.article
    JOIN fetches f ON f.url_key = d.url_key AND f.kind = 'page' AND f.fetched_at > c.last_seen_at
    WHERE f.reason IN ('not_found', 'gone')
    GROUP BY c.article, c.title, c.url, c.publisher, c.last_seen_at
) x
"""


def upgrade() -> None:
    op.add_column("revisions", sa.Column("diff", sa.Text))
    op.add_column("revisions", sa.Column("lines_added", sa.Integer))
    op.add_column("revisions", sa.Column("lines_removed", sa.Integer))
    op.create_index("ix_revisions_relevance", "revisions", ["relevance"])  # what search ranks by
    op.add_column("fetches", sa.Column("short_by", sa.Double))
    op.add_column("fetches", sa.Column("saved_by", sa.Text))
    op.create_table(
        "captures",
        sa.Column("revision", _ID, sa.ForeignKey("revisions.id"), primary_key=True, autoincrement=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("start_byte", sa.BigInteger, nullable=False),
        sa.Column("byte_count", sa.BigInteger, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("captured_at", _INSTANT, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("content_type", sa.Text, nullable=False),
        sa.Column("body_hash", sa.Text, nullable=False),
        sa.Column("body_bytes", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_captures_file_start_byte", "captures", ["file", "start_byte"])
    if op.get_bind().dialect.name == "postgresql":
        # New words wait in a list that every search reads through, and that the planner fears: 256 kB are some 50 articles.
        op.execute("ALTER INDEX ix_search_words_words SET (gin_pending_list_limit = 256)")
        # Titles are weighed A, and a GIN index knows no weights: without its own every title match would be looked up again.
        op.execute("CREATE INDEX ix_search_words_titles ON search_words USING gin (ts_filter(words, '{a}'))")
        op.execute("ALTER INDEX ix_search_words_titles SET (gin_pending_list_limit = 64)")
    _compare_wordings(op.get_bind())
    _find_what_was_lacking(op.get_bind())
    _views(op.get_bind().dialect.name)


def _views(dialect: str) -> None:
    day = _DAY[dialect]
    if dialect == "sqlite":
        op.execute("DROP VIEW pages_refused")
    op.execute(("CREATE " if dialect == "sqlite" else "CREATE OR REPLACE ") + _REFUSED)
    op.execute(_DIFF)
    op.execute(_TIMELINE.format(published=day.format("coalesce(r.published_at, a.first_kept_at)")))
    op.execute(_ABSENT.format(present=day.format("x.present_at"), absent=day.format("x.absent_at")))


def _compare_wordings(connection: sa.Connection) -> None:
    """The diffs of the wordings that are there already."""
    pairs = (
        "SELECT r.id, r.title, r.text, p.title, p.text FROM revisions r"
        " JOIN revisions p ON p.article = r.article AND p.number = r.number - 1"
        " WHERE r.id > :last ORDER BY r.id LIMIT 100"
    )
    change = sa.text("UPDATE revisions SET diff = :diff, lines_added = :added, lines_removed = :removed WHERE id = :id")
    last = 0
    while rows := connection.execute(sa.text(pairs), {"last": last}).all():
        for number, title, text, old_title, old_text in rows:
            lines = _changed([old_title, *old_text.split("\n")], [title, *text.split("\n")])
            counts = {sign: sum(line.startswith(sign) for line in lines) for sign in "+-"}
            values = {"id": number, "diff": "\n".join(lines), "added": counts["+"], "removed": counts["-"]}
            connection.execute(change, values)
        last = rows[-1][0]


def _changed(before: list[str], after: list[str]) -> list[str]:
    if len(before) + len(after) > 10_000:  # made to be slow to compare: told as replaced whole
        return [f"- {line}" for line in before] + [f"+ {line}" for line in after]
    matcher = difflib.SequenceMatcher(None, before, after)
    found = []
    for kind, first, last, start, stop in matcher.get_opcodes():
        if kind != "equal":
            found += [f"- {line}" for line in before[first:last]] + [f"+ {line}" for line in after[start:stop]]
    return found


def _find_what_was_lacking(connection: sa.Connection) -> None:
    """How far refused pages stayed below the threshold, and the evidence without which they would not have."""
    refused = (
        "SELECT id, relevance, threshold, strongest_against FROM fetches"
        " WHERE relevance < threshold AND relevance > 0 AND threshold < 1 AND id > :last ORDER BY id LIMIT 1000"
    )
    change = sa.text("UPDATE fetches SET short_by = :short, saved_by = :saved WHERE id = :id")
    last = 0
    while rows := connection.execute(sa.text(refused), {"last": last}).all():
        for number, relevance, threshold, against in rows:
            short = math.log(threshold / (1 - threshold)) - math.log(relevance / (1 - relevance))
            weight = re.search(r"-(\d+\.\d+)\)$", against or "")
            saved = against if weight and float(weight[1]) >= short else None
            connection.execute(change, {"id": number, "short": short, "saved": saved})
        last = rows[-1][0]
