"""The baseline: the labelled records of seeds/baseline, stored and scored like any article."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tumen.configuration import shipped
from tumen.journey import Fetch, Page
from tumen.yamlfile import ConfigurationError


def baseline_pages(home: Path) -> Iterator[Page]:
    """Every baseline record as the page it stands for. Raises ConfigurationError."""
    folder = home / "seeds" / "baseline"
    for path in sorted((folder if folder.is_dir() else shipped() / "seeds" / "baseline").glob("*.json")):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            body = record["raw"].encode()
            url = record["url"]
        except (ValueError, KeyError, AttributeError) as error:
            raise ConfigurationError(f"{path}: not a baseline record ({error}); it needs url and raw") from error
        fetch = Fetch(url=url, source="baseline", kind="page", fetched_at=datetime.now(UTC), bytes=len(body))
        yield Page(fetch=fetch, body=body, content_type="text/plain; charset=utf-8")
