"""`opora forms`: one clear line for what goes wrong, and for what there is to fill in."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from opora.cli import app
from opora.errors import OporaError
from opora.home import Home
from opora.lock import writer_lock

RUNNER = CliRunner(env={"COLUMNS": "200", "TERM": "dumb"})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["2024H2"], "Полугодия «2024H2» в календаре нет. Полугодие пишут как 2024-H1 или "),
        (["2039-H1"], "Полугодия «2039-H1» в календаре нет. "),
        (["2024-H2", "--dataset", "teachers"], "Набора данных «teachers» нет. "),
    ],
)
def test_what_goes_wrong_is_one_clear_line(
    tmp_path: Path, arguments: list[str], message: str
) -> None:
    done = RUNNER.invoke(app, ["forms", *arguments], env={"OPORA_HOME": str(tmp_path)})
    assert done.exit_code != 0
    assert isinstance(done.exception, OporaError)
    assert str(done.exception).startswith(message)
    assert "\n" not in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_on_the_first_day_and_during_a_run_the_forms_are_empty_and_it_is_said(
    tmp_path: Path,
) -> None:
    home = Home(tmp_path)
    # A run that is under way is waited for by nobody.
    with writer_lock(home):
        done = RUNNER.invoke(
            app,
            ["forms", "2024-H2", "--dataset", "staff", "--dataset", "recommendation_responses"],
            env={"OPORA_HOME": str(tmp_path)},
        )
    assert done.exit_code == 0, done.output
    folder = home.reports / "2024-H2" / "forms"
    assert done.output.splitlines()[-4:] == [
        f"{folder}/staff.xlsx: пустая",
        f"{folder}/recommendation_responses.xlsx: пустая",
        "Перечень школ ещё не сдан: начните с формы schools. Пока логины выбрать не из чего.",
        "Рекомендаций ещё нет: они появятся, когда данные опубликует opora run.",
    ]
    assert sorted(path.name for path in folder.iterdir()) == [
        "recommendation_responses.xlsx",
        "staff.xlsx",
    ]


def test_a_form_that_is_being_filled_in_is_told_and_the_others_are_written(tmp_path: Path) -> None:
    arguments = ["forms", "2024-H2", "--dataset", "staff", "--dataset", "measures"]
    env = {"OPORA_HOME": str(tmp_path)}
    assert "уже заполняется" not in RUNNER.invoke(app, arguments, env=env).output
    (Home(tmp_path).reports / "2024-H2" / "forms" / "staff.xlsx").write_bytes(b"filled in")
    done = RUNNER.invoke(app, arguments, env=env)
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert "Форма staff.xlsx уже заполняется, она не тронута. Остальные записаны: 1." in lines
    assert "Записать заново поверх заполненного: --overwrite." in lines
    assert not any(line.endswith("staff.xlsx: пустая") for line in lines)


def test_a_release_of_an_older_version_is_one_clear_line(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.warehouse.mkdir()
    duckdb.connect(str(home.published_file)).close()
    done = RUNNER.invoke(app, ["forms", "2024-H2"], env={"OPORA_HOME": str(tmp_path)})
    assert isinstance(done.exception, OporaError)
    message = str(done.exception)
    assert "opora.duckdb не узнать открытые рекомендации (Catalog Error: " in message
    assert message.endswith("Опубликуйте данные заново: opora run.")
    assert "\n" not in message


def test_the_help_says_where_forms_come_from_and_go_to() -> None:
    page = RUNNER.invoke(app, ["forms", "--help"]).output
    for word in ("reports", "landing", "--per-school", "--overwrite", "--dataset"):
        assert word in page
