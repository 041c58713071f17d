"""Reading files: formats, encodings, delimiters, headers, row numbers, both ways of a CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make_fixtures import SUPPORT, csv, event, xlsx

from opora.contracts import load_contracts
from opora.errors import OporaError
from opora.home import Home
from opora.intake import sheets
from opora.intake.layout import Layout
from opora.intake.mapping import load_mappings
from opora.intake.own_sheets import sheet_name
from opora.intake.recognise import recognise
from opora.intake.refusal import Refusal
from opora.intake.sheets import read_sheets
from opora.intake.sniff import sniff
from opora.intake.typed import Place, TypedSelect
from opora.intake.workbench import Part, workbench

DATASETS = load_contracts()


def written(folder: Path, content: bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def layouts(path: Path, claimed: str | None = "methodical_support") -> list[Layout]:
    """What is recognised in a file."""
    mappings = load_mappings(Home(path.parent / "home"), DATASETS)
    return recognise(read_sheets(path, sniff(path)), claimed, DATASETS, mappings)


def refusal(path: Path, claimed: str | None = "methodical_support") -> str:
    with pytest.raises(Refusal) as caught:
        layouts(path, claimed)
    return str(caught.value)


# -- what a file is -------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1251", "utf-16"])
def test_russian_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, csv(SUPPORT, event("a"), encoding=encoding))
    (sheet,) = read_sheets(path, sniff(path))
    assert sheet.rows == [list(SUPPORT), event("a")]


TEXTS = st.lists(
    st.text("абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГДЕЖЗ ", min_size=30, max_size=60),
    min_size=3,
    max_size=8,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(topics=TEXTS, encoding=st.sampled_from(["koi8-r", "cp866"]))
def test_other_encodings_are_refused_not_guessed(
    tmp_path: Path, topics: list[str], encoding: str
) -> None:
    rows = [event(str(number), Тема=topic) for number, topic in enumerate(topics)]
    path = written(tmp_path, csv(SUPPORT, *rows, encoding=encoding))
    assert "кодировка файла не распознана" in refusal(path)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found_among_commas_in_texts(tmp_path: Path, delimiter: str) -> None:
    rows = [
        SUPPORT,
        event("a", Тема="раз, два, три, четыре, пять, шесть, семь, восемь, девять, десять"),
        event("b", Тема="без запятых"),
    ]
    lines = [
        delimiter.join(f'"{cell or ""}"' if delimiter == "," else str(cell or "") for cell in row)
        for row in rows
    ]
    path = written(tmp_path, "\n".join(lines).encode())
    assert sniff(path).delimiter == delimiter


def test_decimal_commas_do_not_look_like_delimiters(tmp_path: Path) -> None:
    path = written(tmp_path, csv(["a", "b", "c", "d"], *[["x", "1,5", "2,5", "3,5"]] * 40))
    assert sniff(path).delimiter == ";"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_workbook_is_refused_or_read_but_never_an_error(
    tmp_path: Path, data: st.DataObject
) -> None:
    content = bytearray(xlsx(SUPPORT, event("a")))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(1, len(content) - 1)) :]
    else:
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path = written(tmp_path, bytes(content), "file.xlsx")
    try:
        layouts(path)
    except Refusal as answer:
        assert str(answer).endswith(".")


@pytest.mark.parametrize("name", ["file.xls", "file.pdf", "file"])
def test_other_extensions_are_refused(tmp_path: Path, name: str) -> None:
    assert "не принимается" in refusal(written(tmp_path, b"a;b\n1;2\n", name))


def test_an_archive_is_not_a_workbook(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "file.xlsx", "w") as archive:
        archive.writestr("data.csv", "a;b")
    assert "это архив" in refusal(tmp_path / "file.xlsx")


def test_a_line_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = written(tmp_path, csv(SUPPORT) + b"x" * (2 << 20))
    assert "строка 2 длиннее миллиона знаков" in refusal(path)


def test_a_parquet_file_with_a_doubled_column_is_refused(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_arrays([pa.array(["a"])] * 2, names=["Тема", "тема"])
    pq.write_table(table, tmp_path / "file.parquet")
    assert "«тема» встречается дважды" in refusal(tmp_path / "file.parquet")


# -- where things are in it -----------------------------------------------------------------------


def test_the_header_may_stand_below_a_title(tmp_path: Path) -> None:
    path = written(tmp_path, csv(["Отчёт"], [], ["за 2024 год"], SUPPORT, event("a")))
    (layout,) = layouts(path)
    assert layout.header_row == 4


def test_headings_may_be_spelled_in_many_ways_and_more_columns_are_left_alone(
    tmp_path: Path,
) -> None:
    header = ["Примечание", *(f" {heading.upper()} *" for heading in SUPPORT), "sheet", "row_no"]
    path = written(tmp_path, csv(header, ["x", *event("a"), "y", "z"]))
    (layout,) = layouts(path)
    assert set(layout.targets[0].columns) == {
        "event_id", "school_login", "held_on", "kind", "topic", "risk_factor", "organiser",
        "project", "document",
    }  # fmt: skip
    assert not {"sheet", "row_no"} & set(layout.headings)


def test_a_help_sheet_is_no_attempt_but_half_a_table_is(tmp_path: Path) -> None:
    import xlsxwriter

    def book(name: str, second: Sequence[str]) -> Path:
        with xlsxwriter.Workbook(tmp_path / name) as made:
            made.add_worksheet("Данные").write_column(0, 0, ["x"])
            made.get_worksheet_by_name("Данные").write_row(0, 0, SUPPORT)
            made.add_worksheet("Второй").write_row(0, 0, second)
        return tmp_path / name

    assert len(layouts(book("help.xlsx", ["Как заполнять", "Тема"]))) == 1
    assert "лист «Второй», строка 1: нет" in refusal(book("half.xlsx", SUPPORT[:6]))


def form(folder: Path, dataset: str, *, without: str | None = None) -> Path:
    """A sheet that bears its form's name, with the headings of the contract."""
    contract = DATASETS[dataset]
    headings = [each.heading for each in contract.input_columns if each.heading != without]
    content = xlsx(headings, ["x"] * len(headings), sheet=sheet_name(contract.title_ru))
    return written(folder, content, f"{dataset}.xlsx")


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_form_is_known_by_its_headings_and_where_they_fit_several_by_its_title(
    tmp_path: Path, dataset: str
) -> None:
    (layout,) = layouts(form(tmp_path, dataset), None)
    assert layout.targets[0].dataset == dataset


