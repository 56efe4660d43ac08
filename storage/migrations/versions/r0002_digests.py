"""Digests, their items and deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_INSTANT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("subscription", sa.Text, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("queued_at", _INSTANT, nullable=False),
        sa.UniqueConstraint("subscription", "period"),
    )
    op.create_table(
        "digest_items",
        sa.Column("digest", _ID, sa.ForeignKey("digests.id"), primary_key=True),
        sa.Column("article", _ID, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("maybe_sent", sa.Boolean, nullable=False),
    )
    op.create_index("ix_digest_items_article", "digest_items", ["article"])
    op.create_table(
        "deliveries",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("digest", _ID, sa.ForeignKey("digests.id"), nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("detail", sa.Text, nullable=False, server_default=""),
        sa.Column("queued_at", _INSTANT, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("sent_at", _INSTANT),
        sa.UniqueConstraint("digest", "recipient"),
        sa.CheckConstraint("state IN ('queued', 'sending', 'sent', 'uncertain', 'failed')", name="state"),
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state"])
