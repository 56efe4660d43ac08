"""What was sent to whom: digests, their items and deliveries."""

import sqlalchemy as sa

from storage.schema.columns import Id, Instant, Words, metadata

digests = sa.Table(
    "digests",
    metadata,
    sa.Column("id", Id, primary_key=True, comment="number of the digest"),
    sa.Column("subscription", Words, nullable=False, comment="name in schedules.yaml"),
    sa.Column("period", Words, nullable=False, comment="the local calendar period it is for: 2025-04-30, 2025-W18"),
    sa.Column("subject", Words, nullable=False, comment="subject of the message"),
    sa.Column("message_id", Words, nullable=False, comment="Message-ID header, made from subscription and period"),
    sa.Column("queued_at", Instant, nullable=False, comment="when it was decided on"),
    sa.UniqueConstraint("subscription", "period"),
    comment="Digests: one per subscription and period.",
)

digest_items = sa.Table(
    "digest_items",
    metadata,
    sa.Column("digest", Id, sa.ForeignKey("digests.id"), primary_key=True, comment="the digest"),
    sa.Column("article", Id, sa.ForeignKey("articles.id"), primary_key=True, comment="an article in it"),
    sa.Column("position", sa.Integer, nullable=False, comment="its place in the digest, from 0"),
    sa.Column("maybe_sent", sa.Boolean, nullable=False, comment="an earlier digest may have brought it already"),
    sa.Index(None, "article"),
    comment="The articles of each digest; their near-copies are folded under them.",
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", Id, primary_key=True, comment="number of the delivery"),
    sa.Column("digest", Id, sa.ForeignKey("digests.id"), nullable=False, comment="the digest"),
    sa.Column("recipient", Words, nullable=False, comment="mail address"),
    sa.Column("state", Words, nullable=False, comment="queued, sending, sent, uncertain or failed"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0", comment="how often sending was begun"),
    sa.Column("detail", Words, nullable=False, server_default="", comment="what the mail server said"),
    sa.Column("queued_at", Instant, nullable=False, comment="when it was queued"),
    sa.Column("changed_at", Instant, nullable=False, comment="when its state last changed"),
    sa.Column("sent_at", Instant, comment="when the server took it"),
    sa.UniqueConstraint("digest", "recipient"),
    sa.CheckConstraint("state IN ('queued', 'sending', 'sent', 'uncertain', 'failed')", name="state"),
    sa.Index(None, "state"),
    comment="One message to one recipient, and how it went.",
)
