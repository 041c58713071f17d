"""`opora forms`: one clear line for what goes wrong, and for what there is to fill in."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from opora.cli import app
from opora.errors import OporaError
from opora.home import Home

RUNNER = CliRunner(env={"COLUMNS": "200", "TERM": "dumb"})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["2024H2"], "a half-year is written like 2024-H1, not '2024H2'"),
        (["2024-H2", "--dataset", "staff"], "there is no form of 'staff'; expected one of rec"),
        (["2024-H2"], "nothing is published yet: there is no "),
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


def test_a_release_of_an_older_version_is_one_clear_line(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.warehouse.mkdir()
    duckdb.connect(str(home.published_file)).close()
    done = RUNNER.invoke(app, ["forms", "2024-H2"], env={"OPORA_HOME": str(tmp_path)})
    assert isinstance(done.exception, OporaError)
    message = str(done.exception)
    assert "opora.duckdb does not tell what is open (Catalog Error: " in message
    assert message.endswith("publish it anew with 'opora run'")
    assert "\n" not in message


def test_the_help_says_where_forms_come_from_and_go_to() -> None:
    page = RUNNER.invoke(app, ["forms", "--help"]).output
    for word in ("reports", "landing", "--per-school", "--overwrite", "decision_links"):
        assert word in page
