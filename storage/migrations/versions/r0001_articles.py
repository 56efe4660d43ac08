"""Sources, runs, fetches; articles with their addresses, revisions and evidence."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_INSTANT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")


def _id() -> sa.Column[Any]:
    return sa.Column("id", _ID, primary_key=True)


def _text(name: str, **rest: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False, **rest)


def _revision_key() -> sa.Column[Any]:
    return sa.Column("revision", _ID, sa.ForeignKey("revisions.id"), primary_key=True)


def upgrade() -> None:
    _sources()
    _runs()
    _articles()
    _revisions()
    _revision_parts()
    _fetches()


def _sources() -> None:
    op.create_table(
        "sources",
        sa.Column("id", sa.Text, primary_key=True),
        _text("publisher"),
        _text("kind"),
        _text("url"),
        _text("languages"),
        _text("affiliation"),
        sa.Column("timezone", sa.Text),
        sa.Column("every_seconds", sa.Integer, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("listed", sa.Boolean, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("body_hash", sa.Text),
        sa.Column("next_due_at", _INSTANT),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("last_polled_at", _INSTANT),
        sa.Column("last_success_at", _INSTANT),
        sa.Column("last_reason", sa.Text),
        sa.Column("leased_by", sa.Text),
        sa.Column("leased_until", _INSTANT),
    )


def _runs() -> None:
    op.create_table(
        "runs",
        _id(),
        _text("job"),
        _text("owner"),
        sa.Column("started_at", _INSTANT, nullable=False),
        sa.Column("finished_at", _INSTANT),
        sa.Column("outcome", sa.Text),
        _text("summary", server_default="{}"),
    )
    op.create_index("ix_runs_started_at", "runs", ["started_at"])


def _articles() -> None:
    op.create_table(
        "articles",
        _id(),
        _text("url"),
        _text("url_key", unique=True),
        _text("source"),
        sa.Column("first_kept_at", _INSTANT, nullable=False),
        sa.Column("last_seen_at", _INSTANT, nullable=False),
        sa.Column("revisions", sa.Integer, nullable=False),
        sa.Column("copy_of", _ID, sa.ForeignKey("articles.id")),
        sa.Column("similarity", sa.Double),
    )
    op.create_index("ix_articles_copy_of", "articles", ["copy_of"])
    op.create_index("ix_articles_first_kept_at", "articles", ["first_kept_at"])
    op.create_table(
        "addresses",
        sa.Column("url_key", sa.Text, primary_key=True),
        _text("url"),
        sa.Column("article", _ID, sa.ForeignKey("articles.id"), nullable=False),
        sa.Column("first_seen_at", _INSTANT, nullable=False),
        sa.Column("last_seen_at", _INSTANT, nullable=False),
    )
    op.create_index("ix_addresses_article", "addresses", ["article"])
    op.create_table(
        "labels",
        _id(),
        sa.Column("article", _ID, sa.ForeignKey("articles.id"), nullable=False),
        sa.Column("relevant", sa.Boolean, nullable=False),
        _text("transport_links", server_default=""),
        _text("labelled_by"),
        sa.Column("labelled_at", _INSTANT, nullable=False),
    )
    op.create_index("ix_labels_article", "labels", ["article"])


def _revisions() -> None:
    op.create_table(
        "revisions",
        _id(),
        sa.Column("article", _ID, sa.ForeignKey("articles.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        _text("text_hash"),
        _text("title"),
        _text("text"),
        _text("text_from"),
        sa.Column("language", sa.Text),
        sa.Column("author", sa.Text),
        sa.Column("site", sa.Text),
        sa.Column("published_at", _INSTANT),
        sa.Column("published_precision", sa.Text),
        sa.Column("published_zone", sa.Text),
        sa.Column("published_raw", sa.Text),
        sa.Column("fetched_at", _INSTANT, nullable=False),
        sa.Column("relevance", sa.Double, nullable=False),
        sa.Column("threshold", sa.Double, nullable=False),
        sa.Column("relevant", sa.Boolean, nullable=False),
        sa.Column("minhash", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("article", "number"),
    )
    op.create_index("ix_revisions_text_hash", "revisions", ["text_hash"])


def _revision_parts() -> None:
    op.create_table(
        "evidence",
        _revision_key(),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        _text("concept"),
        _text("term"),
        sa.Column("contribution", sa.Double, nullable=False),
        _text("sentence"),
    )
    op.create_table(
        "transport_link_tags",
        _revision_key(),
        sa.Column("transport_link", sa.Text, primary_key=True),
        _text("role"),
        sa.Column("score", sa.Double, nullable=False),
    )
    op.create_index("ix_transport_link_tags_transport_link", "transport_link_tags", ["transport_link"])
    op.create_table(
        "bands",
        sa.Column("band", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
        _revision_key(),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_bands_revision", "bands", ["revision"])


def _fetches() -> None:
    op.create_table(
        "fetches",
        _id(),
        _text("request_key", unique=True),
        sa.Column("run", _ID, sa.ForeignKey("runs.id")),
        _text("source"),
        _text("kind"),
        _text("url"),
        _text("url_key"),
        sa.Column("final_url", sa.Text),
        sa.Column("fetched_at", _INSTANT, nullable=False),
        _text("outcome"),
        _text("reason"),
        _text("detail", server_default=""),
        sa.Column("status", sa.Integer),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("milliseconds", sa.Integer),
        _text("title", server_default=""),
        sa.Column("relevance", sa.Double),
        sa.Column("threshold", sa.Double),
        sa.Column("strongest_for", sa.Text),
        sa.Column("strongest_against", sa.Text),
        sa.Column("entry_guid", sa.Text),
        sa.Column("entry_title", sa.Text),
        sa.Column("entries", sa.Integer),
        sa.Column("unseen", sa.Integer),
        sa.Column("article", _ID, sa.ForeignKey("articles.id")),
        sa.Column("revision", _ID, sa.ForeignKey("revisions.id")),
    )
    for columns in (["url_key"], ["run"], ["source", "fetched_at"], ["fetched_at"], ["article"], ["revision"]):
        op.create_index("_".join(["ix_fetches", *columns]), "fetches", columns)
