"""Of a text table the copy shows faulty rows; those of another system's file hold no codes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from adapters import ris_gia_protocol as protocol
from answers.books import texts
from typer.testing import CliRunner

from opora.answers.copies import copy_path
from opora.cli import app


def test_rows_that_were_made_of_a_foreign_file_are_shown_in_words(tmp_path: Path) -> None:
    wrong = replace(protocol.SMALL.lines[0], score=9)
    made = replace(protocol.SMALL, lines=(wrong, *protocol.SMALL.lines[1:]))
    file = tmp_path / "protocol.csv"
    file.write_bytes(protocol.csv_of(made))
    done = CliRunner().invoke(app, ["check", str(file)], env={"OPORA_HOME": str(tmp_path / "none")})
    assert done.exit_code == 1
    rows = texts(copy_path(file))["Строки с ошибками"]
    at = next(at for at, row in enumerate(rows) if row[0] == "Строка файла")
    shown = dict(zip(rows[at], rows[at + 1], strict=True))
    assert (shown["Вид процедуры"], shown["Этап"]) == ("ОГЭ", "Основной период")
    # what is no word of a vocabulary stays
    assert shown["Оценка"] == "9"
