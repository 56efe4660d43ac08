"""Who does which job of schedules.yaml, and from where digests are sent."""

import sqlalchemy as sa

from storage.schema.columns import Instant, Words, metadata

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("job", Words, primary_key=True, comment="name in schedules.yaml: digest.daily, upkeep.prune"),
    sa.Column("fence", sa.Integer, nullable=False, comment="counts the holders: a holder with a lower number is refused"),
    sa.Column("leased_by", Words, comment="the process that does it now"),
    sa.Column("leased_until", Instant, comment="when that process is given up for dead"),
    sa.Column("done_due_at", Instant, comment="the latest time it was due and done"),
    comment="Jobs that one daemon of several does at a time.",
)

senders = sa.Table(
    "senders",
    metadata,
    sa.Column("place", Words, primary_key=True, comment="the machine (SQLite) or database cluster (PostgreSQL), as a hash"),
    sa.Column("confirmed_at", Instant, nullable=False, comment="when it first sent, or was confirmed"),
    comment="Where this database may send digests from: a copy elsewhere sends nothing until confirmed.",
)
