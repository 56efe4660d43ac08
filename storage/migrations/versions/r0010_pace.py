"""How often a source is asked and why, what its polls have taught, whether it stands in for another; leases have numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_INSTANT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.add_column("sources", sa.Column("fence", sa.Integer, nullable=False, server_default="0"))
    for name in ("fallback_of", "stands_in_because", "pace_reason", "rhythm"):
        op.add_column("sources", sa.Column(name, sa.Text))
    for name in ("resting_since", "stands_in_since"):
        op.add_column("sources", sa.Column(name, _INSTANT))
    op.add_column("sources", sa.Column("pace_seconds", sa.Integer))
