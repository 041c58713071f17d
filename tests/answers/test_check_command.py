"""`opora check` as its users meet it: words, exit codes, files beside each other, no home."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from answers.books import STAFF, staff_book, teacher
from click.testing import Result
from deliveries import SCHOOLS, SUPPORT, Lake, event
from typer.testing import CliRunner

from opora.answers.copies import copy_path, is_untouched_copy
from opora.cli import app
from opora.home import Home
from opora.pipeline.claims import Claim, claimed_file

RUNNER = CliRunner(env={"COLUMNS": "200", "TERM": "dumb"})


def run(home: Path, *arguments: str | Path) -> Result:
    return RUNNER.invoke(app, ["check", *map(str, arguments)], env={"OPORA_HOME": str(home)})


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where somebody's files lie, outside of any home."""
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """A home that does not exist."""
    return tmp_path / "nowhere"


def test_a_right_file_can_be_delivered_and_nothing_is_written(folder: Path, nowhere: Path) -> None:
    file = folder / "events.csv"
    file.write_text(SUPPORT + event("a"), encoding="utf-8")
    done = run(nowhere, file)
    assert done.exit_code == 0, done.output
    assert "Набор: «Методическая работа» (methodical_support)" in done.stdout
    assert "✓ Будет принято целиком." in done.stdout
    assert "Здесь нельзя узнать: есть ли школы в перечне школ." in done.stdout
    assert done.stdout.rstrip().endswith("Можно сдавать.")
    assert names(folder) == ["events.csv"]
    assert not nowhere.exists()


def test_faults_are_told_by_rule_with_their_places(folder: Path, nowhere: Path) -> None:
    rows = [teacher(f"Иванова Мария {letter}", Должность=None) for letter in "абвгдеж"]
    file = staff_book(
        folder / "2024-H1" / "staff" / "учителя.xlsx", [*rows, teacher("Петрова О Л")]
    )
    done = run(nowhere, file)
    assert done.exit_code == 1
    said = " ".join(done.stdout.split())
    assert "(staff), лист «Педагоги», 1-е полугодие 2024 года (2024-H1)" in said
    assert "Строк: 8; будет принято: 1, отклонено: 7; предупреждений: 0." in said
    assert "Ошибка, 7 строк: Не заполнена графа «Должность»." in said
    assert "лист «Педагоги», строки 4–10, графа «Должность» Здесь" in said
    assert max(map(len, done.stdout.split("Копия")[0].splitlines())) <= 80
    assert copy_path(file).exists()
    assert f"Копия с отмеченными ячейками: {copy_path(file)}" in done.stdout


def test_warnings_alone_keep_nothing_from_being_delivered(folder: Path, nowhere: Path) -> None:
    file = staff_book(folder / "staff.xlsx", [teacher("Иванова Мария Ильинична", Должность="Маг")])
    done = run(nowhere, file)
    assert done.exit_code == 0
    assert "Можно сдавать. Сначала прочитайте предупреждения" in done.stdout


def test_values_that_differ_are_told_each_with_its_rows(folder: Path, nowhere: Path) -> None:
    file = folder / "events.csv"
    rows = [event(f"a{number}", day="март") for number in range(3)] + [event("b", day="31.06.2024")]
    file.write_text(SUPPORT + "".join(rows), encoding="utf-8")
    said = " ".join(run(nowhere, "--no-copy", file).stdout.split())
    assert "Ошибка, 4 строки: В графе «Дата проведения» написано «…», а нужна дата." in said
    assert "строки 2–4, графа «Дата проведения»: «март» строка 5, графа" in said
    assert "«31.06.2024»" in said


def test_files_are_checked_together(folder: Path, nowhere: Path) -> None:
    """Rows may refer to what stands in the file beside; so a slip in a login is found."""
    schools, events = folder / "schools.csv", folder / "events.csv"
    schools.write_text(SCHOOLS, encoding="utf-8")
    events.write_text(SUPPORT + event("a") + event("b", school="sch990002"), encoding="utf-8")
    assert run(nowhere, "--no-copy", events).exit_code == 0
    done = run(nowhere, "--no-copy", events, schools)
    assert done.exit_code == 1
    assert "Школы с логином «sch990002»" in done.stdout
    assert "Здесь нельзя узнать" not in done.stdout
    assert names(folder) == ["events.csv", "schools.csv"]


def test_what_a_home_knows_is_asked(lake_with_school: Lake, folder: Path) -> None:
    lake_with_school.take()
    right, wrong = folder / "right.csv", folder / "wrong.csv"
    right.write_text(SUPPORT + event("a"), encoding="utf-8")
    wrong.write_text(SUPPORT + event("b", school="sch990002"), encoding="utf-8")
    done = run(lake_with_school.home.root, right, wrong)
    assert done.exit_code == 1
    assert "Здесь нельзя узнать" not in done.stdout
    assert done.stdout.index("✓ Будет принято") < done.stdout.index("Школы с логином «sch990002»")
    assert not copy_path(right).exists()
    assert copy_path(wrong).exists()


