"""`opora status`: its sentences are Russian, fit a terminal of 80, and are never a traceback."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from published_deliveries import FILES, publish_deliveries
from published_quality import publish_quality
from typer.testing import CliRunner

from opora.cli import app
from opora.errors import OporaError
from opora.home import Home


def refused(home: Home, *arguments: str) -> str:
    done = CliRunner(env={"OPORA_HOME": str(home.root)}).invoke(app, ["status", *arguments])
    assert isinstance(done.exception, OporaError), done.output
    return str(done.exception)


def told(home: Home, *arguments: str) -> str:
    runner = CliRunner(env={"OPORA_HOME": str(home.root), "COLUMNS": "80", "TERM": "dumb"})
    done = runner.invoke(app, ["status", *arguments], catch_exceptions=False)
    assert max(map(len, done.output.splitlines())) <= 80
    return done.output


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("status"))
    publish_quality(home)
    publish_deliveries(home)
    return home


def line_of(output: str, name: str) -> list[str]:
    """What stands in a line of a table after its name."""
    (line,) = (line for line in output.splitlines() if line.strip().startswith(name))
    return line.replace(name, "").split()


def test_nothing_is_published(tmp_path: Path) -> None:
    said = refused(Home(tmp_path))
    assert said == (
        f"Ещё ничего не сдано. Положите файлы в {tmp_path}/landing и наберите opora run."
    )
    assert list(tmp_path.iterdir()) == []


def test_release_of_an_older_version_without_the_marts(tmp_path: Path) -> None:
    home = Home(tmp_path)
    publish_quality(home)
    assert "записан прежней версией программы. Наберите opora run" in refused(home)


def test_release_of_an_older_version_without_a_column(tmp_path: Path) -> None:
    home = Home(tmp_path)
    publish_quality(home)
    publish_deliveries(home)
    with duckdb.connect(home.published_file) as connection:
        connection.execute("ALTER TABLE marts.delivery_completeness DROP newest_half_year")
    assert "записан прежней версией программы. Наберите opora run" in refused(home)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2024H1"], "полугодие пишется как 2024-H1, а не «2024H1»"),
        (["--dataset", "stuff"], "Набора данных «stuff» нет. Похожие: staff"),
    ],
)
def test_a_misspelt_question(tmp_path: Path, arguments: list[str], said: str) -> None:
    assert refused(Home(tmp_path), *arguments).startswith(said)


def test_half_years_stand_in_words_and_days_in_figures(home: Home) -> None:
    output = told(home, "--on", "2024-07-06")
    assert line_of(output, "1-е полугодие 2024 (2024-H1)")
    assert line_of(output, "прошлые годы (history)") == ["1", "7"]
    assert "Кого ждём на 06.07.2024" in output
    assert " 10.07.2024  срок близко " in output


def test_stage_of_each_dataset_is_in_words(home: Home) -> None:
    output = told(home, "2024-H1", "--on", "2024-07-06")
    awaited = output[output.index("Кого ждём") :]
    assert line_of(awaited, "Списки школ") == ["05.07.2024", "просрочено", "1", "1"]
    assert line_of(awaited, "Педагогические работники") == [
        "10.07.2024", "срок", "близко", "2", "1", "4",
    ]  # fmt: skip
    assert "Кто именно: --missing" in output


def test_what_holds_from_before_is_told(home: Home) -> None:
    output = told(home, "2023-H2", "--on", "2024-02-01")
    assert line_of(output, "Социальные условия")[1:] == ["есть", "прежние", "1"]
    assert "действуют сведения прошлого полугодия" in " ".join(output.split())
    assert "действуют сведения" not in told(home, "2024-H1", "--dataset", "staff")


def test_nobody_knows_how_many_are_missing(home: Home) -> None:
    output = told(home, "2024-H2", "--on", "2025-01-01")
    assert output.startswith("Ничего не сдано за 2-е полугодие 2024 года (2024-H2).")
    assert line_of(output, "Педагогические работники")[-2:] == ["все", "?"]
    assert "неизвестно, от скольких школ ждать" in output
    assert "На 01.01.2025 никого не ждём." in told(home, "2019-H1", "--on", "2025-01-01")


def test_senders_are_named(home: Home) -> None:
    output = told(home, "2024-H1", "--dataset", "staff", "--missing")
    assert "Педагогические работники (staff), 1-е полугодие 2024 года, срок 10.07.2024" in output
    assert "  не сдано  b Школа b\n" in output
    assert "  отклонено c Школа c, ждут исправления строк: 5\n" in output


def test_a_file_waits_with_the_sentence_of_what_is_still_open(home: Home) -> None:
    output = " ".join(told(home, "2024-H1").split())
    assert (
        "2024-H1/staff/partly.xlsx: ждут исправления строк: 2 из 9. Лист «Кадры», строка 4: "
        "Нет должности." in output
    )
    assert "2024-H1/staff/broken.xlsx: не принят. Книга повреждена." in output
    assert "Не приняты и убраны из папки, их больше не ждут: 1." in output
    assert "gone.xlsx" not in output
    assert "corrected.xlsx" not in output


def test_no_english_word_is_shown(home: Home) -> None:
    """But file names, codes and the name of an option."""
    output = told(home, "2024-H1", "--missing") + told(home)
    for name in (*FILES, "2024-H1", "2023-H2", "history", "(unknown)", "--missing", "(staff)"):
        output = output.replace(name, "")
    for name in ("(social_conditions)", "(school_lists)", "-H2", " a ", " b ", " c ", " m "):
        output = output.replace(name, "")
    words = [word for word in output.split() if word.isascii() and word.isalpha()]
    assert not [word for word in words if len(word) > 1]
