"""The column types, and what every table has in common."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite numbers rows by itself only when the type says INTEGER


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. PostgreSQL keeps `timestamptz`; SQLite keeps text of one width, so that it sorts as time does.

    Binding a naive datetime raises ValueError: its zone would be a guess.
    """

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.DateTime(timezone=True))
        return dialect.type_descriptor(sa.Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone; storage takes aware datetimes only")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else instant_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text from outside: what no database can store is replaced on its way in, whoever sends it."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else storable(value)


def instant_text(value: datetime) -> str:
    """How SQLite holds a moment: `2025-04-30T09:00:00.000000Z`."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def storable(text: str) -> str:
    """The text with NUL and lone surrogates as U+FFFD; surrogate pairs become the character they stand for."""
    text = text.replace("\x00", "\ufffd")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def address_key(url: str) -> str:
    """What an address is looked up by: PostgreSQL cannot index text over 2,700 bytes, and addresses have no limit."""
    return digest_of(url)


def digest_of(*parts: str) -> str:
    """The first 32 hex digits of SHA-256 over the parts: 128 bits, where two of 10^12 rows meet with p < 10^-14."""
    return hashlib.sha256("\x1f".join(storable(part) for part in parts).encode()).hexdigest()[:32]
