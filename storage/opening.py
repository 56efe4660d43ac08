"""The address an article opens at: where its page last answered from.

`articles.url` is identity, with `www.`, mobile hosts and http folded; not every publisher answers there.
"""

import sqlalchemy as sa

from storage import schema
from tumen.outcomes import Outcome


def opens_at() -> sa.ColumnElement[str]:
    """For a statement that selects from `articles`."""
    a, f = schema.articles.c, schema.fetches.c
    answered = (
        sa.select(sa.func.coalesce(f.final_url, f.url))
        .where(f.article == a.id, f.kind == "page", f.outcome == Outcome.KEPT.value)
        .order_by(f.id.desc())
        .limit(1)
        .correlate(schema.articles)
        .scalar_subquery()
    )
    return sa.func.coalesce(answered, a.url)
