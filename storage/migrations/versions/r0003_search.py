"""The search index: our own words of every current revision, so that both databases find the same."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # `ascii` takes every character beyond ASCII as part of a word, so it cuts where our analyser cut and nowhere else.
        op.execute("CREATE VIRTUAL TABLE search_words USING fts5 (title, body, tokenize = 'ascii')")
        return
    op.execute(
        "CREATE TABLE search_words ("
        " article bigint CONSTRAINT pk_search_words PRIMARY KEY CONSTRAINT fk_search_words_article REFERENCES articles (id),"
        " words tsvector NOT NULL)"
    )
    op.execute("CREATE INDEX ix_search_words_words ON search_words USING gin (words)")