def test_headings_that_fit_several_datasets_are_refused_without_a_title(tmp_path: Path) -> None:
    headings = [each.heading for each in DATASETS["method_materials"].input_columns]
    path = written(tmp_path, csv(headings, ["x"] * len(headings)))
    assert "заголовки подходят сразу к наборам method_materials, practices" in refusal(path, None)


def test_a_form_that_lacks_a_heading_is_named_by_its_title(tmp_path: Path) -> None:
    told = "лист «{0}» похож на форму «{1}», но в строке 1 нет графы «{2}». Верните этот заголовок "
    for dataset, sheet, heading in (
        ("methodical_support", "Методическая работа", "Дата проведения"),
        ("competence_diagnostics", "Диагностика профессиональных", "Дата проведения"),
    ):
        title = DATASETS[dataset].title_ru
        path = form(tmp_path, dataset, without=heading)
        assert refusal(path, None).startswith(told.format(sheet, title, heading))
    other = written(
        tmp_path, xlsx(["Дата", "Что угодно"], ["x", "y"], sheet="Прочее"), "other.xlsx"
    )
    assert refusal(other, None).startswith("по заголовкам не удалось понять")


def test_a_mapping_finds_its_headings_and_says_which_is_missing(tmp_path: Path) -> None:
    header = "DBN,grade,Year,Category,Number  Tested,Mean Scale Score,Level 1 #"
    more = ",Level 2 #,Level 3 #,Level 4 #"
    whole = written(tmp_path, (header + more + "\n01M015,3,2006,All,4,1,1,1,1,1\n").encode())
    (layout,) = layouts(whole, None)
    assert layout.targets[0].columns["participants"] == "Number  Tested"
    part = written(tmp_path, (header + "\n01M015,3,2006,All,4,1,1\n").encode())
    assert "строка 1: нет столбца «Level 2 #»" in refusal(part, None)


