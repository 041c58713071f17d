"""What is lost, cut off or can't be written: the next time puts it right, and somebody is told."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest
from made_home import MadeHome, revision
from made_release import DISTRICT, NOW
from written import ALL, CARD, bring, world

from opora.pipeline.pages import bring_reports_up_to_date
from opora.reports import write
from opora.reports.card import card_of
from opora.reports.noted import are_current
from opora.reports.report import Report
from opora.reports.source import ReportError

pytestmark = pytest.mark.usefixtures("short_reports")


@pytest.mark.parametrize("lost", ["index.html", CARD, "made_from.json"])
def test_a_lost_file_is_made_again(made_home: MadeHome, lost: str) -> None:
    made_home.publish("r1", world())
    bring(made_home)
    (made_home.home.reports / NOW / DISTRICT / lost).unlink()
    assert bring_reports_up_to_date(made_home.home, lambda *_: None) == 1
    assert set(made_home.files(DISTRICT)) == ALL


def test_a_deleted_folder_is_made_again(made_home: MadeHome) -> None:
    made_home.publish("r1", world())
    bring(made_home)
    for name in ALL:
        (made_home.home.reports / NOW / DISTRICT / name).unlink()
    assert bring_reports_up_to_date(made_home.home, lambda *_: None) == 1


def test_what_was_cut_off_goes_on(made_home: MadeHome, monkeypatch: pytest.MonkeyPatch) -> None:
    made_home.publish("r1", world(schools=("sch990001", "sch990002")))

    def cut_off(report: Report, login: str, links: Any) -> Any:
        if login == "sch990002":
            raise KeyboardInterrupt
        return card_of(report, login, links)

    with monkeypatch.context() as cut, pytest.raises(KeyboardInterrupt):
        cut.setattr(write, "card_of", cut_off)
        bring(made_home)
    assert "made_from.json" not in made_home.files(DISTRICT)
    assert not are_current(made_home.home)
    # the region's was finished
    assert bring(made_home) == [DISTRICT]
    assert set(made_home.files(DISTRICT)) == ALL | {"schools/sch990002.html"}


def test_what_was_cut_off_on_the_way_to_another_revision_goes_on(
    made_home: MadeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_home.publish("r1", world(revision(1, "in_force", release="r1")))
    bring(made_home)
    made_home.publish(
        "r2", world(revision(1, "replaced", release="r1"), revision(2, "in_force", release="r2"))
    )

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut, pytest.raises(KeyboardInterrupt):
        cut.setattr(write, "card_of", cut_off)
        bring(made_home)
    assert "редакция 2" in made_home.text(f"{DISTRICT}/index.html")
    assert "редакция 1" in made_home.text(f"{DISTRICT}/{CARD}")
    # half of either
    assert not are_current(made_home.home)
    assert bring_reports_up_to_date(made_home.home, lambda *_: None) == 1
    assert "редакция 2" in made_home.text(f"{DISTRICT}/{CARD}")


@pytest.mark.parametrize("refused", ["spravka.docx", CARD])
def test_a_file_that_somebody_has_open_is_named(
    made_home: MadeHome, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    made_home.publish("r1", world(remark="Раз."))
    bring(made_home)
    made_home.publish("r2", world(remark="Два."))
    replace = Path.replace

    def open_in_word(path: Path, target: Path) -> Path:
        if target.name == Path(refused).name:
            # as Windows says it
            raise PermissionError(errno.EACCES, "Permission denied", str(path), None, str(target))
        return replace(path, target)

    with monkeypatch.context() as held:
        held.setattr(Path, "replace", open_in_word)
        with pytest.raises(
            ReportError, match=f"{DISTRICT}/{refused} could not be written .Perm.*Word"
        ):
            bring(made_home)
    assert not are_current(made_home.home)
    assert bring(made_home) == [DISTRICT]
    assert "Два." in made_home.text(f"{DISTRICT}/index.html")
