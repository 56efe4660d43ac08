"""What the next visit must know: of a host, its robots.txt, a page that is held, an address that broke our parsers."""

import sqlalchemy as sa

from storage.schema.columns import Id, Instant, Words, metadata

hosts = sa.Table(
    "hosts",
    metadata,
    sa.Column("host", Words, primary_key=True, comment="name or address of the host, lower case, without port"),
    sa.Column("next_request_at", Instant, comment="the earliest moment of the next request, of whichever crawl"),
    sa.Column("paused_until", Instant, comment="when the pause it asked for (429, 503, Retry-After) ends"),
    comment="Hosts, and when they may be asked again.",
)

robots = sa.Table(
    "robots",
    metadata,
    sa.Column("origin", Words, primary_key=True, comment="scheme, host and port the rules are for"),
    sa.Column("status", sa.Integer, nullable=False, comment="HTTP status of the answer; 4xx means no rules"),
    sa.Column("rules", Words, nullable=False, comment="robots.txt as it came, at most 512 KiB"),
    sa.Column("fetched_at", Instant, nullable=False, comment="when it came"),
    sa.Column("expires_at", Instant, nullable=False, comment="when it is asked for again, at most a day later"),
    comment="The last robots.txt of each origin.",
)

held_pages = sa.Table(
    "held_pages",
    metadata,
    sa.Column("article", Id, sa.ForeignKey("articles.id"), primary_key=True, autoincrement=False, comment="the article"),
    sa.Column("url", Words, nullable=False, comment="the address its page answered from"),
    sa.Column("url_key", Words, nullable=False, comment="hash of url, for look-ups"),
    sa.Column("etag", Words, comment="ETag of the last answer"),
    sa.Column("last_modified", Words, comment="Last-Modified of that answer"),
    sa.Column("asked_at", Instant, nullable=False, comment="when a crawl last asked, or took on to ask, for it"),
    sa.Column("ended", sa.Boolean, nullable=False, server_default=sa.false(), comment="whether it is not revisited any more"),
    comment="Where kept articles are looked at again for edits.",
)

quarantine = sa.Table(
    "quarantine",
    metadata,
    sa.Column("url_key", Words, primary_key=True, comment="hash of url, for look-ups"),
    sa.Column("url", Words, nullable=False, comment="the address"),
    sa.Column("since", Instant, nullable=False, comment="when its last offence was"),
    sa.Column("until", Instant, nullable=False, comment="when it is tried again"),
    sa.Column("offences", sa.Integer, nullable=False, comment="how often reading it took too long or killed its reader"),
    sa.Column("detail", Words, nullable=False, comment="the last offence, in one line"),
    comment="Addresses that are not asked for because what they send breaks parsers.",
)
