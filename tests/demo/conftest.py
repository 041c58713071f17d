"""One demonstration municipality for all tests of this folder: it is the same each time."""

from pathlib import Path

import pytest

from opora.demo import KnownAnswers, write_municipality
from opora.home import Home
from opora.pipeline.approve import approve
from opora.pipeline.run import run
from opora.reports import write
from opora.reports.report import Report
from opora.snapshot.revisions import half_years_with_snapshots


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def landing(home: Home) -> Path:
    return home.landing


@pytest.fixture(scope="session")
def answers(landing: Path) -> KnownAnswers:
    return write_municipality(landing)


@pytest.fixture(scope="session")
def taken(home: Home, answers: KnownAnswers) -> KnownAnswers:
    """The same, after the pipeline has run; all half-years but the newest are approved."""
    run(home)
    approve(home, half_years_with_snapshots(home)[:-1], by="начальник управления")
    return answers


@pytest.fixture(scope="session")
def reported(home: Home, taken: KnownAnswers) -> Home:
    """The same, with the report of the municipality, and some cards: drawing all takes its time."""
    all_schools = write._schools

    def some_schools(report: Report) -> list[str]:
        return all_schools(report)[::12]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(write, "_schools", some_schools)
        write.write_reports(home, ["2024-H1"], ["00701000"], progress=lambda done, total: None)
    write.write_cards(home, ["2024-H2"], ["sch990010"])
    return home
