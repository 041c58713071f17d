"""What a person sees in a workbook is what is read, or is told: formulas, errors, merged cells."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hostile import STYLES, book, cell, packed, parts, rows, sheet, text
from make_fixtures import SUPPORT, event

from opora.contracts import load_contracts
from opora.home import Home
from opora.intake.mapping import load_mappings
from opora.intake.persons import PersonKeys
from opora.intake.recognise import recognise
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet
from opora.intake.sheets import read_sheets
from opora.intake.sniff import sniff

DATASETS = load_contracts()


def sheets(path: Path, content: bytes) -> list[Sheet]:
    path.write_bytes(content)
    return read_sheets(path, sniff(path))


def shown(path: Path, reference: str, inside: str, **more: Any) -> str | None:
    """What is read from a cell of the row of the event; `inside` begins with its attributes."""
    content = book(rows(changed={reference: cell(reference, inside)}), **more)
    row = sheets(path, content)[0].rows[1]
    place = ord(reference[0]) - ord("A")
    return row[place] if place < len(row) else None


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.xlsx"


# -- formulas and errors ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("><f>1+1</f><v>2</v>", "2"),
        (' t="str"><f>"a"&amp;"b"</f><v>ab</v>', "ab"),
        (' t="str"><f>""</f><v></v>', None),
        ("><f>1+1</f>", "=1+1"),
        ("><f>1+1</f><v/>", "=1+1"),
        ("><f/>", "="),
        ('><f t="shared" si="0"/>', "="),
        (' t="e"><f>1/0</f><v>#DIV/0!</v>', "#ДЕЛ/0!"),
        (' t="e"><v>#N/A</v>', "#Н/Д"),
        (' t="e"><v>#REF!</v>', "#ССЫЛКА!"),
        (" t='e' ><v>#BUSY!</v>", "#ОШИБКА!"),
        (' t="b"><v>1</v>', "да"),
        (' t="inlineStr"><is><r><t>а</t></r><r><t>б</t></r></is>', "аб"),
        (" t='str'><f>WEBSERVICE(\"http://x\")</f><v>сохранено</v>", "сохранено"),
        (" t='e'><f>cmd|'/c calc'!A0</f><v>#REF!</v>", "#ССЫЛКА!"),
    ],
)
def test_a_formula_gives_what_was_saved_or_is_told(
    file: Path, inside: str, expected: str | None
) -> None:
    assert shown(file, "I2", inside) == expected


def test_values_of_a_program_that_can_not_calculate_are_not_believed(file: Path) -> None:
    """xlsxwriter writes 0 for every formula and asks Excel to calculate when it opens the file."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        made.add_worksheet().write_formula("A1", "=SUM(B1:B9)")
    assert sheets(file, stream.getvalue())[0].rows == [["=SUM(B1:B9)"]]
    made = openpyxl.Workbook()
    made.active["A1"] = "=SUM(B1:B9)"
    made.save(file)
    assert sheets(file, file.read_bytes())[0].rows == [["=SUM(B1:B9)"]]


def test_a_person_is_never_keyed_by_a_formula_an_error_or_a_merged_cell() -> None:
    keys = PersonKeys(b"x" * 32, [("full_name", "birth_date")])
    for name in ("=Лист2!A5", "#Н/Д", "#REF!", "(объединено с ячейкой B5)"):
        person = keys.key({"full_name": name, "birth_date": "01.02.1980"})
        assert (person.key, person.doubtful) == (None, ("full_name",))


# -- numbers as they are shown ------------------------------------------------------------------

_FORMATS = ("0%", "0.0%", "00000000", '0"%"', "0.00", "dd.mm.yyyy", "[h]:mm")


@pytest.fixture(scope="module")
def styled() -> dict[str, str]:
    formats = "".join(
        f'<numFmt numFmtId="{200 + at}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for at, code in enumerate(_FORMATS)
    )
    cells = "".join(f'<xf numFmtId="{200 + at}"/>' for at in range(len(_FORMATS)))
    part = f"<styleSheet><numFmts>{formats}</numFmts><cellXfs><xf/>{cells}</cellXfs></styleSheet>"
    return {STYLES: part.replace("<styleSheet>", '<styleSheet xmlns="http://schemas.'
            'openxmlformats.org/spreadsheetml/2006/main">')}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "number", "expected"),
    [
        ("0%", "0.25", "25%"),
        ("0.0%", "0.285", "28.5%"),
        ("0%", "1", "100%"),
        ("00000000", "701000", "00701000"),
        ("00000000", "0.5", "0.5"),
        ('0"%"', "25", "25"),
        ("0.00", "5", "5"),
        ("0.00", "1.1000000000000001", "1.10"),
        ("0.00", "-0.5", "-0.50"),
        ("0.00", "1.25", "1.25"),
        # nothing is rounded
        ("0.00", "0.285714", "0.285714"),
        ("0.00", "1E-7", "1e-07"),
        ("dd.mm.yyyy", "45657", "2024-12-31"),
        ("dd.mm.yyyy", "45657.5", "2024-12-31 12:00:00"),
        ("[h]:mm", "1.5", "36:00:00"),
    ],
)
def test_a_number_is_read_as_it_is_shown(
    file: Path, styled: dict[str, str], code: str, number: str, expected: str
) -> None:
    style = _FORMATS.index(code) + 1
    assert shown(file, "I2", f' s="{style}"><v>{number}</v>', **styled) == expected


