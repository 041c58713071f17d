"""A check says of files what a run makes of them; and what senders are answered after that run."""

from __future__ import annotations

import datetime as dt
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from adapters import ADAPTER_FILES
from answers.books import texts
from deliveries import SCHOOLS, Lake
from intake.make_fixtures import FIXTURES, ISSUED, decisions

from opora.answers.result_tables import UNREAD
from opora.answers.write import answer_path, answer_senders
from opora.contracts import load_contracts
from opora.home import Home
from opora.intake.landing import discover
from opora.lake.files import read_table
from opora.lake.issued import add_issued
from opora.lake.ledger import LedgerRow
from opora.lock import writer_lock
from opora.pipeline.check import Checked, CheckedFile, check
from opora.pipeline.take import Taken

#: What the two say of a file; when it was taken, and under which number, is left out.
_SAME = (
    "half_year", "dataset", "format", "encoding", "delimiter", "bytes", "sha256", "status",
    "message", "mapping", "contract_version", "rows_received", "rows_accepted",
    "rows_quarantined", "declared_totals",
)  # fmt: skip


#: Of a file before it in the order of names.
COPY = "2024-H1/zz-copy.csv"


@dataclass(frozen=True)
class Both:
    """The same files checked, then delivered."""

    lake: Lake
    checked: Checked
    taken: Taken
    before: dict[str, tuple[int, bytes]]
    after: dict[str, tuple[int, bytes]]


@pytest.fixture(scope="module")
def both(make_lake: Callable[[], Lake]) -> Both:
    """All defects of files and a file of every foreign format, in a home that knows a school."""
    lake = make_lake()
    lake.land("history/schools/schools.csv", SCHOOLS)
    lake.land("history/management_decisions/decisions.csv", decisions())
    half_year = {"half_year": [ISSUED[1]], "starts_on": [dt.date(2023, 7, 1)]}
    add_issued(lake.home, pd.DataFrame({"recommendation_id": [ISSUED[0]], **half_year}))
    lake.take()
    known = {path for path in lake.home.landing.rglob("*") if path.is_file()}
    for folder in sorted(FIXTURES.iterdir()):
        for file in folder.iterdir():
            lake.land(f"2024-H1/{folder.name}-{file.name}", file.read_bytes())
    # in a folder of its own by content and by claim, for nobody, and twice
    event = (FIXTURES / "unknown_school" / "fail.csv").read_bytes()
    for path in ("2024-H1/measures/a.csv", "2024-H1/nowhere/a.csv", "2024-H2/a.csv", "a.csv", COPY):
        lake.land(path, event)
    for name, make in ADAPTER_FILES.items():
        file_ = make(random.Random(name))  # noqa: S311 - not a secret
        lake.land(f"{file_.half_year}/{name}-{file_.name}", file_.content)
    order = discover(lake.home, frozenset(load_contracts()))
    new = [file.path for file in order if file.path not in known]
    before = written(lake.home)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with writer_lock(lake.home):
            held.set()
            done.wait()

    writer = threading.Thread(target=hold)
    writer.start()
    held.wait()
    during = written(lake.home)
    checked = check(lake.home, new)
    after = written(lake.home)
    done.set()
    writer.join()
    assert set(during) - set(before) <= {"private/writer.lock", "private/writer.json"}
    taken = lake.take()
    answer_senders(lake.home, load_contracts())
    return Both(lake, checked, taken, during, after)


def written(home: Home) -> dict[str, tuple[int, bytes]]:
    return {
        path.relative_to(home.root).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in home.root.rglob("*")
        if path.is_file()
    }


def test_a_check_writes_nothing_and_waits_for_nobody(both: Both) -> None:
    assert both.before == both.after


