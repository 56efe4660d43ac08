"""`tumen export`: rows for other programs, as many as there are."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from desk.place import machine, open_database
from desk.rowfiles import WRITERS
from tumen.now import utc_now
from tumen.yamlfile import ConfigurationError

if TYPE_CHECKING:
    from storage.export import Export

_EVERY = 10_000  # rows between two signs of life: about a second
# A page is stamped when it is asked and stored minutes later at most; the next export begins that much before this one began.
_OVERLAP = timedelta(minutes=15)


@click.command("export")
@click.argument("what")
@click.option("--format", "form", type=click.Choice(list(WRITERS)), required=True, help="parquet needs --out.")
@click.option("--since", help="Rows stamped then or later: 2025-05-01, 2025-05-01T09:00:00Z (UTC).")
@click.option(
    "--where", multiple=True, metavar="NAME=VALUE", help="Only these; may be repeated: several of one name mean any of them."
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="File that appears when it is whole; default: stdout."
)
@click.option("--replace", is_flag=True, help="Replace the file of --out.")
@click.option("--bom", is_flag=True, help="csv: begin with a byte order mark, by which Excel knows UTF-8.")
def command(what: str, form: str, since: str | None, where: tuple[str, ...], out: Path | None, replace: bool, bom: bool) -> int:
    """Write all rows of WHAT, oldest first, in columns whose order does not change.

    \b
    WHAT      articles          as they read now
              revisions         every wording            changes  what changed between them
              evidence          why each wording scored as it did
              transport-links   what was reported on each
              stories           articles that tell one event
              claims            every figure stated       events   what happened, as stated
              fetches           every request            refused  why pages were not kept
    --where   link=tumen-road-bridge  source=tass-en  language=ru  affiliation=dprk-state  relevant=yes
              outcome=failed  reason=timeout  role=reported  attribute=length  type=opened      (as far as the rows have it)

    The last line on stderr says which --since continues where this export ended; a few rows come again, under the same numbers.
    In csv, text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    from storage.export import export_rows, exports

    export = exports().get(what)
    if export is None:
        raise ConfigurationError(f'"{what}" cannot be exported; write one of {", ".join(exports())}')
    conditions = _conditions(export, where)
    begun, start = utc_now(), _moment(since)
    with open_database(machine()) as database, database.reading() as connection, _opened(out, form, replace) as stream:
        counted = _Counted(export_rows(connection, export, since=start, where=conditions), export.stamp)
        WRITERS[form](export.columns, counted, stream, bom=bom)
    latest = min(counted.latest, begun - _OVERLAP) if counted.latest else start
    onwards = f"; next time: --since {latest:%Y-%m-%dT%H:%M:%SZ}" if latest else ""
    click.echo(f"{counted.rows:,} rows of {what}{onwards}", err=True)
    return 0


class _Counted:
    """The rows, counted as they pass, with a sign of life."""

    def __init__(self, rows: Iterator[Sequence[Any]], stamp: int) -> None:
        self.rows = 0
        self.latest: datetime | None = None
        self._source = rows
        self._stamp = stamp

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self._source:
            self.rows += 1
            if self.latest is None or row[self._stamp] > self.latest:
                self.latest = row[self._stamp]
            yield row
            if self.rows % _EVERY == 0:
                click.echo(f"{self.rows:,} rows", err=True)


def _conditions(export: "Export", written: tuple[str, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in written:
        name, equals, value = one.partition("=")
        if name not in export.conditions or not equals:
            raise ConfigurationError(f'--where "{one}": write NAME=VALUE with one of {", ".join(export.conditions)}')
        if name == "relevant" and value not in ("yes", "no"):
            raise ConfigurationError(f'--where "{one}": write relevant=yes or relevant=no')
        found.setdefault(name, []).append(value)
    return found


def _moment(written: str | None) -> datetime | None:
    if written is None:
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError as error:
        raise ConfigurationError(f"--since {written}: write 2025-05-01 or 2025-05-01T09:00:00Z") from error
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


@contextmanager
def _opened(out: Path | None, form: str, replace: bool) -> Iterator[IO[bytes]]:
    """Where the bytes go. A file takes its name when it is whole."""
    if out is None:
        if form == "parquet":
            raise ConfigurationError("--format parquet needs --out FILE: its end is written before it can be read")
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if out.exists() and not replace:
        raise ConfigurationError(f"--out {out}: exists; --replace replaces it")
    part = out.with_name(out.name + ".part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(out)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ConfigurationError(f"--out {out}: cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
