"""Which articles tell one event."""

import sqlalchemy as sa

from storage.schema.columns import Id, Instant, Words, metadata

story_groups = sa.Table(
    "story_groups",
    metadata,
    sa.Column("id", Id, primary_key=True, comment="number of the story, in the order they were opened"),
    sa.Column("opened_at", Instant, nullable=False, comment="when its first article was placed"),
    sa.Column(
        "part_of", Id, sa.ForeignKey("story_groups.id"), comment="the story it was merged into; empty: it stands for itself"
    ),
    sa.Index(None, "part_of"),
    comment="Stories as they were opened; one that was merged is part of another and can be parted again.",
)

story_members = sa.Table(
    "story_members",
    metadata,
    sa.Column("article", Id, sa.ForeignKey("articles.id"), primary_key=True, comment="the article"),
    sa.Column("story", Id, sa.ForeignKey("story_groups.id"), nullable=False, comment="the story it joined or opened"),
    sa.Column("joined_at", Instant, nullable=False, comment="when it was placed"),
    sa.Column("points", sa.Double, nullable=False, comment="likeness with the story, from 0 up; 0 for the one that opened it"),
    sa.Column("beside", Id, sa.ForeignKey("articles.id"), comment="the article of the story it is most like"),
    sa.Column("origin", Words, comment="whose words it is: agency, publisher family or host; empty: unknown"),
    sa.Column("origin_how", Words, comment="read from credit, byline or site; publisher: nobody else is credited"),
    sa.Column("origin_words", Words, nullable=False, server_default="", comment="the credit as it stands in the text"),
    sa.Column("relays", Words, comment="the one agency its beginning refers to, where the words are its own"),
    sa.Column("counts_as", Words, comment="the source independent_sources counts; empty for what never counts"),
    sa.Column("facts", Words, nullable=False, comment="what it is compared by, as JSON"),
    sa.Index(None, "story"),
    sa.Index(None, "beside"),
    comment="Articles in stories.",
)

story_evidence = sa.Table(
    "story_evidence",
    metadata,
    sa.Column("article", Id, sa.ForeignKey("story_members.article"), primary_key=True, comment="the article that joined"),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False, comment="place in the list, from 0"),
    sa.Column("kind", Words, nullable=False, comment="transport-link, time, event, day, mark, figure, name, words or copy"),
    sa.Column("what", Words, nullable=False, comment="what it shares with the article beside it"),
    sa.Column("points", sa.Double, nullable=False, comment="what that adds; negative speaks against"),
    comment="Why an article joined its story.",
)

story_days = sa.Table(
    "story_days",
    metadata,
    sa.Column("transport_link", Words, primary_key=True, comment="a transport link the article reports on"),
    sa.Column("moment", Words, primary_key=True, comment="YYYY-MM-DD, MM-DD or undated: when it may tell of"),
    sa.Column("article", Id, sa.ForeignKey("story_members.article"), primary_key=True, comment="the article"),
    sa.Index(None, "transport_link", "article"),
    sa.Index(None, "article"),
    comment="Where articles that may tell one event are looked up.",
)

story_merges = sa.Table(
    "story_merges",
    metadata,
    sa.Column("id", Id, primary_key=True, comment="number of the merge"),
    sa.Column("kept", Id, sa.ForeignKey("story_groups.id"), nullable=False, comment="the story that stands for both"),
    sa.Column("merged", Id, sa.ForeignKey("story_groups.id"), nullable=False, comment="the story that became part of it"),
    sa.Column("article", Id, sa.ForeignKey("articles.id"), nullable=False, comment="the article that showed them to be one"),
    sa.Column("points", sa.Double, nullable=False, comment="that article's likeness with the story it joined"),
    sa.Column("merged_at", Instant, nullable=False, comment="when"),
    sa.Column("undone_at", Instant, comment="when they were parted again"),
    sa.Index(None, "kept"),
    sa.Index(None, "merged"),
    sa.Index(None, "article"),
    comment="Stories that turned out to be one.",
)
