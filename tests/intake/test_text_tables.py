"""Text tables and Parquet that are not what they seem: read right or refused, never mangled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from make_fixtures import SUPPORT, csv, event
from test_reading import DATASETS, layouts, refusal, rows_of, written

from opora.home import Home
from opora.intake import limits, sheets
from opora.intake.persons import PersonKeys
from opora.intake.sheets import read_sheets
from opora.intake.sniff import sniff
from opora.intake.typed import Place, TypedSelect
from opora.intake.workbench import Part, workbench


def lines(*rows: Sequence[object]) -> str:
    return csv(*rows, encoding="utf-8").decode()  # type: ignore[arg-type]


# -- encodings ----------------------------------------------------------------------------------


def test_capitals_of_an_old_mac_are_no_letters_of_russian(tmp_path: Path) -> None:
    """Its small letters are those of cp1251, all but one."""
    path = written(tmp_path, csv(SUPPORT, event("a"), encoding="mac_cyrillic"))
    assert "кодировка файла не распознана" in refusal(path)


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866"])
def test_small_letters_only_do_not_hide_another_encoding(tmp_path: Path, encoding: str) -> None:
    columns = [column.name for column in DATASETS["methodical_support"].input_columns]
    row = event("a", Тема="разбор типичных ошибок", Организатор="методический центр")
    path = written(tmp_path, csv(columns, row, encoding=encoding))
    assert "кодировка файла не распознана" in refusal(path)


def test_hard_spaces_between_digits_are_no_letters(tmp_path: Path) -> None:
    numbers = "1\u00a0234 5\u00a0678 " * 200
    path = written(tmp_path, csv(SUPPORT, event("a", Тема=numbers), encoding="cp1251"))
    assert read_sheets(path, sniff(path))[0].rows[1][4] == numbers


@pytest.mark.parametrize("topic", ["РАЗБОР ОШИБОК", "«ЁЛКА» — СЁСТРЫ № 5", "Ю", "ПГТ РСФСР"])
def test_russian_in_capitals_is_russian(tmp_path: Path, topic: str) -> None:
    path = written(tmp_path, csv(SUPPORT, event("a", Тема=topic), encoding="cp1251"))
    assert read_sheets(path, sniff(path))[0].rows[1][4] == topic


@pytest.mark.parametrize(
    "mixed",
    [
        csv(SUPPORT, event("a"), encoding="cp1251") + csv(event("b"), encoding="utf-8"),
        csv(SUPPORT, event("a"), encoding="utf-8") + csv(event("b"), encoding="cp1251"),
        # converted twice on the way here
        csv(SUPPORT, event("a", Тема="да".encode().decode("cp1251")), encoding="utf-8"),
        csv(SUPPORT, event("a", Тема="разбор".encode().decode("latin-1")), encoding="utf-8"),
        csv(SUPPORT, event("a"), encoding="utf-8") + b"\x00\x00" + csv(event("b")),
        "\ufeff".encode("utf-16-le") + csv(SUPPORT, event("a"), encoding="utf-16-le")[:-1],
    ],
)
def test_spoilt_letters_are_refused(tmp_path: Path, mixed: bytes) -> None:
    answer = refusal(written(tmp_path, mixed))
    assert "кодировк" in answer and "CSV UTF-8" in answer


def test_another_encoding_far_down_is_refused(tmp_path: Path) -> None:
    rows = csv(SUPPORT, *[event(str(number)) for number in range(9000)], encoding="utf-8")
    path = written(tmp_path, rows + csv(event("b"), encoding="cp1251"))
    assert path.stat().st_size > 1 << 20
    with pytest.raises(AssertionError, match="кодировка"):
        rows_of(path, tmp_path)


# -- quotes, delimiters, line ends --------------------------------------------------------------


@pytest.mark.parametrize(
    "document",
    [
        '"Приказ',  # to the end of the file
        '"Приказ "О порядке" от 1.09"',
        '"Приказ"ы',
        '"' + "П" * 200_000 + '"',
    ],
)
def test_quotes_in_a_wrong_place_are_refused_with_their_row(tmp_path: Path, document: str) -> None:
    rows = [event("a"), event("b", Документ=document), event("c"), event("d")]
    answer = refusal(written(tmp_path, lines(SUPPORT, *rows).encode()))
    assert answer.startswith("строка 3 не читается") and "Проверьте кавычки" in answer
    assert not any(letter.isascii() and letter.isalpha() for letter in answer)


def test_a_quotation_mark_that_swallows_rows_is_refused(tmp_path: Path) -> None:
    rows = [event("a", Документ='"Приказ'), event("b"), event("c", Документ='Акт"')]
    answer = refusal(written(tmp_path, lines(SUPPORT, *rows).encode()))
    assert answer.startswith("строка 2 не читается")


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_so_is_one_far_down_in_a_large_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, delimiter: str
) -> None:
    monkeypatch.setattr(sheets, "LARGE_BYTES", 1)
    rows = [event(str(number)) for number in range(200)]
    rows[150][8], rows[160][8] = '"Приказ', 'Акт"'
    content = lines(SUPPORT, *rows).replace(";", delimiter)
    with pytest.raises(AssertionError, match="кавычки не закрыты"):
        rows_of(written(tmp_path, content.encode()), tmp_path)


def test_quotes_in_their_place_are_read(tmp_path: Path) -> None:
    rows = [
        event("a", Тема='"Раз; два"'),
        event("b", Тема='"Проект ""500+"""'),
        event("c", Тема='"две\nстроки"'),
        event("d", Тема='Кружок "Радуга"'),
    ]
    path = written(tmp_path, lines(SUPPORT, *rows).encode())
    found = [(row[1], row[2]) for row in rows_of(path, tmp_path)]
    assert found == [
        ("a", "Раз; два"),
        ("b", 'Проект "500+"'),
        ("c", "две\nстроки"),
        ("d", 'Кружок "Радуга"'),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_are_counted_by_any_line_end(tmp_path: Path, end: str) -> None:
    text = lines(SUPPORT, event("a"), event("b")).replace("\r\n", end)
    rows = rows_of(written(tmp_path, text.encode()), tmp_path)
    assert [row[:2] for row in rows] == [(2, "a"), (3, "b")]


def test_a_row_of_thousands_of_cells_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, csv(SUPPORT) + b";" * 2000)
    assert "строка 2: в строке больше 2000 ячеек" in refusal(path)


