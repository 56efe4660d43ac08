"""What articles are ranked, chosen and counted by."""

import sqlalchemy as sa

from storage.schema.columns import Id, Instant, Words, metadata

current_wordings = sa.Table(
    "current_wordings",
    metadata,
    sa.Column("article", Id, sa.ForeignKey("articles.id"), primary_key=True, autoincrement=False, comment="the article"),
    sa.Column("revision", Id, sa.ForeignKey("revisions.id"), nullable=False, unique=True, comment="its current wording"),
    sa.Column("relevance", sa.Double, nullable=False, comment="that of this wording"),
    sa.Column("relevant", sa.Boolean, nullable=False, comment="relevance reached the threshold"),
    sa.Column("dated_at", Instant, nullable=False, comment="the date it states, else when the article was first kept"),
    sa.Column("day", Words, nullable=False, comment="that day (UTC): 2025-04-30"),
    sa.Column("language", Words, comment="that of this wording"),
    sa.Column("source", Words, nullable=False, comment="the source that first brought the article"),
    sa.Column("first_kept_at", Instant, nullable=False, comment="when its first revision was fetched"),
    sa.Column("copy_of", Id, comment="the first-seen article with (nearly) the same words"),
    sa.Index("ix_current_wordings_rank", "relevance", "dated_at", "article", "language", "source", "revision"),
    sa.Index("ix_current_wordings_language_rank", "language", "relevance", "dated_at", "article", "source", "revision"),
    sa.Index(None, "day"),
    comment="Each article as it reads now, without its words: what views and search rank, choose and count by in one look.",
)
