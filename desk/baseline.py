"""What is known on day one: the records of seeds/baseline, kept and scored like any article, and what the registry states."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desk.place import find_seed
from tumen.catalogue import Machine
from tumen.configuration import shipped
from tumen.journey import Fetch, Page
from tumen.yamlfile import ConfigurationError

if TYPE_CHECKING:
    from storage.database import Database

_READ_FROM = ("transport.yaml", "statements.yaml", "origins.yaml")  # what decides how the registry's statements are read


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


def synchronise_registry(place: Machine, database: "Database") -> bool:
    """Bring the registry's transport links, facts and figures into the ledger; whether the files had changed since the last time.

    Quick when they had not: the files are hashed and not read. Raises ConfigurationError and DatabaseError.
    """
    from storage import registered

    find = find_seed(place)
    digest = hashlib.sha256()
    for name in _READ_FROM:
        digest.update(find(name).read_bytes())
    fingerprint = digest.hexdigest()
    with database.reading() as connection:
        if registered.fingerprint(connection) == fingerprint:
            return False
    _synchronise(place, database, fingerprint)
    return True


def _synchronise(place: Machine, database: "Database", fingerprint: str) -> None:
    from pipelines.registered import RegisteredReader
    from pipelines.stories import load_origins
    from storage import registered
    from tumen.now import utc_now
    from tumen.registry import load_registry
    from tumen.statements import load_statement_words

    find = find_seed(place)
    transport_links = load_registry(find("transport.yaml")).transport_links
    reader = RegisteredReader(load_statement_words(find("statements.yaml")), load_origins(find))
    statements, _ = reader.read(transport_links)
    with database.writing() as connection:
        registered.synchronise(connection, transport_links, statements, fingerprint=fingerprint, now=utc_now())