def test_days_are_counted_from_1904_where_the_workbook_says_so(file: Path) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"date_1904": True}) as made:
        day = made.add_format({"num_format": "dd.mm.yyyy"})
        made.add_worksheet().write_datetime("A1", dt.datetime(2024, 12, 31), day)
    assert sheets(file, stream.getvalue())[0].rows == [["2024-12-31"]]


# -- merged cells, places -----------------------------------------------------------------------


def test_cells_merged_with_a_filled_one_are_told(file: Path) -> None:
    data = rows('<row r="3">' + cell("A3", text("b")) + cell("B3", text("sch990001")) + "</row>")
    merges = '<mergeCells><mergeCell ref="G2:G3"/><mergeCell ref="H2:H3"/></mergeCells>'
    (found,) = sheets(file, packed(parts() | {"xl/worksheets/sheet1.xml": sheet(data, merges)}))
    # H2 is blank: nobody sees anything in H3
    assert found.merged == {(2, 6): "(объединено с ячейкой G2)"}
    assert found.rows[2] == ["b", "sch990001"]


def test_cells_without_a_reference_stand_one_after_the_other(file: Path) -> None:
    data = "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row r='4'><c r='B4'><v>3</v></c></row>"
    assert sheets(file, book(data))[0].rows == [["1", None, "2"], [], [], [None, "3"]]


def test_an_odd_cell_is_put_where_it_stands(file: Path) -> None:
    """To the reader of the cells errors are blank, and it leaves blank columns in front away."""
    data = '<row r="3"><c r="C3"><v>1</v></c></row><row r="5"><c r="E5" t="e"><v>#N/A</v></c></row>'
    assert sheets(file, book(data))[0].rows == [
        [], [], [None, None, "1"], [], [None, None, None, None, "#Н/Д"],
    ]  # fmt: skip


# -- hidden sheets ------------------------------------------------------------------------------


def recognised(path: Path, content: bytes, claimed: str | None = "methodical_support") -> list[str]:
    mappings = load_mappings(Home(path.parent), DATASETS)
    layouts = recognise(sheets(path, content), claimed, DATASETS, mappings)
    return [str(layout.sheet.name) for layout in layouts]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_read(file: Path, state: str) -> None:
    content = packed(parts(sheets=2, states={"2": f'state="{state}"'}))
    assert recognised(file, content) == ["Лист1"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
@pytest.mark.parametrize("visible", ["<row/>", rows().replace("Тема", "Заметка")])
def test_data_on_a_hidden_sheet_only_are_refused(file: Path, state: str, visible: str) -> None:
    made = parts(sheets=2, states={"2": f'state="{state}"'})
    made["xl/worksheets/sheet1.xml"] = sheet(visible)
    with pytest.raises(Refusal, match="Скрытые листы не читаются: «Лист2»"):
        recognised(file, packed(made))


def test_a_hidden_list_of_words_does_not_confuse(file: Path) -> None:
    made = parts(sheets=2, states={"2": 'state="hidden"'})
    made["xl/worksheets/sheet1.xml"] = sheet("<row/>")
    made["xl/worksheets/sheet2.xml"] = sheet("<row/>")
    with pytest.raises(Refusal, match=r"нет ни одной заполненной строки\. Выгрузите его заново\.$"):
        recognised(file, packed(made))


def test_hidden_rows_and_columns_are_read(file: Path) -> None:
    """A filter hides rows; they are data all the same."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        page = made.add_worksheet()
        for number, row in enumerate((SUPPORT, event("a"), event("b"))):
            page.write_row(number, 0, row)
        page.set_row(1, None, None, {"hidden": True})
        page.set_column(3, 4, None, None, {"hidden": True})
    (found,) = sheets(file, stream.getvalue())
    assert found.rows == [list(SUPPORT), event("a"), event("b")]


def test_a_panic_of_the_reader_is_a_refusal(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import python_calamine

    panic = type("PanicException", (BaseException,), {})

    def panicking(*_: object) -> Callable[[], None]:
        raise panic("index out of bounds")

    class Panicking:
        from_filelike = staticmethod(panicking)

    monkeypatch.setattr(python_calamine, "CalamineWorkbook", Panicking)
    with pytest.raises(Refusal, match="повреждена"):
        sheets(file, book())


def test_blank_rows_stay_blank_beside_an_odd_cell(file: Path) -> None:
    """Blank rows share one list, for memory; what is put into one of them stands in it alone."""
    data = '<row r="2"><c r="B2" t="e"><v>#N/A</v></c></row><row r="9"><c r="A9"><v>1</v></c></row>'
    (found,) = sheets(file, book(data))
    assert found.rows == [[], [None, "#Н/Д"], *[[]] * 6, ["1"]]
    assert len({id(row) for row in found.rows if not row}) == 1
