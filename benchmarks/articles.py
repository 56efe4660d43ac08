"""Synthetic articles: words by Zipf's law, one in twenty a near-copy, over sources, languages, transport links and months."""

import hashlib
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate

from storage.candidates import pack
from storage.schema.columns import address_key, instant_text
from tumen.journey import Document, Evidence, Fetch, LinkTag, Placed, Scored, Signature
from tumen.outcomes import Reason

_WORDS = 250  # of a text: the median of the labelled documents
_START = datetime(2024, 1, 1, tzinfo=UTC)
_LINKS = ("tumen-road-bridge", "tumangang-khasan-rail", "rajin-khasan-rail", "moscow-pyongyang-train", "vladivostok-rason-ferry")
_LANGUAGES = ("en", "ru", "ko", "zh", "ja")
_AFFILIATIONS = ("russia-state", "dprk-state", "rok", "wire", "local")
_SOURCES = 60


@cache
def vocabulary() -> list[str]:
    """30,000 words, the most frequent first."""
    choice = random.Random(1)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    return list(dict.fromkeys("".join(choice.choices(syllables, k=choice.randint(2, 4))) for _ in range(60_000)))[:30_000]


@cache
def _weights() -> list[float]:
    return list(accumulate(1 / (rank + 2) for rank in range(len(vocabulary()))))


def _signature(choice: random.Random, text: str, like: int | None) -> Signature:
    """As `bands_of(n)` for article n, so that a copy can share bands without the original being read."""
    own = random.Random(like) if like is not None else choice
    minhash = tuple(own.getrandbits(32) for _ in range(128))
    bands = [own.getrandbits(64) - 2**63 for _ in range(32)]
    if like is not None:
        bands[::3] = [choice.getrandbits(64) - 2**63 for _ in bands[::3]]
    return Signature(hashlib.sha256(text.encode()).hexdigest(), minhash, tuple(bands))


def placed(choice: random.Random, number: int, copy_of: int | None = None) -> Placed:
    """Article `number`; its signature shares two bands in three with that of article `copy_of`."""
    text = " ".join(choice.choices(vocabulary(), cum_weights=_weights(), k=_WORDS))
    url = f"https://site{number % _SOURCES}.example/{number}/a-bridge-a-train-and-a-ferry"
    at = _START + timedelta(seconds=number * 60)
    fetch = Fetch(url, f"source-{number % _SOURCES}", "page", at, status=200, bytes=50_000, milliseconds=200)
    document = Document(fetch, url, text[:60], text.replace(". ", "\n"), _LANGUAGES[number % 5], site="Site")
    sentence = text[:150]
    evidence = tuple(Evidence(f"concept-{n}", text[n * 10 : n * 10 + 9], 1.0 - n / 4, sentence) for n in range(6))
    tags = (LinkTag(_LINKS[number % 5], "reported", 0.9), LinkTag(_LINKS[(number + 1) % 5], "background", 0.3))
    scored = Scored(document, 0.5 + (number % 500) / 1000, 0.5, evidence, tags)
    signature = _signature(random.Random(number), text, None) if copy_of is None else _signature(choice, text, copy_of)
    return Placed(scored, signature, Reason.NEW)


def sources() -> Iterator[dict[str, object]]:
    for n in range(_SOURCES):
        yield {
            "id": f"source-{n}", "publisher": f"Publisher {n}", "kind": "feed", "url": f"https://site{n}.example/feed",
            "languages": "en", "affiliation": _AFFILIATIONS[n % 5], "every_seconds": 3600, "enabled": True, "listed": True,
            "failures": 0,
        }  # fmt: skip


def rows_of(items: Sequence[tuple[int, Placed, int | None]]) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = {}
    for n, item, copy_of in items:
        document, fetch, number = item.scored.document, item.fetch, n + 1
        at, key = instant_text(fetch.fetched_at), address_key(document.url)
        rows: dict[str, list[dict[str, object]]] = {
            "articles": [{
                "id": number, "url": document.url, "url_key": key, "source": fetch.source, "first_kept_at": at,
                "last_seen_at": at, "revisions": 1, "copy_of": None if copy_of is None or copy_of % 20 == 19 else copy_of + 1,
                "similarity": None if copy_of is None else 0.9,
            }],
            "addresses": [{"url_key": key, "url": document.url, "article": number, "first_seen_at": at, "last_seen_at": at}],
            "revisions": [{
                "id": number, "article": number, "number": 1, "text_hash": item.signature.text_hash, "title": document.title,
                "text": document.text, "text_from": "page", "language": document.language, "site": "Site", "fetched_at": at,
                "published_at": at, "published_precision": "minute", "published_raw": at,
                "relevance": item.scored.relevance, "threshold": 0.5, "relevant": True, "minhash": pack(item.signature.minhash),
            }],
            "evidence": [
                {"revision": number, "position": place, "concept": one.concept, "term": one.term,
                 "contribution": one.contribution, "sentence": one.sentence}
                for place, one in enumerate(item.scored.evidence)
            ],
            "transport_link_tags": [
                {"revision": number, "transport_link": tag.id, "role": tag.role, "score": tag.score}
                for tag in item.scored.transport_links
            ],
            "bands": [{"band": band, "key": value, "revision": number} for band, value in enumerate(item.signature.bands)],
            "fetches": [{
                "id": number, "request_key": key, "source": fetch.source, "kind": "page", "url": fetch.url, "url_key": key,
                "fetched_at": at, "outcome": "kept", "reason": "new", "detail": "", "status": 200, "bytes": 50_000,
                "milliseconds": 200, "title": document.title, "relevance": item.scored.relevance, "threshold": 0.5,
                "article": number, "revision": number,
            }],
        }  # fmt: skip
        for table, several in rows.items():
            found.setdefault(table, []).extend(several)
    return found
