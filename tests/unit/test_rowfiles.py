"""Rows as CSV, JSON lines and Parquet."""

import csv
import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from desk.rowfiles import WRITERS, write_csv, write_jsonl
from storage.export import Column, Kind

COLUMNS = (
    Column("n", Kind.WHOLE),
    Column("x", Kind.REAL),
    Column("words", Kind.TEXT),
    Column("at", Kind.MOMENT),
    Column("yes", Kind.TRUTH),
)
AT = datetime(2025, 4, 30, 9, 0, 0, 5, tzinfo=UTC)
ROWS = [(1, -0.5, 'Мост "Дружбы",\nоткрыт', AT, True), (None, None, None, None, None), (-2, 1e-9, "", AT.replace(year=1), False)]


def test_csv_is_what_rfc_4180_says() -> None:
    out = io.BytesIO()
    write_csv(COLUMNS, ROWS, out)
    assert out.getvalue().decode() == (
        "n,x,words,at,yes\r\n"
        '1,-0.5,"Мост ""Дружбы"",\nоткрыт",2025-04-30T09:00:00.000005Z,true\r\n'
        ",,,,\r\n"
        "-2,1e-09,,0001-04-30T09:00:00.000005Z,false\r\n"
    )


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_text_a_spreadsheet_would_run_is_neutralised(formula: str) -> None:
    """And numbers stay numbers: a negative one is no formula."""
    out = io.BytesIO()
    write_csv(COLUMNS, [(-1, -0.5, formula, AT, True)], out)
    [_, row] = csv.reader(io.StringIO(out.getvalue().decode(), newline=""))
    assert row[:3] == ["-1", "-0.5", "'" + formula]


def test_ordinary_text_is_left_alone() -> None:
    out = io.BytesIO()
    for words in ("a=b", "850 m", "«=»", "'quoted'"):
        out.seek(0)
        out.truncate()
        write_csv(COLUMNS, [(1, 1.0, words, AT, True)], out)
        assert next(csv.reader([out.getvalue().decode().splitlines()[1]]))[2] == words


def test_excel_is_told_that_it_is_utf_8_when_asked() -> None:
    out = io.BytesIO()
    write_csv(COLUMNS, [], out, bom=True)
    assert out.getvalue() == b"\xef\xbb\xbfn,x,words,at,yes\r\n"


def test_json_lines_keep_types_and_scripts() -> None:
    out = io.BytesIO()
    write_jsonl(COLUMNS, ROWS, out)
    first, second, _ = out.getvalue().decode().splitlines()
    assert json.loads(first) == {
        "n": 1,
        "x": -0.5,
        "words": 'Мост "Дружбы",\nоткрыт',
        "at": "2025-04-30T09:00:00.000005Z",
        "yes": True,
    }
    assert set(json.loads(second).values()) == {None}
    assert "Мост" in first


@pytest.mark.skipif(find_spec("pyarrow") is None, reason="the extra `parquet` is not installed")
def test_parquet_keeps_types(tmp_path: Path) -> None:
    from pyarrow import parquet

    path = tmp_path / "rows.parquet"
    with path.open("wb") as out:
        WRITERS["parquet"](COLUMNS, ROWS * 4_000, out)
    table = parquet.read_table(path)
    kinds = {field.name: str(field.type) for field in table.schema}
    assert kinds == {"n": "int64", "x": "double", "words": "string", "at": "timestamp[us, tz=UTC]", "yes": "bool"}
    assert [tuple(row.values()) for row in table.slice(0, 3).to_pylist()] == ROWS
    assert table.num_rows == 12_000


def test_without_pyarrow_parquet_says_what_to_install(pytestconfig: pytest.Config) -> None:
    code = "import sys; sys.modules['pyarrow'] = None; from desk.rowfiles import WRITERS; WRITERS['parquet']((), [], None)"
    done = subprocess.run([sys.executable, "-c", code], cwd=pytestconfig.rootpath, capture_output=True, text=True)
    assert "ConfigurationError: --format parquet needs pyarrow: pip install 'tumen[parquet]'" in done.stderr
