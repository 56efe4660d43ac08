"""Files as pages: what `tumen import` and `tumen explain` read."""

import mimetypes
from datetime import UTC, datetime
from pathlib import Path

from tumen.journey import Fetch, Page
from tumen.yamlfile import ConfigurationError

MOST_BYTES = 20_000_000  # the crawler's own limit for a page is lower; a saved page with inlined pictures may weigh this
_TYPES = {".txt": "text/plain; charset=utf-8", ".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml"}


def page_of(path: Path, source: str, url: str | None = None) -> Page:
    """One file as the page it would be. Raises ConfigurationError when it cannot be read or is of no kind we take."""
    content_type = _TYPES.get(path.suffix.lower())
    if content_type is None:
        found = mimetypes.guess_type(path.name)[0] or "unknown"
        raise ConfigurationError(f"{path}: {found} files are not read; give .txt, .html or .jsonl")
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise ConfigurationError(f"{path}: {size} bytes are more than the {MOST_BYTES} a page may have")
        body = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    fetch = Fetch(url=url or path.resolve().as_uri(), source=source, kind="page", fetched_at=datetime.now(UTC), bytes=len(body))
    return Page(fetch=fetch, body=body, content_type=content_type)
