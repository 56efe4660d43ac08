"""Several daemons on one database take turns, and a copied database sends nothing before somebody says so."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_INSTANT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("job", sa.Text, primary_key=True),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("leased_by", sa.Text),
        sa.Column("leased_until", _INSTANT),
        sa.Column("done_due_at", _INSTANT),
    )
    op.create_table(
        "senders",
        sa.Column("place", sa.Text, primary_key=True),
        sa.Column("confirmed_at", _INSTANT, nullable=False),
    )
