"""What the views of the ledger say, for people."""

_WHOSE = {
    "publisher": "who publishes it: as the catalogue or the site says, else the house it is from; the source the registry names",
    "affiliation": "who stands behind the publisher",
    "speaker": "the person or medium the sentence credits, as written; empty: the publisher",
    "stated_on": "the day it was stated: publication, else first kept; of a later wording the day that was first seen",
    "dated_by": "published, first kept or edited: where that day is from; empty: the registry has none",
    "sentence": "the sentence it was read from",
}
_WHERE = {
    "wording": "current; repeated (an earlier wording, the current one says it too); withdrawn (the current one does not)",
    "origin": "the source it counts as among independent ones; empty: never counts",
    "language": "ISO 639-1 code",
    "title": "title of that wording",
    "url": "canonical address; empty: the registry states it",
    "article": "number of the article; empty: the registry states it",
    "number": "which wording of the article",
    "revision": "number of that wording in `revisions`",
}
_TOGETHER = {
    "stated_by": "the first twenty who state it, speakers before publishers, first statement first: a; b",
    "first_seen": "the day it was first stated; empty: only the registry states it",
    "last_seen": "the day it was last stated",
    "statements": "articles, and sources the registry names, that state it now",
    "independent_sources": "how many origins: reprints, relays of one agency and papers of one house count once, farms never",
    "withdrawn": "articles that said so in a wording edited since",
}
_VALUE = {
    "value": "in unit; the lower end of a range; empty for a date",
    "high": "upper end of a range",
    "unit": "m, t, s; otherwise people, lanes, USD, per week …; empty for a date",
    "date": "YYYY, YYYY-MM, YYYY-MM-DD or YYYY-summer",
    "bound": "exact, about, at-least or at-most",
}
_STANDING = "alone, conflicts, supersedes, superseded, differs in meaning or withdrawn: docs/ledger.md has the rules"

LEDGER_VIEWS: dict[str, tuple[str, dict[str, str]]] = {
    "link_status": (
        "The transport links, one row each: how it stands now, who says so, and how much is known.",
        {
            "transport_link": "registry id",
            "title": "its name for people; empty: the registry no longer has it",
            "kind": "road-bridge, rail-crossing, passenger-train …",
            "status": "from the latest dated event that changes it, or in the registry's words where these are as recent",
            "status_since": "the date of that event; of the registry's words the day they were last known to hold",
            "status_by": "who said so",
            "status_from": "event or registry",
            "last_report": "day of the latest relevant report on it",
            "reports": "relevant articles that report on it",
            "events": "rows of link_timeline that still stand",
            "claims": "figures and dates stated of it, each article once",
            "conflicts": "attributes whose values conflict",
        },
    ),
    "link_timeline": (
        "What happened on each transport link: events brought together by type and date.",
        {
            "transport_link": "registry id",
            "date": "YYYY, YYYY-MM or YYYY-MM-DD, as precisely as stated; empty: unknown",
            "type": "agreed, opened, service-resumed …",
            "precision": "day, month or year",
            "place": "where, as first written",
            "planned": "nobody has stated it on or after its date yet",
            **_TOGETHER,
            "articles": "articles that state it now",
            "sentence": "of the first statement",
            "url": "where that stands; empty: in the registry",
            "article": "its article",
            "told_as": "the date; for an unknown one the story that tells it",
            "changed_at": "when this row last changed",
        },
    ),
    "link_conflicts": (
        "The values of each attribute side by side, with who states them and how they stand.",
        {
            "transport_link": "registry id",
            "attribute": "length, cost, completion-date …",
            "figure": "the value as people read it: about 850 m, 3 per week, 2026-06",
            "standing": _STANDING,
            "against": "the figures it conflicts with, replaces or is replaced by: a; b",
            **_TOGETHER,
            **_VALUE,
            "changed_at": "when this row last changed",
        },
    ),
    "link_events": (
        "Every statement of an event, those of earlier wordings included, with where it stands and whose it is.",
        {
            "event": "number of the statement in `events`",
            "transport_link": "registry id",
            "type": "agreed, opened, service-resumed …",
            "date": "YYYY, YYYY-MM or YYYY-MM-DD, as precisely as stated; empty: unknown",
            "precision": "day, month or year",
            "place": "where, as written",
            **_WHOSE,
            **_WHERE,
            "story": "the story of the article",
            "told_as": "the row of link_timeline it is brought together in",
            "read_at": "when it was read",
        },
    ),
    "link_claims": (
        "Every figure and date stated, those of earlier wordings included, with where it stands and whose it is.",
        {
            "claim": "number of the statement in `claims`",
            "transport_link": "registry id",
            "attribute": "length, cost, completion-date …",
            "figure": "the value as people read it: about 850 m, 3 per week, 2026-06",
            "standing": _STANDING,
            **_WHOSE,
            "original": "the figure's words as they stand in the sentence",
            **_VALUE,
            "as_of": "the day the figure was stated for; empty: unknown",
            **_WHERE,
            "same_as": "the figure that stands for it in link_conflicts",
            "about": "the registry's words for what exactly is meant",
            "advice": "what the registry makes of it",
            "read_at": "when it was read",
        },
    ),
}