def test_a_check_says_what_a_run_says(both: Both) -> None:
    def told(row: LedgerRow) -> dict[str, Any]:
        return {column: getattr(row, column) for column in _SAME}

    run: dict[str, list[dict[str, Any]]] = {}
    for row in both.taken.ledger:
        run.setdefault(row.path, []).append(told(row))
    said = {
        file.delivery.file.relative: [told(entry) for entry in file.told.entries]
        for file in both.checked.files
    }
    assert said.keys() == run.keys()
    for path, rows in run.items():
        assert said[path] == rows, path
    statuses = {row.status for row in both.taken.ledger}
    assert statuses == {"accepted", "partly_accepted", "rejected", "refused", "duplicate"}


def test_a_check_finds_what_a_run_finds(both: Both) -> None:
    columns = "dataset, sheet, row_no, column_name, rule_id, severity, value, message"
    run: dict[int, list[Any]] = {}
    for delivery, *finding in both.lake.rows("findings", f"delivery_id, {columns}"):
        run.setdefault(delivery, []).append(tuple(finding))
    numbers = {row.path: row.delivery_id for row in both.taken.ledger}
    for file in both.checked.files:
        found = [
            (f.dataset, f.sheet, f.row_no, f.column, f.rule_id, f.severity, f.value, f.message)
            for f in file.told.findings
        ]
        expected = run.get(numbers[file.delivery.file.relative], [])
        assert sorted(found, key=str) == sorted(expected, key=str), file.path


def test_the_verdict_is_whether_everything_would_be_taken(both: Both) -> None:
    # a total only warns; the others are wrong by their place, which is another one here
    taken_all_the_same = [
        "declared_total_differs-fail.csv",
        "dots_in_path-fail.csv",
        "folder_disagrees-fail.csv",
    ]
    ends: dict[str, set[bool]] = {"pass": set(), "fail": set()}
    for file in both.checked.files:
        if end_of(file) in ends and file.path.name not in taken_all_the_same:
            ends[end_of(file)].add(file.passes)
    assert ends == {"pass": {True}, "fail": {False}}
    wrong = [
        each.path.name for each in both.checked.files if end_of(each) == "fail" and each.passes
    ]
    assert wrong == taken_all_the_same


def end_of(file: CheckedFile) -> str:
    return file.path.stem.rsplit("-")[-1]


# -- the answers after the run --------------------------------------------------------------------


def answer_of(both: Both, name: str) -> tuple[list[LedgerRow], dict[str, list[list[Any]]]]:
    rows = [row for row in both.taken.ledger if row.path.startswith(f"2024-H1/{name}")]
    return rows, texts(answer_path(both.lake.home, rows[0]))


def test_every_delivery_has_its_answer(both: Both) -> None:
    wanted = {answer_path(both.lake.home, row) for row in both.taken.ledger}
    assert wanted <= set(both.lake.home.reports.glob("*/deliveries/*.xlsx"))
    assert len({path.name.split("-")[0] for path in wanted}) == len(wanted)


def test_received_is_what_was_accepted_and_the_rejected_rows_listed(both: Both) -> None:
    by_delivery: dict[int, list[LedgerRow]] = {}
    for row in both.taken.ledger:
        by_delivery.setdefault(row.delivery_id, []).append(row)
    listed_somewhere = 0
    for rows in by_delivery.values():
        sheets = texts(answer_path(both.lake.home, rows[0]))
        listed = [
            row for row in sheets["Отклонённые строки"] if len(row) > 1 and isinstance(row[1], int)
        ]
        assert sum(row.rows_received for row in rows) == len(listed) + sum(
            row.rows_accepted for row in rows
        )
        assert all(row[2] for row in listed)
        summary = {row[0]: row[1] for row in sheets["Итог"] if row[0]}
        if rows[0].rows_received:
            assert summary["Строк отклонено"] == rows[-1].rows_quarantined
        listed_somewhere += len(listed)
    assert listed_somewhere > 10


def test_a_rejected_row_is_shown_with_its_reason_and_its_values(both: Both) -> None:
    _, sheets = answer_of(both, "unknown_school-fail")
    title, headings, row = sheets["Отклонённые строки"]
    assert title[0] == "Методическая работа: отклонено строк — 1"
    shown = dict(zip(headings, row, strict=True))
    assert shown["Строка"] == 3
    assert shown["Логин ОО"] == "sch999999"
    assert "нет в перечне школ" in shown["Почему отклонена"]
    (finding,) = sheets["Ошибки и предупреждения"][1:]
    assert finding[:5] == ["ошибка", None, 3, "Логин ОО", "sch999999"]


