"""The ways that are compared: what is started on the files of a size, and what it does and lacks.

Belongs here: one entry per way. Not here: the order of the runs (`compare`), the ways themselves
(`whole_run`, `floor`, `bare_dbt`, `by_hand`), how they are measured (`measure`), or what has to
come out of them (`totals`).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from opora.bench.sizes import Expected, Files
from opora.bench.totals import (
    wrong_release,
    wrong_rows,
    wrong_totals,
    wrong_unchecked_totals,
)
from opora.home import REPOSITORY, Home

#: Where Spark is installed: an environment beside the one that runs this.
_SPARK_PYTHON = REPOSITORY / ".venv-spark" / "bin" / "python"
_RUN = "opora.bench.whole_run"
_LAKE = "lake"
_SCALED = ("region", "tenth", "country")
_ALL = ("municipality", *_SCALED)


@dataclass(frozen=True)
class Command:
    """What is started: a module in some environment's Python; `work` is emptied before."""

    module: str
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    python: Path = Path(sys.executable)

    @property
    def words(self) -> list[str]:
        """As the operating system takes it."""
        return [str(self.python), "-m", self.module, *self.arguments]


@dataclass(frozen=True)
class Way:
    """One way from the files to the cells, and what a reader has to know to be fair to it.

    Attributes:
        name: what it is called in results and on the command line.
        title: what it is called on the page.
        sizes: where it makes sense.
        command: prepares its folder and says what to start; raises `LeftOut` where it can't.
        wrong: what is wrong with what came out, or nothing.
        after: the way whose work it goes on with, if any.
        checks: which checks it runs, with `{rules}` and `{tests}` of its report.
        rejects: what becomes of rows that can't be right.
        keeps: whether corrections and history are kept.
        gives: what it leaves behind.
    """

    name: str
    title: str
    sizes: tuple[str, ...]
    command: Callable[[Files], Command]
    checks: str
    rejects: str
    keeps: str
    gives: str
    wrong: Callable[[Expected | None, Mapping[str, Any]], str] = lambda expected, report: ""
    after: str | None = None


class LeftOut(Exception):  # noqa: N818 - no error: the page says why
    """A way that can't be tried here."""


def work_of(files: Files, name: str) -> Path:
    """The folder of a way."""
    return files.home.root / "ways" / name


# -- what is started ----------------------------------------------------------------------------


def _floor(files: Files) -> Command:
    results = next(files.home.landing.glob("*/assessment_results"))
    return Command("opora.bench.floor", (str(results), str(_emptied(files, "floor"))))


def _opora(files: Files) -> Command:
    return Command(_RUN, environment=_home(_with_files(files, "opora")))


def _again(files: Files) -> Command:
    return Command(_RUN, environment=_home(work_of(files, "opora")))


def _reports(files: Files) -> Command:
    return Command(_RUN, ("--reports",), _home(_with_files(files, "reports")))


def _spark(files: Files) -> Command:
    if not _SPARK_PYTHON.is_file():
        raise LeftOut("Spark is not installed: 'make spark' sets up .venv-spark")
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        raise LeftOut("Spark needs Java, which is not installed")
    home = _home(_with_files(files, "spark"), target="spark")
    return Command(_RUN, environment=home, python=_SPARK_PYTHON)


def _pandas(files: Files) -> Command:
    home = files.home
    folders = (str(home.landing), str(home.rules), str(_emptied(files, "pandas")))
    return Command("opora.bench.by_hand.with_pandas", folders)


def _plain_dbt(files: Files) -> Command:
    folders = (str(files.home.landing), str(_emptied(files, "plain-dbt")))
    return Command("opora.bench.by_hand.with_plain_dbt", folders)


def _bare_dbt(files: Files) -> Command:
    """`dbt build` of the same models over the same lake, into a file of its own."""
    folder = _emptied(files, "bare-dbt")
    shutil.copytree(work_of(files, "opora") / _LAKE, folder / _LAKE)
    Home(folder).warehouse.mkdir()
    return Command("opora.bench.bare_dbt", environment=_home(folder))


