"""What is stated of each transport link: events and claims as they were read, and how they stand together."""

from typing import Any

import sqlalchemy as sa

from storage.schema.columns import Id, Instant, Words, metadata

transport_links = sa.Table(
    "transport_links",
    metadata,
    sa.Column("id", Words, primary_key=True, comment="id in the registry (seeds/transport.yaml)"),
    sa.Column("kind", Words, nullable=False, comment="road-bridge, rail-crossing, passenger-train …"),
    sa.Column("title", Words, nullable=False, comment="its name for people"),
    sa.Column("status", Words, nullable=False, comment="its status in the registry's words"),
    sa.Column("status_date", Words, nullable=False, comment="the day these words were last known to hold"),
    sa.Column("status_by", Words, nullable=False, comment="who said so"),
    sa.Column("listed", sa.Boolean, nullable=False, comment="false once it has left the registry"),
    sa.Column("fingerprint", Words, nullable=False, comment="hash of the files its statements were read from"),
    comment="The transport links of the registry as last read.",
)


def _about_statements() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", Id, primary_key=True, comment="number of the statement"),
        sa.Column("article", Id, sa.ForeignKey("articles.id"), comment="the article that states it; empty: the registry does"),
        sa.Column("revision", Id, sa.ForeignKey("revisions.id"), comment="the wording it stands in; empty for the registry"),
        sa.Column("position", sa.Integer, nullable=False, comment="place among the statements of the wording, from 0"),
        sa.Column("transport_link", Words, nullable=False, comment="registry id"),
    )


def _who_says_so() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("speaker", Words, comment="the person or medium the sentence credits, as written; empty: the publisher"),
        sa.Column("sentence", Words, nullable=False, comment="the sentence it was read from; the registry's own words"),
        sa.Column("stated_by", Words, comment="the source the registry names; empty for articles"),
        sa.Column(
            "origin", Words, comment="what that source, or an agency that speaks, counts as; else as its article (story_members)"
        ),
        sa.Column("read_at", Instant, nullable=False, comment="when it was read"),
    )


events = sa.Table(
    "events",
    metadata,
    *_about_statements(),
    sa.Column("type", Words, nullable=False, comment="agreed, opened, service-resumed …"),
    sa.Column("date", Words, comment="YYYY, YYYY-MM or YYYY-MM-DD, as precisely as stated; empty: unknown"),
    sa.Column("precision", Words, comment="day, month or year"),
    sa.Column("place", Words, comment="where, as written"),
    *_who_says_so(),
    sa.Column("told_as", Words, comment="the row of happenings it belongs to"),
    sa.UniqueConstraint("revision", "position"),
    sa.Index(None, "transport_link", "type"),
    sa.Index(None, "article"),
    comment="What happened to a transport link, or is planned on a date: a row for each wording that states it.",
)

claims = sa.Table(
    "claims",
    metadata,
    *_about_statements(),
    sa.Column("attribute", Words, nullable=False, comment="length, cost, completion-date …: docs/ledger.md"),
    sa.Column("figure", Words, nullable=False, comment="the value as people read it: about 850 m, 3 per week, 2026-06"),
    sa.Column("value", sa.Double, comment="in unit; the lower end of a range; empty for a date"),
    sa.Column("high", sa.Double, comment="upper end of a range"),
    sa.Column("unit", Words, comment="m, t, s; otherwise people, lanes, USD, per week …; empty for a date"),
    sa.Column("date", Words, comment="YYYY, YYYY-MM, YYYY-MM-DD or YYYY-summer"),
    sa.Column("bound", Words, nullable=False, comment="exact, about, at-least or at-most"),
    sa.Column("as_of", Words, comment="the day the figure was stated for; empty: unknown"),
    sa.Column("original", Words, nullable=False, comment="the figure's words as they stand in the sentence"),
    *_who_says_so(),
    sa.Column("about", Words, comment="the registry's words for what exactly is meant"),
    sa.Column("advice", Words, comment="what the registry makes of it"),
    sa.UniqueConstraint("revision", "position"),
    sa.Index(None, "transport_link", "attribute"),
    sa.Index(None, "article"),
    comment="Figures and dates somebody stated of a transport link: a row for each wording that states it.",
)


def _together() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("stated_by", Words, nullable=False, comment="the first twenty who state it, first statement first: a; b"),
        sa.Column("first_seen", Words, comment="the day it was first stated; empty: only by the registry, which has no day"),
        sa.Column("last_seen", Words, comment="the day it was last stated"),
        sa.Column(
            "statements", sa.Integer, nullable=False, comment="articles, and sources the registry names, that state it now"
        ),
        sa.Column("independent_sources", sa.Integer, nullable=False, comment="how many origins these have; farms never count"),
        sa.Column("withdrawn", sa.Integer, nullable=False, comment="articles that said so in a wording edited since"),
        sa.Column("changed_at", Instant, nullable=False, comment="when this row last changed"),
    )


claim_values = sa.Table(
    "claim_values",
    metadata,
    sa.Column("transport_link", Words, primary_key=True, comment="registry id"),
    sa.Column("attribute", Words, primary_key=True, comment="length, cost, completion-date …"),
    sa.Column("figure", Words, primary_key=True, comment="the value as people read it"),
    sa.Column("same_as", Words, nullable=False, comment="the figure that stands for it and all within 0.5 %; itself mostly"),
    sa.Column("value", sa.Double, comment="in unit"),
    sa.Column("high", sa.Double, comment="upper end of a range"),
    sa.Column("unit", Words, comment="as in claims"),
    sa.Column("date", Words, comment="as in claims"),
    sa.Column("bound", Words, nullable=False, comment="exact, about, at-least or at-most"),
    sa.Column(
        "standing", Words, nullable=False, comment="alone, conflicts, supersedes, superseded, differs in meaning, withdrawn"
    ),
    sa.Column("against", Words, nullable=False, comment="the figures it conflicts with, replaces or is replaced by: a; b"),
    *_together(),
    comment="The values of each attribute side by side, brought up to date with every statement kept; rules: docs/ledger.md.",
)

happenings = sa.Table(
    "happenings",
    metadata,
    sa.Column("transport_link", Words, primary_key=True, comment="registry id"),
    sa.Column("type", Words, primary_key=True, comment="agreed, opened, service-resumed …"),
    sa.Column("told_as", Words, primary_key=True, comment="its date; for an unknown one the story that tells it"),
    sa.Column("date", Words, comment="YYYY, YYYY-MM or YYYY-MM-DD; empty: unknown"),
    sa.Column("precision", Words, comment="day, month or year"),
    sa.Column("place", Words, comment="where, as first written"),
    sa.Column("planned", sa.Boolean, nullable=False, comment="nobody has stated it on or after its date yet"),
    sa.Column("articles", sa.Integer, nullable=False, comment="articles that state it now"),
    sa.Column("sentence", Words, nullable=False, comment="of the first statement"),
    sa.Column("article", Id, sa.ForeignKey("articles.id"), comment="where that stands; empty: in the registry"),
    *_together(),
    sa.Index(None, "article"),
    comment="Events brought together by type and date, brought up to date with every statement kept.",
)