def test_folders_say_what_a_file_is_for(folder: Path, nowhere: Path) -> None:
    file = folder / "2024-H1" / "methodical_support" / "may" / "events.csv"
    file.parent.mkdir(parents=True)
    file.write_text(SUPPORT + event("a", day="01.09.2024"), encoding="utf-8")
    by_folder = run(nowhere, "--no-copy", folder)
    assert by_folder.exit_code == 1
    assert "не попадает в полугодие папки" in " ".join(by_folder.stdout.split())
    assert run(nowhere, "--no-copy", "--half-year", "2024-H2", file).exit_code == 0


@pytest.mark.parametrize(
    ("path", "claim", "half_year", "dataset", "is_wrong"),
    [
        ("/x/2024-H2/staff/a.xlsx", Claim(), "2024-H2", "staff", False),
        ("/x/2024-H2/staff/deeper/a.xlsx", Claim(), "2024-H2", "staff", False),
        ("/x/2024-H2/other/a.xlsx", Claim(), "2024-H2", None, False),
        ("/x/2024-H2/a.xlsx", Claim(), "2024-H2", None, False),
        ("/x/2023-H1/2024-H2/staff/a.xlsx", Claim(), "2024-H2", "staff", False),
        ("/x/history/staff/a.xlsx", Claim(), None, "staff", False),
        ("/x/staff/a.xlsx", Claim(), None, None, False),
        ("/x/a.xlsx", Claim(), None, None, False),
        ("/x/2024-H2/staff/a.xlsx", Claim("2025-H1", "measures"), "2025-H1", "measures", False),
        ("/x/2024-H2/staff/a.xlsx", Claim("history"), None, "staff", False),
        ("/home/landing/2024-H2/staff/a.xlsx", Claim(), "2024-H2", "staff", False),
        ("/home/landing/2024-H2/other/a.xlsx", Claim(), "2024-H2", None, True),
        ("/home/landing/a.xlsx", Claim(), None, None, True),
        ("/x/..\\..\\a.xlsx", Claim(), None, None, True),
    ],
)
def test_what_a_file_is_taken_for(
    path: str, claim: Claim, half_year: str | None, dataset: str | None, is_wrong: bool
) -> None:
    names = frozenset({"staff", "measures"})
    file = claimed_file(Home(Path("/home")), Path(path), claim, names)
    assert (file.half_year, file.dataset) == (half_year, dataset)
    assert (file.problem is not None) == is_wrong


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("none.csv",), "файла «none.csv» нет"),
        (("--dataset", "teachers", "."), "набора «teachers» нет; есть"),
        (("--half-year", "2024", "."), "полугодие пишется как 2024-H1, а не «2024»"),
        (("empty",), "в папке «empty» нет ни одного файла"),
        (("ф" * 200,), f"файла «{'ф' * 200}» нет"),
    ],
)
def test_what_can_not_be_checked_is_one_line_and_two(
    folder: Path, nowhere: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str], words: str
) -> None:
    (folder / "empty").mkdir()
    monkeypatch.chdir(folder)
    done = run(nowhere, *arguments)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"opora: {words}")
    assert len(done.stderr.splitlines()) == 1


def test_a_copy_never_takes_another_file_s_place(folder: Path, nowhere: Path) -> None:
    file = folder / "events.csv"
    file.write_text(SUPPORT + event("a", day="вчера"), encoding="utf-8")
    copy = copy_path(file)
    assert run(nowhere, file).exit_code == 1
    first = copy.read_bytes()
    # an earlier copy of ours is replaced, and is no file of the folder
    again = run(nowhere, folder)
    assert copy.read_bytes() == first
    assert copy.name not in again.stdout.split("Копия")[0]
    copy.write_text("заметки", encoding="utf-8")
    done = run(nowhere, file)
    assert f"Копия не записана: файл {copy.name} уже есть" in done.stdout
    assert copy.read_text(encoding="utf-8") == "заметки"


def test_a_file_that_waits_to_be_taken_gets_no_copy_beside_it(lake_with_school: Lake) -> None:
    lake = lake_with_school
    file = lake.land("2024-H1/methodical_support/a.csv", SUPPORT + event("a", day="вчера"))
    done = run(lake.home.root, file)
    assert done.exit_code == 1
    assert "Копия файла a.csv не записана" in done.stdout
    assert names(file.parent) == ["a.csv"]


