"""The ranking within a language; and on SQLite words without their places.

The language is the filter most often asked for. Of places nobody asks there since pairs have an index of their own; PostgreSQL
works pairs and titles out of its tsvectors.
"""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    ranked = ["language", "relevance", "dated_at", "article", "source", "revision"]
    op.create_index("ix_current_wordings_language_rank", "current_wordings", ranked)
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute(
        "CREATE VIRTUAL TABLE search_words_alone USING fts5 (title, body, tokenize = 'ascii', detail = none, columnsize = 0)"
    )
    op.execute("INSERT INTO search_words_alone (rowid, title, body) SELECT id, c0, c1 FROM search_words_content ORDER BY id")
    op.execute("DROP TABLE search_words")
    op.execute("ALTER TABLE search_words_alone RENAME TO search_words")
