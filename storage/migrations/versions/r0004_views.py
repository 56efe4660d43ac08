"""Views for people: questions an analyst asks, answered in one readable SELECT."""

from alembic import op

revision = "0004"
down_revision = "0003"

_CURRENT = """
CREATE VIEW articles_current AS
SELECT a.id AS article, r.title, a.url, s.publisher, s.affiliation, a.source, r.language, r.author, r.site,
       r.published_at, r.published_precision, a.first_kept_at, a.last_seen_at, r.fetched_at, a.revisions,
       r.relevance, r.relevant, {transport_links} AS transport_links, a.copy_of, a.similarity, r.text, r.id AS revision
FROM articles a
JOIN revisions r ON r.article = a.id AND r.number = a.revisions
LEFT JOIN sources s ON s.id = a.source
"""

_TAGS = {
    "sqlite": """(SELECT group_concat(transport_link, ', ') FROM (
        SELECT t.transport_link FROM transport_link_tags t
        WHERE t.revision = r.id AND t.role = 'reported' ORDER BY t.score DESC, t.transport_link))""",
    "postgresql": """(SELECT string_agg(t.transport_link, ', ' ORDER BY t.score DESC, t.transport_link)
        FROM transport_link_tags t WHERE t.revision = r.id AND t.role = 'reported')""",
}

_DAY = {
    "sqlite": "substr(f.fetched_at, 1, 10)",
    "postgresql": "to_char(f.fetched_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
}

_RELEVANT = "CREATE VIEW articles_relevant AS SELECT * FROM articles_current WHERE relevant"

_EVIDENCE = """
CREATE VIEW evidence_by_article AS
SELECT c.article, c.title, c.url, c.relevance, e.position, e.concept, e.term, e.contribution, e.sentence
FROM articles_current c
JOIN evidence e ON e.revision = c.revision
"""

_REFUSED = """
CREATE VIEW pages_refused AS
SELECT f.id AS request, f.fetched_at, f.source, s.publisher, f.title, f.url, f.outcome, f.reason, f.detail, f.status,
       f.relevance, f.threshold, f.strongest_for, f.strongest_against
FROM fetches f
LEFT JOIN sources s ON s.id = f.source
WHERE f.kind = 'page' AND f.outcome IN ('refused', 'failed')
"""

_ACTIVITY = """
CREATE VIEW source_activity AS
SELECT {day} AS day, f.source, count(*) AS asked,
       sum(CASE WHEN f.kind = 'feed' THEN 1 ELSE 0 END) AS polls,
       sum(CASE WHEN f.reason = 'not_modified' THEN 1 ELSE 0 END) AS unchanged,
       sum(CASE WHEN f.kind = 'page' THEN 1 ELSE 0 END) AS pages,
       sum(CASE WHEN f.reason IN ('new', 'copy') THEN 1 ELSE 0 END) AS new,
       sum(CASE WHEN f.reason = 'copy' THEN 1 ELSE 0 END) AS copies,
       sum(CASE WHEN f.reason = 'revised' THEN 1 ELSE 0 END) AS revised,
       sum(CASE WHEN f.outcome = 'kept' THEN 1 ELSE 0 END) AS kept,
       sum(CASE WHEN f.outcome = 'refused' THEN 1 ELSE 0 END) AS refused,
       sum(CASE WHEN f.outcome = 'failed' THEN 1 ELSE 0 END) AS failed
FROM fetches f
GROUP BY {day}, f.source
"""

_DIGESTS = """
CREATE VIEW digests_sent AS
SELECT d.id AS digest, d.subscription, d.period, d.subject, d.queued_at,
       (SELECT count(*) FROM digest_items i WHERE i.digest = d.id) AS items,
       count(v.id) AS recipients,
       sum(CASE WHEN v.state = 'sent' THEN 1 ELSE 0 END) AS sent,
       sum(CASE WHEN v.state IN ('sending', 'uncertain') THEN 1 ELSE 0 END) AS uncertain,
       sum(CASE WHEN v.state = 'failed' THEN 1 ELSE 0 END) AS failed,
       max(v.sent_at) AS last_sent_at, d.message_id
FROM digests d
JOIN deliveries v ON v.digest = d.id
GROUP BY d.id, d.subscription, d.period, d.subject, d.queued_at, d.message_id
"""


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.execute(_CURRENT.format(transport_links=_TAGS[dialect]))
    op.execute(_ACTIVITY.format(day=_DAY[dialect]))
    for view in (_RELEVANT, _EVIDENCE, _REFUSED, _DIGESTS):
        op.execute(view)
