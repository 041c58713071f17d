"""Writes a text into a file of every format that an installation may hold.

Belongs here: one writer per format, or per place in a format. Not here: finding it again
(`containers`).
"""

from __future__ import annotations

import base64
import gzip
import json
import pickle
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import duckdb
import msgpack
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.comments import Comment


def _duckdb(path: Path, *statements: str) -> None:
    with duckdb.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)


def _sqlite(path: Path, value: str | bytes) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE event_logs (id INTEGER, event)")
        connection.execute("INSERT INTO event_logs VALUES (1, ?)", (value,))
    connection.close()


def _parquet(path: Path, column: str, value: str, metadata: dict[str, str] | None = None) -> None:
    table = pa.table({column: [value] * 3})
    pq.write_table(table.replace_schema_metadata(metadata or {}), path, compression="zstd")


def _cells(path: Path, *cells: str) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append([*cells])
    book.save(path)


def _comment(path: Path, text: str) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"].comment = Comment(text, "Opora")
    book.save(path)


def _author(path: Path, text: str) -> None:
    book = openpyxl.Workbook()
    book.properties.creator = text
    book.save(path)


def _zip(path: Path, member: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, content)


def _zip_in_zip(path: Path, text: str) -> None:
    inner = path.with_name("inner.zip")
    _zip(inner, "a.txt", text.encode())
    _zip(path, "inner.zip", inner.read_bytes())
    inner.unlink()


def _document(path: Path, text: str) -> None:
    half = len(text) // 2
    runs = f"<w:r><w:t>{text[:half]}</w:t></w:r><w:r><w:t>{text[half:]}</w:t></w:r>"
    _zip(path, "word/document.xml", f"<w:p>{runs}</w:p>".encode())


def _view(path: Path, text: str) -> None:
    _duckdb(path, f"CREATE VIEW v AS SELECT '{text}' AS a")


def _table_comment(path: Path, text: str) -> None:
    _duckdb(path, "CREATE TABLE t (a INTEGER)", f"COMMENT ON TABLE t IS '{text}'")


def _column_comment(path: Path, text: str) -> None:
    _duckdb(path, "CREATE TABLE t (a INTEGER)", f"COMMENT ON COLUMN t.a IS '{text}'")


def _compressed_table(path: Path, text: str) -> None:
    _duckdb(
        path,
        "CREATE SCHEMA marts",
        f"CREATE TABLE marts.t AS SELECT '{text}, ' || (range % 7)::VARCHAR AS a, range AS b "
        "FROM range(100_000)",
    )


def _list_of_structs(path: Path, text: str) -> None:
    _duckdb(path, f"CREATE TABLE t AS SELECT [{{'reason': '{text}'}}] AS a")


def _entities(text: str) -> str:
    return "".join(f"&#x{ord(letter):x};" if ord(letter) > 127 else letter for letter in text)


def _twice_escaped(text: str) -> str:
    return json.dumps({"event": json.dumps({"message": text})})


#: Format -> writes a text of letters, digits and separators into a file.
PLANTED: dict[str, Callable[[Path, str], object]] = {
    "a table of DuckDB": lambda path, text: _duckdb(path, f"CREATE TABLE t AS SELECT '{text}' a"),
    "a compressed table of DuckDB": _compressed_table,
    "a list of structs in DuckDB": _list_of_structs,
    "bytes in DuckDB": lambda path, text: _duckdb(
        path, f"CREATE TABLE t AS SELECT encode('{text}') AS a"
    ),
    "a view of DuckDB": _view,
    "a comment on a table of DuckDB": _table_comment,
    "a comment on a column of DuckDB": _column_comment,
    "the name of a column of DuckDB": lambda path, text: _duckdb(
        path, f'CREATE TABLE t ("{text}" INTEGER)'
    ),
    "values of Parquet": lambda path, text: _parquet(path, "a", text),
    "metadata of Parquet": lambda path, text: _parquet(path, "a", "b", {"note": text}),
    "the name of a column of Parquet": lambda path, text: _parquet(path, text, "b"),
    "a cell of a workbook": lambda path, text: _cells(path, "1", text),
    "a comment in a workbook": _comment,
    "the properties of a workbook": _author,
    "a document whose words are split": _document,
    "a zip": lambda path, text: _zip(path, "a.txt", text.encode("cp1251")),
    "the name of a member of a zip": lambda path, text: _zip(path, text.replace("/", "-"), b""),
    "a zip in a zip": _zip_in_zip,
    "gzip": lambda path, text: path.write_bytes(gzip.compress(text.encode("utf-16-le"))),
    "JSON": lambda path, text: path.write_text(json.dumps({"a": text})),
    "JSON in JSON": lambda path, text: path.write_text(_twice_escaped(text)),
    "YAML": lambda path, text: path.write_text(f"a:\n  - {text}\n"),
    "a page with entities": lambda path, text: path.write_text(f"<td>{_entities(text)}</td>"),
    "a page with tags": lambda path, text: path.write_text(f"<b>{text[:3]}</b>{text[3:]}"),
    "a link": lambda path, text: path.write_text(f"<a href='/?of={quote(text)}'>"),
    "a link in cp1251": lambda path, text: path.write_text(quote(text.encode("cp1251"))),
    "a log": lambda path, text: path.write_text(f"12:01 INFO read {text}, 1 row\n"),
    "a log of bytes": lambda path, text: path.write_text(f"read {text.encode()!r}"),
    "text in cp1251": lambda path, text: path.write_bytes(f"a;{text};b".encode("cp1251")),
    "text in UTF-16": lambda path, text: path.write_bytes(f"a;{text};b".encode("utf-16")),
    "text in UTF-16, big-endian": lambda path, text: path.write_bytes(text.encode("utf-16-be")),
    "cp1251 read as Latin": lambda path, text: path.write_text(
        text.encode("cp1251").decode("latin-1")
    ),
    "SQLite": _sqlite,
    "JSON in SQLite": lambda path, text: _sqlite(path, json.dumps({"event": text})),
    "compressed in SQLite": lambda path, text: _sqlite(path, zlib.compress(text.encode())),
    "msgpack": lambda path, text: path.write_bytes(msgpack.packb({"a": [1, text]})),
    "pickle": lambda path, text: path.write_bytes(pickle.dumps({"a": (1, text)})),
    "base64": lambda path, text: path.write_text(f"x={base64.b64encode(text.encode()).decode()}"),
    "base64 inside a word": lambda path, text: path.write_text(
        f"id_{base64.urlsafe_b64encode(text.encode()).decode()}"
    ),
    "hexadecimal digits": lambda path, text: path.write_text(f"<{text.encode().hex()}>"),
    "the name of the file": lambda path, text: path.with_name(text.replace("/", "-")).touch(),
    "a file that is partly no text": lambda path, text: path.write_bytes(
        b"\x00\xff\xfe\x01" * 100 + text.encode() + b"\x00\xff" * 9
    ),
}
