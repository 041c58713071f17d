"""Who reads a file: one adapter, a mapping, a contract; two claims or none get a clear answer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.fis_oko_individual_results import SMALL
from opora.contracts import load_contracts
from opora.home import REPOSITORY, Home
from opora.intake.adapted import Foreign
from opora.intake.adapters import Adapter, Known, Table, load_adapters
from opora.intake.mapping import LayoutMapping, Target, load_mappings
from opora.intake.recognise import recognise
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet
from opora.intake.sheets import read_sheets
from opora.intake.sniff import sniff

KNOWN = Known([])
CONTRACTS = load_contracts()


def reader(name: str, *words: str, gives: Sequence[Table] = ()) -> Adapter:
    """An adapter that claims every file with these words in its first row."""

    def claims(sheets: Sequence[Sheet]) -> bool:
        return set(words) <= {str(cell) for cell in sheets[0].rows[0]}

    return Adapter(name, name.capitalize(), claims, lambda sheets, known: gives)


FRUIT = Table("schools", ("school_login", "name"), [(2, ["sch990001", "Школа 1"])])


def foreign(*adapters: Adapter) -> Foreign:
    return Foreign(KNOWN, lambda: [], adapters)


def refusal(sheet: Sheet, mappings: Sequence[LayoutMapping], *adapters: Adapter) -> str:
    with pytest.raises(Refusal) as refused:
        recognise([sheet], None, CONTRACTS, mappings, foreign(*adapters))
    return str(refused.value)


APPLES = Sheet("Лист1", [["яблоко", "груша"], ["1", "2"]])


def test_two_adapters_claim_a_file() -> None:
    answer = refusal(APPLES, [], reader("яблоки", "яблоко"), reader("груши", "груша"))
    assert "подходит сразу к нескольким описаниям: «Яблоки», «Груши»" in answer
    assert "Сообщите тому, кто ведёт описания" in answer


def test_an_adapter_and_a_mapping_claim_a_file() -> None:
    target = Target("schools", {"school_login": "груша"})
    mapping = LayoutMapping("pears", ("груша",), FRUIT.locale, None, (target,))
    answer = refusal(APPLES, [mapping], reader("яблоки", "яблоко"))
    assert "подходит сразу к нескольким описаниям: «Яблоки», pears" in answer


def test_nobody_claims_a_file() -> None:
    answer = refusal(APPLES, [], reader("сливы", "слива"), reader("груши", "дюшес"))
    assert "не удалось понять, что это за данные" in answer
    assert "Понятны также: «Сливы»; «Груши»." in answer


def test_a_file_without_rows_is_told_so_by_its_name() -> None:
    answer = refusal(APPLES, [], reader("яблоки", "яблоко"))
    assert "это «Яблоки», но в файле нет ни одной строки с данными" in answer


def test_what_cannot_be_read_to_its_end_is_not_called_empty() -> None:
    head = replace(APPLES, is_head=True)
    apples = reader("яблоки", "яблоко", gives=[FRUIT])
    with pytest.raises(Refusal, match="это «Яблоки», но файл Parquet"):
        recognise([head], None, CONTRACTS, [], Foreign(KNOWN, lambda: [head], [apples]))
    (layout,) = recognise([head], None, CONTRACTS, [], Foreign(KNOWN, lambda: [APPLES], [apples]))
    assert layout.mapping == "яблоки"


def test_what_an_adapter_gives_is_held_against_the_folder() -> None:
    apples = reader("яблоки", "яблоко", gives=[FRUIT])
    (layout,) = recognise([APPLES], "schools", CONTRACTS, [], foreign(apples))
    assert (layout.mapping, layout.sheet.rows[1:]) == ("яблоки", [["sch990001", "Школа 1"]])
    with pytest.raises(Refusal, match=r"папка называет набор .* \(staff\)"):
        recognise([APPLES], "staff", CONTRACTS, [], foreign(apples))


def claiming(sheets: Sequence[Sheet]) -> list[str]:
    return [adapter.name for adapter in load_adapters() if adapter.claims(sheets)]


def test_no_layout_of_a_contract_is_claimed() -> None:
    for dataset in CONTRACTS.values():
        columns = dataset.input_columns
        headings = [column.heading for column in columns]
        names = [column.name for column in columns]
        shortest = [min((column.heading, *column.synonyms), key=len) for column in columns]
        for header in (headings, names, shortest):
            rows: list[list[str | None]] = [[dataset.title_ru], [], list(header)]
            assert claiming([Sheet(dataset.title_ru, rows)]) == [], (dataset.name, header)


def test_no_layout_of_a_mapping_is_claimed(tmp_path: Path) -> None:
    mappings = load_mappings(Home(tmp_path), CONTRACTS)
    assert mappings
    for mapping in mappings:
        headings = {heading for target in mapping.targets for heading in target.columns.values()}
        rows: list[list[str | None]] = [[*mapping.headings, *sorted(headings)]]
        assert claiming([Sheet(None, rows)]) == [], mapping.name


FIXTURES = sorted((REPOSITORY / "tests" / "intake" / "fixtures").rglob("*.*"))


def test_no_fixture_of_other_layouts_is_claimed() -> None:
    read = 0
    for path in FIXTURES:
        try:
            sheets = read_sheets(path, sniff(path))
        except Refusal:
            continue
        read += 1
        assert claiming(sheets) == [], path
    assert read > len(FIXTURES) / 2


@pytest.mark.parametrize(
    "rows",
    [[], [[]], [[None, None]], [["", " "], [None]], [["\u00a0"] * 3, ["X"] * 3], [["1"] * 400]],
)
def test_claims_never_raise_and_take_no_rubbish(rows: list[list[str | None]]) -> None:
    assert claiming([Sheet("Индивидуальные результаты", rows)]) == []


def test_a_table_that_names_its_procedure_is_no_export_of_one() -> None:
    """«Вид процедуры» may say ОГЭ; what adapters of ВПР read is always ВПР."""
    tables: list[list[list[str | None]]] = [
        [["ОО", "Код участника", "Класс", "Вариант", "1 (2б)", "Отметка"]],
        [["Логин", "ОО", "Кол-во участников", "2", "3", "4", "5"]],
        [["Группы участников", "%"], ["Понизили", "40"], ["Подтвердили", "60"]],
    ]
    for rows in tables:
        assert len(claiming([Sheet("Лист1", rows)])) == 1
        rows[0].append("Вид процедуры")
        assert claiming([Sheet("Лист1", rows)]) == []


@pytest.mark.parametrize("heading", ["Тема", "Текст"])
def test_texts_that_begin_like_groups_are_no_comparison(heading: str) -> None:
    words = ["Повысили", "Подтвердили"]
    texts = [f"{word} {rest}" for word in words for rest in ("мотивацию: опыт школы", "охват.")]
    header = ["Код мероприятия", "Логин ОО", heading]
    rows: list[list[str | None]] = [["E1", "sch990001", text] for text in texts]
    assert claiming([Sheet(None, [list(header), *rows])]) == []
    for row, word in zip(rows, [*words, *words], strict=True):
        row[2] = f"{word} (Отметка по журналу) %"
    assert claiming([Sheet(None, [list(header), *rows])]) == ["fis_oko_journal_comparison"]


def test_a_claim_is_not_taken_back_because_of_a_defect() -> None:
    header = ["ОО", "Код участника", "Класс", "Вариант", "1 (2б)", "1 (1б)", "Отметка"]
    assert claiming([Sheet("Лист1", [[], header])]) == ["fis_oko_individual_results"]


def test_no_two_adapters_have_one_name_or_title() -> None:
    adapters = load_adapters()
    assert len({adapter.name for adapter in adapters}) == len(adapters)
    assert len({adapter.title_ru for adapter in adapters}) == len(adapters)


def test_the_name_of_the_file_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "Статистика по отметкам.xlsx"
    path.write_bytes(SMALL.content())
    assert claiming(read_sheets(path, sniff(path))) == ["fis_oko_individual_results"]


def test_docs_name_every_adapter() -> None:
    page = (REPOSITORY / "docs" / "adapters.md").read_text(encoding="utf-8")
    for adapter in load_adapters():
        assert f"`{adapter.name}`" in page
        assert adapter.title_ru in page


def test_the_example_of_the_docs_is_an_adapter() -> None:
    page = (REPOSITORY / "docs" / "adapters.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert found is not None
    module: dict[str, Adapter] = {}
    exec(found.group(1), module)  # noqa: S102 - it is ours
    rows: list[list[str | None]] = [
        ["Дата: 16.04.2024"], ["Школа", "Ниже", "Так же", "Выше"],
        ["sch990001", "3", "20", "-"], ["Итого", "4", "20", "2"],
    ]  # fmt: skip
    sheets = [Sheet("Лист1", rows)]
    adapter = module["ADAPTER"]
    assert adapter.claims(sheets)
    assert not claiming(sheets)
    window = {"procedure_kind": "vpr", "assessment_year": 2024, "session": "spring"}
    days = {"starts_on": dt.date(2024, 3, 1), "ends_on": dt.date(2024, 5, 17)}
    (table,) = adapter.read(sheets, Known([window | days]))
    told = ["vpr", "Математика", "5", "2024", "spring", "count"]
    assert table.rows == [(3, ["sch990001", "3", "20", None, *told])]
    assert [
        (each.row_no, each.what_ru, each.declared, each.counted) for each in table.declared
    ] == [
        (4, "Ниже", 4, 3),
        (4, "Так же", 20, 20),
    ]
