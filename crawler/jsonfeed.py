"""JSON Feed 1.0 and 1.1. Pure."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from crawler.stated import NotAFeedError, StatedEntry
from pipelines.extraction.characters import decode


def looks_like_json(body: bytes, content_type: str) -> bool:
    return "json" in content_type.lower() or body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def read_json_feed(body: bytes, content_type: str, base: str, most: int) -> tuple[str, list[StatedEntry], int]:
    """Kind ("json11"), the first `most` entries, and how many more there are. Raises NotAFeedError."""
    text = decode(body, content_type)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:  # RecursionError: brackets in brackets in brackets
        raise NotAFeedError("neither JSON nor XML") from error
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise NotAFeedError("JSON, but not a JSON Feed")
    items = [item for item in document["items"] if isinstance(item, dict)]
    version = _text(document.get("version")).rstrip("/").rsplit("/", 1)[-1]
    kind = {"1": "json10", "1.1": "json11"}.get(version, "json")
    return kind, [_stated(item, base) for item in items[:most]], max(len(items) - most, 0)


def _stated(item: Mapping[str, Any], base: str) -> StatedEntry:
    link = _text(item.get("url")) or _text(item.get("external_url"))
    identity = _text(item.get("id"))
    if not link and identity.startswith(("http://", "https://")):
        link = identity
    return StatedEntry(
        link=_joined(base, link),
        title=_text(item.get("title")),
        body=max((_text(item.get(key)) for key in ("content_html", "content_text", "summary")), key=len),
        guid=identity or None,
        published=_text(item.get("date_published")) or _text(item.get("date_modified")),
    )


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link) if link else ""
    except ValueError:
        return link  # an address that cannot be read is refused where addresses are


def _text(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    return str(value) if isinstance(value, str | int | float) else ""