def test_a_refused_file_and_a_copy_are_answered_too(both: Both) -> None:
    _, sheets = answer_of(both, "empty_file-fail")
    summary = {each[0]: each[1] for each in sheets["Итог"] if each[0]}
    assert summary["Состояние"] == "Файл не принят"
    assert summary["Ответ"].startswith("Файл пустой.")
    assert summary["Что делать"] == "Исправьте то, что названо, и сдайте файл ещё раз."
    assert summary["Прочитан как"] == "не прочитан"
    assert summary["Период"] == "1-е полугодие 2024 года (2024-H1)"
    for name in ("Отклонённые строки", "Ошибки и предупреждения", "Итоги"):
        assert sheets[name] == [[UNREAD]]
    (copy,), sheets = answer_of(both, "zz-copy")
    assert copy.status == "duplicate"
    assert "второй раз он не учитывается" in str(sheets["Итог"])
    assert "Делать ничего не нужно" in str(sheets["Итог"])


def test_totals_are_held_against_each_other(both: Both) -> None:
    _, sheets = answer_of(both, "declared_total_differs-fail")
    rows = {row[3]: row[4:] for row in sheets["Итоги"][1:]}
    assert rows["Количество участников"] == [41, 40, "не сходится"]
    assert rows["Отметка 2"][2] == "сходится"


def test_a_mean_that_the_file_rounds_agrees(both: Both) -> None:
    rows = [
        row
        for delivered in both.taken.ledger
        if "fis_oko_marks" in delivered.path or "ege_municipal_summary" in delivered.path
        for row in texts(answer_path(both.lake.home, delivered))["Итоги"][1:]
    ]
    assert {row[6] for row in rows} == {"сходится"}
    assert any(abs(row[4] - row[5]) > 0.005 for row in rows)


def test_a_formula_in_a_file_is_none_in_the_answer(both: Both) -> None:
    (row, *_), _ = answer_of(both, "formula_cell-fail")
    book = openpyxl.load_workbook(answer_path(both.lake.home, row))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for cell in cells)


def test_answers_that_were_deleted_are_made_again_byte_by_byte(both: Both) -> None:
    home = both.lake.home
    paths = sorted(home.reports.glob("*/deliveries/*.xlsx"))
    before = {path: path.read_bytes() for path in paths}
    for path in paths[::2]:
        path.unlink()
    # what a killed run leaves of a file
    half = paths[0].with_name(f".{paths[0].name}.part")
    half.write_bytes(before[paths[0]][:100])
    assert answer_senders(home, load_contracts()) == len(paths[::2])
    assert {path: path.read_bytes() for path in paths} == before
    assert not half.exists()


def test_where_all_is_answered_nothing_but_the_newest_numbers_is_read(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    monkeypatch.setattr(
        "opora.answers.write.read_table",
        lambda path, columns: read.append(path) or read_table(path, columns),
    )
    assert answer_senders(both.lake.home, load_contracts()) == 0
    newest = max(both.lake.home.ledger.glob("0*.parquet"))
    assert read == [newest]


def test_what_is_too_long_to_list_is_cut_and_says_so(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, whole = answer_of(both, "link_to_unknown_object-fail")
    path = answer_path(both.lake.home, rows[0])
    content = path.read_bytes()
    path.unlink()
    monkeypatch.setattr("opora.answers.lake.LISTED_ROWS", 3)
    monkeypatch.setattr("opora.answers.lake.LISTED_OF_RULE", 1)
    answer_senders(both.lake.home, load_contracts())
    cut = texts(path)
    assert cut["Отклонённые строки"][1][0] == "Здесь показаны первые 3 из них."
    assert len(cut["Отклонённые строки"]) == 6
    # the totals stay those of all rows
    assert cut["Итог"][:18] == whole["Итог"][:18]
    path.write_bytes(content)