def test_a_large_table_in_another_encoding_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, csv(SUPPORT, event("a"), encoding="cp1251"))
    monkeypatch.setattr(limits, "TEXT_IN_MEMORY_BYTES", 10)
    assert "принимается только в UTF-8" in refusal(path)


@pytest.mark.parametrize("name", ["TABLE_BYTES", "WORKBOOK_BYTES"])
def test_a_file_may_be_too_large_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from make_fixtures import xlsx

    monkeypatch.setattr(limits, name, 10)
    is_book = name == "WORKBOOK_BYTES"
    content = xlsx(SUPPORT, event("a")) if is_book else csv(SUPPORT, event("a"))
    path = written(tmp_path, content, "file.xlsx" if is_book else "file.csv")
    assert "Разделите" in refusal(path)


def test_a_row_of_nothing_but_a_name_is_a_row(tmp_path: Path) -> None:
    """Nothing is kept of it, and yet the sender is asked what it means."""
    staff = DATASETS["staff"]
    assert staff.person is not None
    headings = [column.heading for column in staff.input_columns]
    row = ["Безымянный" if heading == "ФИО" else None for heading in headings]
    path = written(tmp_path, csv(headings, row, [None] * len(headings)))
    (layout,) = layouts(path, "staff")
    words = {column.vocabulary or "yes_no": {} for column in staff.columns}
    select = TypedSelect(
        staff, layout.targets[0], layout.headings, layout.locale, None, {"yes_no": {}, **words}, {}
    )
    part = Part(path, sniff(path), layout, Place(1, "2024-H1", None), select)
    keys = PersonKeys(b"x" * 32, staff.person.keyed_from)
    with workbench(Home(tmp_path)) as bench:
        assert bench.take(staff, [part], keys) == [""]
        found = bench.connection.execute("SELECT row_no, person FROM incoming_staff").fetchall()
    assert found == [(2, None)]


# -- Parquet ------------------------------------------------------------------------------------


def parquet(path: Path, **columns: Any) -> Path:
    """Two events; `columns` replaces some."""
    events = [event("a"), event("b")]
    table = {name: [row[at] for row in events] for at, name in enumerate(SUPPORT)}
    pq.write_table(pa.table(table | columns), path)
    return path


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array([7.0, None]), ["7", None]),
        (pa.array([7.5, float("nan")]), ["7.5", "nan"]),
        (pa.array([7, 8], pa.uint8()), ["7", "8"]),
        (pa.array(["7.0", "007"]), ["7.0", "007"]),
        (pa.array(["а", "б"]).dictionary_encode(), ["а", "б"]),
        (pa.array([dt.date(2024, 3, 15)] * 2), ["2024-03-15"] * 2),
    ],
)
def test_types_of_parquet_are_read_as_text(tmp_path: Path, values: Any, expected: Any) -> None:
    path = parquet(tmp_path / "file.parquet", Тема=values)
    assert [row[2] for row in rows_of(path, tmp_path)] == expected


@pytest.mark.parametrize(
    "values",
    [
        pa.array([["a"], ["b"]]),
        pa.array([{"a": 1}, {"a": 2}]),
        pa.array([b"a", b"b"]),
    ],
)
def test_lists_structures_and_bytes_are_refused(tmp_path: Path, values: Any) -> None:
    path = parquet(tmp_path / "file.parquet", Тема=values)
    assert "в столбце «Тема» лежат списки, структуры или байты" in refusal(path)


def test_parquet_may_have_too_many_columns(tmp_path: Path) -> None:
    path = parquet(tmp_path / "file.parquet", **{f"x{n}": [1, 2] for n in range(2000)})
    assert "больше 2000 ячеек" in refusal(path)
