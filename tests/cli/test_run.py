"""The command line: complete help, and one clear line for what goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from opora.cli import app

RUNNER = CliRunner(env={"COLUMNS": "200", "TERM": "dumb"})


def opora(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it."""
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "opora", *arguments],
        env=os.environ | {"OPORA_HOME": str(home), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_home_without_deliveries_is_one_clear_line(tmp_path: Path) -> None:
    done = opora(tmp_path, "run")
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith(f"opora: there is no folder {tmp_path}/landing")
    assert "opora demo" in line
    assert list(tmp_path.iterdir()) == []


def test_a_half_year_that_is_none_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    done = opora(tmp_path, "run", "--half-year", "2024H1")
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    assert line == "opora: a half-year is written like 2024-H1, not '2024H1'"
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize("command", ["demo", "run"])
def test_the_help_of_every_command_explains_it(command: str) -> None:
    assert command in RUNNER.invoke(app, ["--help"]).output
    help_page = RUNNER.invoke(app, [command, "--help"])
    assert help_page.exit_code == 0
    assert "landing" in help_page.output


def test_every_option_and_command_has_a_sentence() -> None:
    from typer.main import get_command

    root = get_command(app)
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        assert command.help, name
        for parameter in command.params:
            assert getattr(parameter, "help", None), f"{name} {parameter.name}"
