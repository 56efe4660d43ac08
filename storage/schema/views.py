"""What the views say, for people: the migrations make them, a test holds the columns in step."""

from typing import Any

import sqlalchemy as sa

from storage.schema.columns import Instant
from storage.schema.ledgerviews import LEDGER_VIEWS

_ARTICLE = {
    "article": "number of the article",
    "title": "title as published",
    "url": "canonical address",
    "publisher": "who publishes it; empty for imported files",
    "affiliation": "who stands behind the publisher",
    "source": "the source that first brought it",
    "language": "ISO 639-1 code",
    "author": "byline as published",
    "site": "the site's name for itself",
    "published_at": "the date the publisher states, in UTC",
    "published_precision": "minute, day, month or year",
    "first_kept_at": "when its first wording was fetched",
    "last_seen_at": "when it was last seen at an address of its own",
    "fetched_at": "when the current wording was first seen",
    "revisions": "how many wordings were seen",
    "relevance": "probability that an analyst would keep it",
    "relevant": "relevance reached the threshold",
    "transport_links": "registry ids of the transport links it reports on, surest first",
    "copy_of": "the first-seen article with (nearly) the same words",
    "similarity": "Jaccard similarity with that article, 0 to 1",
    "text": "the current wording",
    "revision": "number of the current revision in `revisions`",
}

VIEWS: dict[str, tuple[str, dict[str, str]]] = {
    "articles_current": ("Articles as they read now: one row each, with the current revision.", _ARTICLE),
    "articles_relevant": ("Those of them that are relevant as they read now.", _ARTICLE),
    "evidence_by_article": (
        "Why an article was kept: the evidence of its current revision.",
        {
            "article": "number of the article",
            "title": "title as published",
            "url": "canonical address",
            "relevance": "probability that an analyst would keep it",
            "position": "place in the scorer's list, from 0",
            "concept": "the feature's name in the lexicon or registry",
            "term": "the words as they stand in the text",
            "contribution": "log-odds it adds; negative speaks against",
            "sentence": "the sentence it stands in",
        },
    ),
    "revisions_diff": (
        "What changed after publishing: every wording but the first, compared with the one before.",
        {
            "article": "number of the article",
            "number": "which wording: 2 is the first change seen",
            "title": "its title",
            "url": "canonical address",
            "publisher": "who publishes it",
            "affiliation": "who stands behind the publisher",
            "source": "the source that first brought the article",
            "language": "ISO 639-1 code",
            "fetched_at": "when this wording was first seen",
            "previous_fetched_at": "when the one before was first seen: the change fell between the two",
            "previous_title": "the title before",
            "text_hash": "SHA-256 of the folded text; equal to the one before when only the title changed",
            "previous_text_hash": "that of the wording before",
            "relevance": "probability that an analyst would keep it, as it reads now",
            "previous_relevance": "as it read before",
            "lines_added": "lines that are new, the title counted as one",
            "lines_removed": "lines that are gone",
            "diff": "the lines that differ, in reading order: old ones after '- ', new ones after '+ '",
            "revision": "number of the revision in `revisions`",
        },
    ),
    "transport_link_timeline": (
        "What was reported on each transport link: a row for each article that speaks of it, as it reads now.",
        {
            "transport_link": "registry id",
            "day": "day of publication, or where none is stated the day it was first kept: 2025-04-30 (UTC)",
            "dated_by": "published or first kept: which of the two",
            "role": "reported (news of it) or background (a mention)",
            "score": "how sure the tagger is that it is reported on, 0 to 1",
            "article": "number of the article",
            "title": "title as published",
            "publisher": "who publishes it; empty for imported files",
            "affiliation": "who stands behind the publisher",
            "source": "the source that first brought it",
            "language": "ISO 639-1 code",
            "relevance": "probability that an analyst would keep it",
            "relevant": "relevance reached the threshold",
            "copy_of": "the first-seen article with (nearly) the same words",
            "published_at": "the date the publisher states, in UTC",
            "first_kept_at": "when its first wording was fetched",
            "fetched_at": "when the current wording was first seen",
            "url": "canonical address",
            "revision": "number of the current revision in `revisions`",
        },
    ),
    "articles_absent": (
        "Articles whose address has answered 404 or 410 since they were last seen: what was seen, not why.",
        {
            "article": "number of the article",
            "title": "title as last seen",
            "url": "canonical address",
            "publisher": "who publishes it",
            "present_at": "when it was last seen",
            "absent_at": "when it was first found missing after that",
            "last_absent_at": "when it was last found missing",
            "times": "how often",
            "reason": "not_found (404) or gone (410)",
            "status": "HTTP status",
            "seen": "the same in words: present on 2025-04-30, absent on 2025-05-02 (gone)",
        },
    ),
    "pages_refused": (
        "Why a page was not kept: every one that was refused or failed.",
        {
            "request": "number of the request in `fetches`",
            "fetched_at": "when it was asked",
            "source": "source id",
            "publisher": "who publishes it",
            "title": "title of the page, as far as it was read",
            "url": "the address asked for",
            "outcome": "refused (we decided) or failed (network or server decided)",
            "reason": "why: off_topic, no_text, timeout …",
            "detail": "the exception, limit or header, in one line",
            "status": "HTTP status; empty when no answer came",
            "relevance": "how near it came, when it was scored",
            "threshold": "the relevance it needed",
            "strongest_for": "the evidence that spoke most for it: term (concept, log-odds)",
            "strongest_against": "the evidence that spoke most against it",
            "short_by": "log-odds it lacked to reach the threshold",
            "saved_by": "the evidence against it without which it had been kept; empty: no single one would have saved it",
        },
    ),
    "source_activity": (
        "What each source brought, day by day (UTC).",
        {
            "day": "the day, as 2025-04-30",
            "source": "source id",
            "asked": "requests",
            "polls": "of these, of its entry point",
            "unchanged": "polls that found nothing changed",
            "pages": "requests of pages",
            "new": "articles first kept, copies included",
            "copies": "of these, copies of articles held already",
            "revised": "new wordings of known articles",
            "kept": "pages kept, known ones included",
            "refused": "requests refused",
            "failed": "requests failed",
        },
    ),
    "digests_sent": (
        "Digests and how their messages went.",
        {
            "digest": "number of the digest",
            "subscription": "name in schedules.yaml",
            "period": "the local calendar period it is for",
            "subject": "subject of the message",
            "queued_at": "when it was decided on",
            "items": "articles in it",
            "recipients": "messages made, one a recipient",
            "sent": "of these, taken by the mail server",
            "uncertain": "of these, perhaps taken: nobody can tell",
            "failed": "of these, refused for good",
            "last_sent_at": "when the last one was taken",
            "message_id": "Message-ID header of all of them",
        },
    ),
    "stories": (
        "Stories: the relevant articles that tell one event, whatever their language, in one row.",
        {
            "story": "number of the story",
            "headline": "title of the article published first",
            "url": "its address",
            "transport_link": "registry id of what most of its articles report on",
            "first_published_at": "the earliest date a publisher states",
            "last_published_at": "the latest one",
            "first_seen_at": "when its first article was kept",
            "last_seen_at": "when its latest article was first kept",
            "articles": "how many articles, reprints included",
            "independent_sources": "how many origins: reprints, relays of one agency and papers of one house count once",
            "sources": "these origins",
            "languages": "ISO 639-1 codes of its articles",
            "relevance": "that of its most relevant article",
            "headline_article": "number of the article published first",
            "merged": "how many other stories turned out to be this one",
        },
    ),
    "story_articles": (
        "Articles with the story they are in, why, and whose words they are.",
        {
            "story": "number of the story",
            "article": "number of the article",
            "title": "title as published",
            "url": "canonical address",
            "publisher": "who publishes it",
            "affiliation": "who stands behind the publisher",
            "language": "ISO 639-1 code",
            "published_at": "the date the publisher states, in UTC",
            "first_kept_at": "when its first wording was fetched",
            "joined_at": "when it was placed in the story",
            "points": "likeness with the story when it joined, from 0 up",
            "beside": "the article of the story it was most like",
            "why": "what the two share, what says most first, then what speaks against",
            "origin": "whose words: agency, publisher family or host",
            "origin_how": "where that is read: credit, byline, site, publisher",
            "origin_words": "the credit as it stands in the text",
            "relays": "the one agency its beginning refers to",
            "counts_as": "the source independent_sources counts; empty: never counts",
            "copy_of": "the first-seen article with (nearly) the same words",
            "relevance": "probability that an analyst would keep it",
            "relevant": "relevance reached the threshold",
            "joined_story": "the story it joined, where that was merged since",
        },
    ),
    **LEDGER_VIEWS,
}