def test_a_folder_that_can_not_be_written_to_is_said(
    folder: Path, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("opora.answers.copies.write_bytes", refuse)
    file = folder / "events.csv"
    file.write_text(SUPPORT + event("a", day="вчера"), encoding="utf-8")
    done = run(nowhere, file)
    assert done.exit_code == 1
    assert "Копия events.csv.проверка.xlsx не записана: нет прав на запись" in done.stdout


def test_people_are_only_counted(folder: Path, nowhere: Path) -> None:
    """Nothing that names somebody is said in the terminal, whatever column it stands in."""
    rows = [teacher("Безымянская Анна Львовна", **{STAFF[4]: "Безымянская Анна Львовна"})]
    done = run(nowhere, "--no-copy", staff_book(folder / "staff.xlsx", rows))
    assert done.exit_code == 1
    assert "Безымянская" not in done.output
    assert "скрыто: похоже на имя" in done.output


def test_columns_that_are_not_read_are_told(folder: Path, nowhere: Path) -> None:
    """Not those that a form adds for reading; there is nothing to correct, so no copy."""
    file = folder / "events.csv"
    headings = f"{SUPPORT.rstrip()};Примечание;Справочно: Школа;Кто был\n"
    file.write_text(headings + event("a").rstrip() + ";;Школа 1;\n", encoding="utf-8")
    done = run(nowhere, file)
    assert done.exit_code == 0
    said = " ".join(done.stdout.split())
    assert "Заметка: графы «Примечание», «Кто был» не из формы, они не читаются." in said
    assert names(folder) == ["events.csv"]


def test_what_was_not_checked_is_said_before_the_verdict(folder: Path, tmp_path: Path) -> None:
    """Here files are taken, but nothing has been yet: whoever begins with events loses all rows."""
    home = tmp_path / "home"
    home.mkdir()
    events, schools = folder / "events.csv", folder / "schools.csv"
    events.write_text(SUPPORT + event("a"), encoding="utf-8")
    schools.write_text(SCHOOLS, encoding="utf-8")
    said = " ".join(run(home, events).stdout.split())
    assert "Полугодие не названо: не проверено, попадают ли в него даты." in said
    assert "Набор «Перечень школ» ещё не сдан, поэтому логины не проверены." in said
    assert "Здесь нельзя узнать" not in said
    assert said.endswith("Можно сдавать, но сначала — «Перечень школ».")
    both = run(home, "--half-year", "2024-H1", events, schools).stdout
    assert "Полугодие не названо" not in both
    assert "ещё не сдан" not in both
    for alone in ([schools], ["--half-year", "history", events]):
        assert "Полугодие не названо" not in run(home, *alone).stdout


def test_a_long_name_is_cut_for_the_copy(folder: Path, nowhere: Path) -> None:
    """A name has 255 bytes, and a Russian letter two of them."""
    files = [folder / f"{'ф' * letters}{last}.csv" for letters in (112, 124) for last in "аб"]
    for number, file in enumerate(files):
        file.write_text(SUPPORT + event(f"a{number}", day="вчера"), encoding="utf-8")
    done = run(nowhere, *files)
    assert done.exit_code == 1
    copies = {copy_path(file) for file in files}
    assert len(copies) == len(files)
    for copy in copies:
        assert is_untouched_copy(copy)
        assert copy.name in done.stdout


@pytest.mark.parametrize("letters", range(100, 126))
def test_a_name_is_cut_only_where_it_must_be(letters: int) -> None:
    name = copy_path(Path("ф" * letters + ".xlsx")).name
    assert len(f".{name}.part".encode()) <= 255
    # 227 bytes are left of the usual 255: 6 for the unfinished file, 22 for the ending
    assert ("…" in name) == (letters * 2 > 227)


def test_a_disk_that_does_not_tell_whether_there_is_a_copy_is_said(
    folder: Path, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "events.csv"
    file.write_text(SUPPORT + event("a", day="вчера"), encoding="utf-8")
    exists = Path.exists

    def failing(path: Path) -> bool:
        if path == copy_path(file):
            raise OSError(36, "File name too long")
        return exists(path)

    monkeypatch.setattr(Path, "exists", failing)
    done = run(nowhere, file)
    assert done.exit_code == 1
    assert f"Копия {copy_path(file).name} не записана: ошибка диска" in done.stdout


def test_a_file_that_may_not_be_read_keeps_no_other_from_being_checked(
    folder: Path, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, open_ = folder / "closed.csv", folder / "open.csv"
    for file in (closed, open_):
        file.write_text(SUPPORT + event(file.stem), encoding="utf-8")
    forbid_reading(monkeypatch, closed)
    done = run(nowhere, closed, open_)
    assert done.exit_code == 1
    assert done.stderr == ""
    assert "Файл не открывается" in done.stdout
    assert "✓ Будет принято целиком." in done.stdout


def test_a_folder_that_may_not_be_read_is_said(
    folder: Path, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid_reading(monkeypatch, folder)
    done = run(nowhere, folder)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"opora: папка «{folder}» не открывается: нет прав на чтение.\n"


def forbid_reading(monkeypatch: pytest.MonkeyPatch, closed: Path) -> None:
    """As if the file had no rights; the one who runs tests may have all of them."""
    access, read = os.access, Path.open

    def may(path: Any, mode: int, **options: Any) -> bool:
        return Path(os.fsdecode(path)) != closed and access(path, mode, **options)

    def opened(path: Path, *arguments: Any, **options: Any) -> Any:
        if path == closed:
            raise PermissionError(13, "Permission denied")
        return read(path, *arguments, **options)

    monkeypatch.setattr(os, "access", may)
    monkeypatch.setattr(Path, "open", opened)
