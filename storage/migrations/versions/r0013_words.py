"""Words without their places on SQLite: since pairs have an index of their own, all that is asked is which articles have a word.

PostgreSQL keeps its tsvectors, out of which it works pairs and titles.
"""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute(
        "CREATE VIRTUAL TABLE search_words_alone USING fts5 (title, body, tokenize = 'ascii', detail = none, columnsize = 0)"
    )
    op.execute("INSERT INTO search_words_alone (rowid, title, body) SELECT id, c0, c1 FROM search_words_content ORDER BY id")
    op.execute("DROP TABLE search_words")
    op.execute("ALTER TABLE search_words_alone RENAME TO search_words")