# What columns of views hold that is not text; moments are known by their ending.
_WHOLE = (
    "article articles claim claims conflicts copy_of event events headline_article independent_sources lines_added lines_removed "
    "merged number reports request revision revisions statements status story withdrawn"
)
_REAL = "high previous_relevance relevance score short_by similarity threshold value"
_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    **dict.fromkeys(_WHOLE.split(), sa.BigInteger()),
    **dict.fromkeys(_REAL.split(), sa.Double()),
    **dict.fromkeys(("planned", "relevant"), sa.Boolean()),
}


def view(name: str) -> sa.TableClause:
    """A view with its columns and their types, for a statement to select from."""
    types = _TYPES | ({"status": sa.Text()} if name == "link_status" else {})  # elsewhere that of HTTP
    columns = VIEWS[name][1]
    return sa.table(name, *(sa.column(one, Instant() if one.endswith("_at") else types.get(one, sa.Text())) for one in columns))


SEARCH_WORDS = (
    "The search index, one row an article: the terms of its current wording. Search through `tumen search`; "
    "SQLite holds them as an FTS5 table (rowid, title, body), PostgreSQL as (article, words tsvector).\n\n"
    "Beside it stands which terms are next to each other, for phrases, and which are in titles: on SQLite the FTS5 tables "
    "search_neighbours and search_titles, on PostgreSQL indexes, one of what the function search_neighbours makes of the words."
)
