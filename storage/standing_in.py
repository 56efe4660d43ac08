"""Texts that stand in for a page's: the feed's own, kept because the page refused or withheld its own."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import schema


def refusals(connection: Connection, revisions: Sequence[int]) -> dict[int, str]:
    """Of those revisions whose text is the feed's own in the place of the page's: why, in one line.

    A source that announces whole texts (a Telegram channel) refuses nothing: its revisions are not in it.
    """
    if not revisions:
        return {}
    f, r = schema.fetches.c, schema.revisions.c
    rows = connection.execute(
        sa.select(r.id, f.detail)
        .join_from(schema.revisions, schema.fetches, f.revision == r.id)
        .where(r.id.in_(revisions), r.text_from == "feed", f.detail != "")
        .order_by(f.id)
    )
    return {row.id: row.detail for row in rows}
