"""The annex: real numbers, words for what is not there, the same bytes for the same content."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from made_release import DISTRICT, NOW, MadeRelease
from openpyxl.worksheet.worksheet import Worksheet

from opora.reports.annex.workbook import SHEETS, annex
from opora.reports.words import WORDS


@pytest.fixture
def filled(release: MadeRelease) -> MadeRelease:
    """Two schools in an indicator, one of them with a result; values measured and not."""
    first, second = release.school("s1", "Первая"), release.school("s2", "=Вторая()")
    release.add(
        "dim_indicator",
        {"indicator": "2.1.1", "name_ru": "Первый", "position": 1},
        {"indicator": "2.2", "name_ru": "Второй", "position": 2},
    )
    shown = {"half_year": NOW, "revision": 1, "territory": DISTRICT, "plan": 50.0, "flags": ""}
    release.add(
        "monitoring_snapshot",
        {**shown, "indicator": "2.1.1", "value": 200 / 3, "state": "measured", "is_met": "interim",
         "numerator": 2, "denominator": 3, "flags": "p"},
        {**shown, "indicator": "2.2", "state": "not_applicable", "is_met": "not_judged",
         "numerator": 0, "denominator": 0},
    )  # fmt: skip
    release.add(
        "school_dynamics",
        {**first, "state": "measured", "direction": "worsened", "fail_share": 12.5,
         "fail_share_before": 10.0, "raw_change": 2.5, "reason_ru": "Стало больше.",
         "shrunken_state": "not_applicable", "participants": 1234},
        {**second, "state": "suppressed", "direction": "not_judged", "reason_ru": "Скрыто.",
         "shrunken_state": "suppressed"},
    )  # fmt: skip
    release.add(
        "delivery_completeness",
        {"half_year": NOW, "territory": DISTRICT, "dataset_ru": "Кадры", "state": "missing",
         "school_login": "s1", "due_on": "2024-07-10", "severity": "critical",
         "timeliness": "missing", "rows_in_force": 0, "rows_open": 0},
    )  # fmt: skip
    return release


def written(release: MadeRelease) -> bytes:
    """The annex of the district."""
    return annex(release.report(), "Приложение", "Округ, полугодие")


def opened(release: MadeRelease) -> Any:
    """The annex, as Excel would open it."""
    return openpyxl.load_workbook(io.BytesIO(written(release)))


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows of a list by heading."""
    lines = list(sheet.iter_rows(min_row=4, values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def test_figures_are_numbers_and_absences_are_words(filled: MadeRelease) -> None:
    book = opened(filled)

    first, second = rows(book["Показатели"])
    assert (first["Факт, %"], first["План, %"], first["Числитель"]) == (200 / 3, 50, 2)
    assert first["Отклонение, п. п."] == pytest.approx(50 / 3)
    assert first["Пометки"] == "предварительное"
    assert second["Факт, %"] == second["Отклонение, п. п."] == "не применимо"
    assert second["План выполнен?"] == "не оценивается"
    moved = {row["Логин"]: row for row in rows(book["Динамика"])}
    assert moved["s1"]["Изменение, п. п."] == 2.5
    assert moved["s1"]["С поправкой на случайность"] == "не применимо"
    assert moved["s1"]["Результатов"] == 1234
    assert moved["s1"]["Динамика"] == "хуже"
    assert moved["s2"]["Доля, %"] == "скрыто"
    assert moved["s2"]["Процедур"] == "—"


def test_numbers_and_days_have_the_formats_of_the_field(filled: MadeRelease) -> None:
    book = opened(filled)

    assert book["Показатели"]["F5"].number_format == "0.0"
    assert book["Показатели"]["H5"].number_format == "#,##0"
    due = book["Сдача сведений"]["G5"]
    assert due.number_format == "dd.mm.yyyy"
    assert f"{due.value:%Y-%m-%d}" == "2024-07-10"


def test_what_people_wrote_is_never_a_formula(filled: MadeRelease) -> None:
    cells = [row[0] for row in opened(filled)["Динамика"].iter_rows(min_row=5)]

    assert {cell.value: cell.data_type for cell in cells} == {"Первая": "s", "=Вторая()": "s"}


def test_lists_can_be_read_filtered_and_printed(filled: MadeRelease) -> None:
    for sheet in opened(filled).worksheets[1:]:
        assert sheet["A1"].value.startswith("ПРОЕКТ · 2024-H1 · редакция 1")
        assert sheet.freeze_panes.endswith("5")
        assert sheet.auto_filter.ref.startswith("A4:")
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.oddFooter.left.text.startswith("ПРОЕКТ · 2024-H1")


def test_the_first_sheet_says_what_this_is(filled: MadeRelease) -> None:
    sheet = opened(filled).worksheets[0]
    cells = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True) if row[0]}

    assert sheet.title == "О приложении"
    assert cells["Хеш содержания"][0] == "0" * 64
    assert cells["Показатели"][1] == 2
    assert cells["Динамика"][1] == 2
    assert cells["Решения"][1] == 0
    assert set(cells) >= {sheet.title for sheet in SHEETS} | {"не измерено", "скрыто"}


def test_an_empty_list_says_so(release: MadeRelease) -> None:
    for sheet in opened(release).worksheets[1:]:
        assert sheet["A5"].value == "Строк нет."


def test_the_same_content_gives_the_same_bytes(filled: MadeRelease) -> None:
    assert written(filled) == written(filled)


def test_sheets_and_their_columns_can_be_told_apart() -> None:
    titles = [sheet.title for sheet in SHEETS]

    assert len(set(titles)) == len(titles)
    # what Excel takes
    assert max(map(len, titles)) <= 31
    for sheet in SHEETS:
        headings = [column.heading for column in sheet.columns]
        assert len(set(headings)) == len(headings)


def test_every_sheet_reads_columns_that_its_query_has(filled: MadeRelease) -> None:
    report = filled.report()
    for sheet in SHEETS:
        report.source.rows(sheet.query)
        described = report.source.connection.description or ()
        there = {column[0] for column in described}
        needed = {column.key for column in sheet.columns}
        needed |= {column.state for column in sheet.columns if column.state}
        assert needed <= there, sheet.title


def test_a_code_without_a_word_is_shown_as_it_is(filled: MadeRelease) -> None:
    filled.source.connection.execute("UPDATE newest.marts.school_dynamics SET direction = 'new'")

    assert "new" not in WORDS["school_dynamics.direction"]
    assert {row["Динамика"] for row in rows(opened(filled)["Динамика"])} == {"new"}


def test_the_hash_stands_on_every_printed_sheet_whoever_signed(filled: MadeRelease) -> None:
    # what openpyxl reads, it reads as Excel does: digits after &8 are the size of the letters
    who = "начальник управления образования & науки " * 8
    filled.source.connection.execute(
        "UPDATE newest.marts.snapshot_manifest SET approved_by = ?, in_force_from = made_at, "
        "revision_state = 'in_force', is_in_force = TRUE, content_hash = ?",
        [who, "0123456789abcdef" * 4],
    )
    for sheet in opened(filled).worksheets:
        footer = sheet.oddFooter
        assert footer.left.text.startswith("2024-H1 · редакция 1 · утверждена")
        assert footer.left.text.endswith(" · хеш 0123456789abcdef")
        assert footer.right.text.startswith(sheet.title)
