"""What was found: articles, their addresses and revisions, and why they were kept."""

import sqlalchemy as sa

from storage.schema.columns import Id, Instant, Words, metadata

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("id", Id, primary_key=True, comment="number of the article, in the order they were first kept"),
    sa.Column("url", Words, nullable=False, comment="canonical address: the article's identity"),
    sa.Column("url_key", Words, nullable=False, unique=True, comment="hash of url, for look-ups"),
    sa.Column("source", Words, nullable=False, comment="the source that first brought it"),
    sa.Column("first_kept_at", Instant, nullable=False, comment="when its first revision was fetched"),
    sa.Column("last_seen_at", Instant, nullable=False, comment="when it was last seen at an address of its own"),
    sa.Column("revisions", sa.Integer, nullable=False, comment="how many revisions there are: the current one's number"),
    sa.Column("copy_of", Id, sa.ForeignKey("articles.id"), comment="the first-seen article with (nearly) the same words"),
    sa.Column("similarity", sa.Double, comment="Jaccard similarity with that article, 0 to 1"),
    sa.Index(None, "copy_of"),
    sa.Index(None, "first_kept_at"),
    comment="Articles: one row per canonical address.",
)

addresses = sa.Table(
    "addresses",
    metadata,
    sa.Column("url_key", Words, primary_key=True, comment="hash of url, for look-ups"),
    sa.Column("url", Words, nullable=False, comment="an address the article was seen under"),
    sa.Column("article", Id, sa.ForeignKey("articles.id"), nullable=False, comment="the article"),
    sa.Column("first_seen_at", Instant, nullable=False, comment="when it was first seen there"),
    sa.Column("last_seen_at", Instant, nullable=False, comment="when it was last seen there"),
    sa.Index(None, "article"),
    comment="Every address an article was seen under: announced, redirected to, canonical.",
)

revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("id", Id, primary_key=True, comment="number of the revision over all articles"),
    sa.Column("article", Id, sa.ForeignKey("articles.id"), nullable=False, comment="the article it is a wording of"),
    sa.Column("number", sa.Integer, nullable=False, comment="1 for the first wording seen, then counting"),
    sa.Column("text_hash", Words, nullable=False, comment="SHA-256 of the folded text: equal for equal words"),
    sa.Column("title", Words, nullable=False, comment="title as published"),
    sa.Column("text", Words, nullable=False, comment="text as published, a paragraph a line"),
    sa.Column("text_from", Words, nullable=False, comment="page, feed or file"),
    sa.Column("language", Words, comment="ISO 639-1 code"),
    sa.Column("author", Words, comment="byline as published"),
    sa.Column("site", Words, comment="the site's name for itself"),
    sa.Column("published_at", Instant, comment="the date the publisher states, in UTC"),
    sa.Column("published_precision", Words, comment="minute, day, month or year"),
    sa.Column("published_zone", Words, comment="the zone it was stated in; empty: none was stated, read as UTC"),
    sa.Column("published_raw", Words, comment="the words the date was read from"),
    sa.Column("fetched_at", Instant, nullable=False, comment="when this wording was first seen"),
    sa.Column("relevance", sa.Double, nullable=False, comment="probability that an analyst would keep it"),
    sa.Column("threshold", sa.Double, nullable=False, comment="the relevance needed when it was scored"),
    sa.Column("relevant", sa.Boolean, nullable=False, comment="relevance reached the threshold"),
    sa.Column("minhash", sa.LargeBinary, nullable=False, comment="128 unsigned 32-bit values, little-endian (scheme mh1)"),
    sa.Column("diff", Words, comment="lines that changed since the wording before: old after '- ', new after '+ '; title first"),
    sa.Column("lines_added", sa.Integer, comment="lines of it that are new"),
    sa.Column("lines_removed", sa.Integer, comment="lines of the wording before that are gone"),
    sa.UniqueConstraint("article", "number"),
    sa.Index(None, "text_hash"),
    sa.Index("ix_revisions_later", "id"),  # of number > 1 (revision 0011); said here, that would import both dialects always
    comment="Every wording of every article.",
)