# -- rows and their numbers -----------------------------------------------------------------------


def rows_of(path: Path, folder: Path) -> list[tuple[object, ...]]:
    """Number, code and topic of the typed rows of a file of methodical support."""
    dataset = DATASETS["methodical_support"]
    (layout,) = layouts(path)
    select = TypedSelect(
        dataset, layout.targets[0], layout.headings, layout.locale, None, {"yes_no": {}}, {}
    )
    part = Part(path, sniff(path), layout, Place(1, "2024-H1", None), select)
    with workbench(Home(folder)) as bench:
        assert bench.take(dataset, [part], None) == [""]
        return bench.connection.execute(
            "SELECT row_no, event_id, topic, organiser FROM incoming_methodical_support "
            "ORDER BY row_no"
        ).fetchall()


def test_rows_are_numbered_as_a_person_sees_them(tmp_path: Path) -> None:
    rows: list[Sequence[str | int | float | None]] = [
        ["Отчёт"],
        SUPPORT,
        event("a"),
        [],
        event("b"),
    ]
    for path in (
        written(tmp_path, csv(*rows)),
        written(tmp_path, xlsx(*rows), "file.xlsx"),
    ):
        assert [row[:2] for row in rows_of(path, tmp_path)] == [(3, "a"), (5, "b")]


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters='\0\r\n"', exclude_categories=["Cs", "Cc"]),
    max_size=12,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=20), st.booleans())
def test_a_large_file_gives_the_same_rows_as_a_small_one(
    tmp_path: Path, cells: list[tuple[str, str]], is_quoted: bool
) -> None:
    lines = [";".join(SUPPORT)]
    for number, (topic, organiser) in enumerate(cells):
        row = [str(cell or "") for cell in event(f"e{number}")]
        row[4], row[6] = topic.replace(";", ","), organiser.replace(";", ",")
        if is_quoted:
            row[4] = f'"{topic}"'
        lines.append(";".join(row))
    path = written(tmp_path, ("\n".join(lines) + "\n").encode())
    small = rows_of(path, tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheets, "LARGE_BYTES", 1)
        assert rows_of(path, tmp_path) == small


def test_a_large_file_with_line_breaks_in_cells_is_read_whole(tmp_path: Path) -> None:
    rows = [event(f"e{number}") for number in range(200)]
    rows[150][4] = '"Тема\nв две строки"'
    path = written(tmp_path, csv(SUPPORT, *rows, encoding="utf-8").replace(b"\r\n", b"\n"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheets, "LARGE_BYTES", 1)
        found = rows_of(path, tmp_path)
    assert len(found) == 200
    assert found[150][2] == "Тема\nв две строки"


def test_a_mapping_feeds_a_dataset_once(tmp_path: Path) -> None:
    """A row is known by its place: a second one of the same place would be lost."""
    home = Home(tmp_path)
    folder = home.rules / "mappings"
    folder.mkdir(parents=True)
    target = "{dataset: schools, columns: {school_login: A}}"
    (folder / "twice.yaml").write_text(
        f"recognise: {{headings: [A]}}\ntargets: [{target}, {target}]\n", encoding="utf-8"
    )
    with pytest.raises(OporaError, match=r"twice\.yaml: every dataset may be the target once"):
        load_mappings(home, DATASETS)
