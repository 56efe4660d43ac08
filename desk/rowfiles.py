"""Rows as files other programs read: CSV, JSON lines, Parquet. Each is written as the rows come."""

import csv
import importlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from tumen.yamlfile import ConfigurationError

if TYPE_CHECKING:
    from storage.export import Column

Rows = Iterable[Sequence[Any]]

# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection"), in full width too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_AT_ONCE = 5_000  # rows of a Parquet batch
_MOST_TEXT = 64 << 20  # characters in it: a batch of very long articles ends sooner


def write_csv(columns: "Sequence[Column]", rows: Rows, out: IO[bytes], *, bom: bool = False) -> None:
    """RFC 4180 in UTF-8 with a header. Empty is both nothing and no text."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig" if bom else "utf-8", newline="")
    try:
        writer = csv.writer(text)
        writer.writerow([column.name for column in columns])
        writer.writerows([_cell(value) for value in row] for row in rows)
    finally:
        text.detach()  # writes what is left, and leaves `out` open


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return "'" + value if value.startswith(_FORMULA) else value
    return value if value is None or (isinstance(value, int | float) and not isinstance(value, bool)) else _plain(value)


def write_jsonl(columns: "Sequence[Column]", rows: Rows, out: IO[bytes], *, bom: bool = False) -> None:
    """One JSON object a line, in UTF-8."""
    del bom
    names = [column.name for column in columns]
    for row in rows:
        values = (_plain(value) if isinstance(value, datetime) else value for value in row)
        out.write(json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False).encode() + b"\n")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    moment: str = value.astimezone(UTC).replace(tzinfo=None).isoformat()
    return moment + "Z"


def write_parquet(columns: "Sequence[Column]", rows: Rows, out: IO[bytes], *, bom: bool = False) -> None:
    """Parquet with 64-bit numbers, truth values, and moments in UTC to the microsecond; zstd. Raises ConfigurationError."""
    del bom
    try:
        arrow, parquet = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise ConfigurationError("--format parquet needs pyarrow: pip install 'tumen[parquet]'") from error
    types = {
        "whole number": arrow.int64(),
        "real number": arrow.float64(),
        "text": arrow.string(),
        "moment": arrow.timestamp("us", tz="UTC"),
        "yes or no": arrow.bool_(),
    }
    schema = arrow.schema([(column.name, types[column.kind.value]) for column in columns])
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in _batches(rows):
            arrays = [arrow.array(values, field.type) for values, field in zip(zip(*batch, strict=True), schema, strict=True)]
            writer.write_batch(arrow.RecordBatch.from_arrays(arrays, schema=schema))


def _batches(rows: Rows) -> Iterator[list[Sequence[Any]]]:
    waiting = iter(rows)
    while True:
        batch: list[Sequence[Any]] = []
        room = _MOST_TEXT
        for row in islice(waiting, _AT_ONCE):
            batch.append(row)
            room -= sum(len(value) for value in row if isinstance(value, str))
            if room < 0:
                break
        if not batch:
            return
        yield batch


WRITERS: dict[str, Callable[..., None]] = {"csv": write_csv, "jsonl": write_jsonl, "parquet": write_parquet}
