"""Which words stand next to each other, in an index: a phrase of frequent words is found without reading every article.

On SQLite also the words of titles by themselves, as PostgreSQL has them: of a frequent word all texts would be looked through.
"""

import sqlalchemy as sa
from alembic import op

from storage.index import index_beside

revision = "0012"
down_revision = "0011"

# Two terms in a row as a number of 20 bits; where both stand in the title also 2^20 more. What `storage.neighbours` is on SQLite.
# hashtext() is the same as long as an index lives: hash indexes rest on it too.
_FUNCTION = """
CREATE FUNCTION search_neighbours(words tsvector) RETURNS integer[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT pair + flag) FROM (
        SELECT hashtext(lexeme || ' ' || after) & 1048575 AS pair, weight = 'A' AND weight_after = 'A' AS titled
        FROM (
            SELECT lexeme, place, weight, lead(lexeme) OVER w AS after, lead(place) OVER w AS place_after,
                   lead(weight) OVER w AS weight_after
            FROM (SELECT lexeme, unnest(positions) AS place, unnest(weights) AS weight FROM unnest(words)) one
            WINDOW w AS (ORDER BY place)
        ) two
        WHERE place_after = place + 1
    ) pairs, LATERAL (SELECT 0 AS flag UNION ALL SELECT 1048576 WHERE titled) flags
$$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # All that is asked of them is which articles have a pair, or a word in the title: they know neither places nor lengths.
        for table, column in (("search_titles", "title"), ("search_neighbours", "pairs")):
            op.execute(f"CREATE VIRTUAL TABLE {table} USING fts5 ({column}, tokenize = 'ascii', detail = none, columnsize = 0)")
        _fill(op.get_bind())
        return
    op.execute(_FUNCTION)
    op.execute("CREATE INDEX ix_search_words_neighbours ON search_words USING gin (search_neighbours(words))")
    # Pairs of some 170 articles wait until they are entered together; so rarely that one keep in twenty does not meet it.
    op.execute("ALTER INDEX ix_search_words_neighbours SET (gin_pending_list_limit = 1024)")
    # ANALYZE would work the pairs of thousands of articles out, and no plan depends on them.
    op.execute("ALTER INDEX ix_search_words_neighbours ALTER COLUMN 1 SET STATISTICS 0")


def _fill(connection: sa.Connection) -> None:
    last = 0
    query = sa.text("SELECT id, c0, c1 FROM search_words_content WHERE id > :last ORDER BY id LIMIT 500")
    while rows := connection.execute(query, {"last": last}).all():
        for article, title, body in rows:
            index_beside(connection, article, title.split(" "), body.split(" "))
        last = rows[-1].id
