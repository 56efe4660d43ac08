"""The tables, as code sees them; the migrations create them, and a test holds the two in step."""

from storage.schema.articles import (
    addresses,
    articles,
    bands,
    captures,
    evidence,
    labels,
    revisions,
    transport_link_tags,
)
from storage.schema.columns import address_key, metadata, storable
from storage.schema.crawling import fetches, runs, sources
from storage.schema.current import current_wordings
from storage.schema.digests import deliveries, digest_items, digests
from storage.schema.jobs import jobs, senders
from storage.schema.ledger import claim_values, claims, events, happenings, transport_links
from storage.schema.stories import story_days, story_evidence, story_groups, story_members, story_merges
from storage.schema.views import view
from storage.schema.visits import held_pages, hosts, quarantine, robots

__all__ = [
    "address_key",
    "addresses",
    "articles",
    "bands",
    "captures",
    "claim_values",
    "claims",
    "current_wordings",
    "deliveries",
    "digest_items",
    "digests",
    "events",
    "evidence",
    "fetches",
    "happenings",
    "held_pages",
    "hosts",
    "jobs",
    "labels",
    "metadata",
    "quarantine",
    "revisions",
    "robots",
    "runs",
    "senders",
    "sources",
    "storable",
    "story_days",
    "story_evidence",
    "story_groups",
    "story_members",
    "story_merges",
    "transport_link_tags",
    "transport_links",
    "view",
]
