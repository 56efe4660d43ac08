"""`tumen import`: files down the same line as fetched pages."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from desk.files import page_of
from desk.line import take
from desk.place import json_option, machine, open_database, print_json
from tumen.journey import Document, Fetch, Page
from tumen.yamlfile import ConfigurationError


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def command(files: tuple[Path, ...], as_json: bool) -> int:
    """Extract, score and keep FILES: .txt, .html, or .jsonl with one document a line (keys url, title, text; lang and
    published when known).

    Every page or line ends as a row with a reason. Importing again changes nothing. Exit code 1 when one failed.
    """
    place = machine()
    endings: Counter[str] = Counter()
    failed = 0
    with open_database(place) as database:
        for item in asyncio.run(take(place, database, _items(files))):
            endings[item.reason] += 1
            failed += item.reason.outcome == "failed"
    if as_json:
        print_json({"imported": endings.total(), "by_reason": dict(endings)})
    else:
        for reason, count in sorted(endings.items()):
            click.echo(f"{count:6}  {reason}")
    return 1 if failed else 0


def _items(files: tuple[Path, ...]) -> Iterator[Page | Document]:
    for path in files:
        if path.suffix.lower() == ".jsonl":
            yield from _documents(path)
        else:
            yield page_of(path, source="import")


def _documents(path: Path) -> Iterator[Document]:
    from pipelines.extraction.characters import clean
    from pipelines.extraction.dates import read_date
    from pipelines.identity.addresses import canonical_address

    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                record = json.loads(line)
                url, title, text = (str(record[key]) for key in ("url", "title", "text"))
            except (ValueError, TypeError) as error:
                raise ConfigurationError(f"{path}:{number}: not a JSON object ({error})") from error
            except KeyError as error:
                raise ConfigurationError(f"{path}:{number}: {error} missing; a document needs url, title and text") from error
            fetch = Fetch(url=url, source="import", kind="page", fetched_at=datetime.now(UTC), bytes=len(line.encode()))
            published = read_date(str(record["published"]), None) if record.get("published") else None
            document = Document(fetch, canonical_address(url), clean(title), clean(text), published=published, text_from="file")
            yield replace(document, language=str(record["lang"])) if record.get("lang") else document
