"""What else a database holds beside synthetic articles: edits, statements, refused pages, a digest."""

from storage.database import Database

_LATER = 10_000_000  # added to the numbers of rows, to have others

# One article in 50 was edited, half of these lost relevance; one in 100 states a length and an event; for every five pages that
# were kept one was refused; one digest was sent.
_STATEMENTS = (
    """INSERT INTO revisions (id, article, number, text_hash, title, text, text_from, language, site, fetched_at, published_at,
       published_precision, published_raw, relevance, threshold, relevant, minhash, diff, lines_added, lines_removed)
       SELECT id + {later}, article, 2, text_hash, 'Edited ' || title, text, text_from, language, site, fetched_at, published_at,
       published_precision, published_raw, CASE WHEN id % 100 = 0 THEN relevance * 0.5 ELSE relevance END, threshold, relevant,
       minhash, '- ' || title, 1, 1 FROM revisions WHERE id % 50 = 0 AND number = 1""",
    """INSERT INTO transport_link_tags (revision, transport_link, role, score)
       SELECT revision + {later}, transport_link, role, score FROM transport_link_tags WHERE revision % 50 = 0""",
    """INSERT INTO bands (band, key, revision) SELECT band, key, revision + {later} FROM bands
       WHERE revision % 50 = 0 AND band = 0""",
    "UPDATE articles SET revisions = 2 WHERE id % 50 = 0",
    """UPDATE current_wordings SET revision = article + {later},
       relevance = CASE WHEN article % 100 = 0 THEN relevance * 0.5 ELSE relevance END WHERE article % 50 = 0""",
    """INSERT INTO claims (id, article, revision, position, transport_link, attribute, figure, value, unit, bound, original,
       sentence, read_at)
       SELECT r.id, r.article, r.id, 0, t.transport_link, 'length', (800 + r.id % 7) || ' m', 800 + r.id % 7, 'm', 'exact',
       'so long', 'It is so long.', r.fetched_at
       FROM revisions r JOIN transport_link_tags t ON t.revision = r.id AND t.role = 'reported' WHERE r.id % 100 = 1""",
    """INSERT INTO events (id, article, revision, position, transport_link, type, date, precision, sentence, read_at, told_as)
       SELECT r.id, r.article, r.id, 0, t.transport_link, 'construction-progress', c.day, 'day', 'It went on.', r.fetched_at,
       c.day
       FROM revisions r JOIN current_wordings c ON c.article = r.article
       JOIN transport_link_tags t ON t.revision = r.id AND t.role = 'reported' WHERE r.number = 1 AND r.id % 100 = 1""",
    """INSERT INTO claim_values (transport_link, attribute, figure, same_as, value, unit, bound, standing, against, stated_by,
       statements, independent_sources, withdrawn, changed_at)
       SELECT transport_link, attribute, figure, figure, value, unit, bound, 'conflicts', 'the others', 'many', count(*), 1, 0,
       min(read_at) FROM claims GROUP BY transport_link, attribute, figure, value, unit, bound""",
    """INSERT INTO fetches (id, request_key, source, kind, url, url_key, fetched_at, outcome, reason, bytes, title, relevance,
       threshold, short_by)
       SELECT id + {later}, 'r' || request_key, source, 'page', url, 'r' || url_key, fetched_at, 'refused',
       CASE WHEN id % 10 = 0 THEN 'off_topic' ELSE 'no_text' END, 1000, title, 0.3, 0.5, (id % 1000) / 1000.0
       FROM fetches WHERE id % 5 = 0 AND outcome = 'kept'""",
    """INSERT INTO digests (id, subscription, period, queued_at, subject, message_id)
       SELECT 1, 'daily', '2025-05-01', first_kept_at, 'News', '<1@tumen>' FROM articles WHERE id = 1""",
    "INSERT INTO digest_items (digest, article, position, maybe_sent) SELECT 1, id, id, FALSE FROM articles WHERE id <= 50",
    """INSERT INTO deliveries (digest, recipient, state, queued_at, changed_at, sent_at)
       SELECT id, 'a@example.org', 'sent', queued_at, queued_at, queued_at FROM digests""",
)


def enrich(database: Database) -> None:
    """Add these to a database that has only articles, once."""
    with database.reading() as connection:
        if connection.exec_driver_sql("SELECT 1 FROM digests").first():
            return
    with database.writing() as connection:
        for statement in _STATEMENTS:
            written = statement.format(later=_LATER)
            connection.exec_driver_sql(written if database.is_sqlite else written.replace("%", "%%"))
        if not database.is_sqlite:
            for table in ("revisions", "claims", "events", "fetches", "digests"):
                connection.exec_driver_sql(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