def _home(folder: Path, target: str = "duckdb") -> dict[str, str]:
    # whatever lake and engine the caller has
    return {"OPORA_HOME": str(folder), "OPORA_LAKE": "", "OPORA_TARGET": target}


def _emptied(files: Files, name: str) -> Path:
    folder = work_of(files, name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _with_files(files: Files, name: str) -> Path:
    """An empty home in which the files of the size were delivered."""
    home = Home(_emptied(files, name))
    home.landing.symlink_to(files.home.landing)
    if files.home.rules.is_dir():
        home.rules.symlink_to(files.home.rules)
    return home.root


# -- the ways, in the order in which they run ---------------------------------------------------

_EVERYTHING = (
    "cells, score distributions, indicators, statuses, analysis, recommendations, snapshots; "
    "a published release with its dictionary"
)
_CHECKED = "{rules} rules of the contracts (Great Expectations in DuckDB), {tests} dbt tests"
_QUARANTINE = "kept apart with rule and reason; an answer to each sender"
_LEDGER = "ledger, corrections by delivery rule, half-yearly snapshots"

WAYS: tuple[Way, ...] = (
    Way(
        "floor", "bare DuckDB", _SCALED, _floor,
        checks="none", rejects="counted like any other", keeps="nothing",
        gives="results as one Parquet file, cells with two sums", wrong=wrong_rows,
    ),
    Way(
        "opora", "Opora, every check on", _ALL, _opora,
        checks=_CHECKED, rejects=_QUARANTINE, keeps=_LEDGER, gives=_EVERYTHING, wrong=wrong_totals,
    ),
    Way(
        "again", "Opora again, nothing new", _ALL, _again,
        checks="whether a file, a rule or the code has changed", rejects="nothing came",
        keeps=_LEDGER, gives="nothing: the release stays", wrong=wrong_release, after="opora",
    ),
    Way(
        "bare-dbt", "bare dbt build of our models", ("municipality",), _bare_dbt,
        checks="the dbt tests, none of the contracts", rejects="were rejected before",
        keeps="nothing: it starts from Opora's finished lake",
        gives="the same tables, without analysis, unpublished", after="opora",
    ),
    Way(
        "reports", "Opora with its reports", ("municipality",), _reports,
        checks=_CHECKED, rejects=_QUARANTINE, keeps=_LEDGER,
        gives=f"{_EVERYTHING}; reports of every territory and a card per school",
    ),
    Way(
        "spark", "Opora on Spark", _ALL, _spark,
        checks="{rules} rules of the contracts, {tests} dbt tests", rejects=_QUARANTINE,
        keeps=_LEDGER, gives=_EVERYTHING, wrong=wrong_totals,
    ),
    Way(
        "pandas", "pandas, by hand", _SCALED, _pandas,
        checks="{rules} rules (Great Expectations on pandas); not asked: {left_out}",
        rejects="dropped; rows and rules in Parquet files, no reason in words, no answer",
        keeps="nothing: everything is read anew each time",
        gives="accepted rows and cells as Parquet files", wrong=wrong_totals,
    ),
    Way(
        "plain-dbt", "plain dbt, by hand", _SCALED, _plain_dbt,
        checks="none", rejects="counted like any other: {impossible} marks that can't be",
        keeps="nothing: everything is read anew each time",
        gives="results, cells, schools, lists and conditions as tables",
        wrong=wrong_unchecked_totals,
    ),
)  # fmt: skip

#: What the others are held against, by size; the floor where there is one.
BASELINES = dict.fromkeys(_SCALED, "floor") | {"municipality": "bare-dbt"}


def way(name: str) -> Way:
    """The way of that name."""
    return next(each for each in WAYS if each.name == name)