evidence = sa.Table(
    "evidence",
    metadata,
    sa.Column("revision", Id, sa.ForeignKey("revisions.id"), primary_key=True, comment="the revision it was found in"),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False, comment="its place in the scorer's list, from 0"),
    sa.Column("concept", Words, nullable=False, comment="the feature's name in the lexicon or registry"),
    sa.Column("term", Words, nullable=False, comment="the words as they stand in the text"),
    sa.Column("contribution", sa.Double, nullable=False, comment="log-odds it adds; negative speaks against"),
    sa.Column("sentence", Words, nullable=False, comment="the sentence it stands in"),
    comment="Why a revision scored as it did: its contributions and an intercept add up to the log-odds.",
)

transport_link_tags = sa.Table(
    "transport_link_tags",
    metadata,
    sa.Column("revision", Id, sa.ForeignKey("revisions.id"), primary_key=True, comment="the revision that speaks of it"),
    sa.Column("transport_link", Words, primary_key=True, comment="id in the registry (seeds/transport.yaml)"),
    sa.Column("role", Words, nullable=False, comment="reported (news of it) or background (a mention)"),
    sa.Column("score", sa.Double, nullable=False, comment="how sure the tagger is that it is reported on, 0 to 1"),
    sa.Index(None, "transport_link"),
    comment="The transport links a revision speaks of.",
)

bands = sa.Table(
    "bands",
    metadata,
    sa.Column("band", sa.SmallInteger, primary_key=True, autoincrement=False, comment="number of the band, 0 to 31"),
    sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False, comment="hash of the band's four values"),
    sa.Column("revision", Id, sa.ForeignKey("revisions.id"), primary_key=True, comment="the revision"),
    sa.Index(None, "revision"),
    comment="Where near-copies meet: two revisions that share a band are compared.",
    sqlite_with_rowid=False,
)

captures = sa.Table(
    "captures",
    metadata,
    sa.Column("revision", Id, sa.ForeignKey("revisions.id"), primary_key=True, autoincrement=False, comment="the revision"),
    sa.Column("file", Words, nullable=False, comment="the WARC file it is in, in var/archive of the home"),
    sa.Column("start_byte", sa.BigInteger, nullable=False, comment="where its records begin in that file"),
    sa.Column("byte_count", sa.BigInteger, nullable=False, comment="how long they are there, compressed"),
    sa.Column("url", Words, nullable=False, comment="the address that answered"),
    sa.Column("captured_at", Instant, nullable=False, comment="when it was asked"),
    sa.Column("status", sa.Integer, comment="HTTP status; empty for a file"),
    sa.Column("content_type", Words, nullable=False, comment="as the answer said"),
    sa.Column("body_hash", Words, nullable=False, comment="SHA-256 of the body, decompressed"),
    sa.Column("body_bytes", sa.BigInteger, nullable=False, comment="size of the body, decompressed"),
    sa.Index(None, "file", "start_byte"),
    comment="Where the raw page of each revision is archived; `tumen evidence` shows it.",
)

labels = sa.Table(
    "labels",
    metadata,
    sa.Column("id", Id, primary_key=True, comment="number of the label; the newest of an article counts"),
    sa.Column("article", Id, sa.ForeignKey("articles.id"), nullable=False, comment="the article judged"),
    sa.Column("relevant", sa.Boolean, nullable=False, comment="whether the analyst would keep it"),
    sa.Column("transport_links", Words, nullable=False, server_default="", comment="registry ids, separated by commas"),
    sa.Column("labelled_by", Words, nullable=False, comment="who judged"),
    sa.Column("labelled_at", Instant, nullable=False, comment="when"),
    sa.Index(None, "article"),
    comment="What analysts said of articles.",
)
