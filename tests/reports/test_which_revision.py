"""Which revision a report speaks of, and from which release it is told."""

from __future__ import annotations

import pytest
from made_home import MadeHome, revision
from made_release import DISTRICT, NOW, MadeRelease
from written import CARD, bring, world

from opora.reports.report import open_reports
from opora.reports.source import ReportError
from opora.reports.write import write_reports

pytestmark = pytest.mark.usefixtures("short_reports")


def test_an_approval_takes_the_draft_away(made_home: MadeHome) -> None:
    made_home.publish("r1", world())
    bring(made_home)
    for page in ("index.html", CARD):
        draft = made_home.text(f"{DISTRICT}/{page}")
        assert 'class="draft' in draft
        assert "ПРОЕКТ · 2024-H1 · редакция 1 · не утверждена" in draft
        assert "Проект: эта редакция не утверждена" in draft
    made_home.publish("r2", world(revision(1, "in_force", release="r1")))
    assert bring(made_home) == [DISTRICT]
    for page in ("index.html", CARD):
        signed = made_home.text(f"{DISTRICT}/{page}")
        assert "ПРОЕКТ ·" not in signed
        assert 'class="draft' not in signed
        assert "редакция 1 · утверждена 19.07.2024, начальник управления" in signed


def test_changes_after_an_approval_are_said_at_the_top(made_home: MadeHome) -> None:
    proposed = revision(2, causes_ru="поступили новые сведения")
    made_home.publish("r1", world(revision(1, "in_force", release="r1"), proposed))
    bring(made_home)
    for page in ("index.html", CARD):
        told = made_home.text(f"{DISTRICT}/{page}")
        assert "предлагается редакция 2 (поступили новые сведения)." in told
        assert "2024-H1 · редакция 1 · утверждена" in told


def test_a_revision_that_is_asked_for_is_reported(made_home: MadeHome) -> None:
    made_home.publish(
        "r1", world(revision(1, "replaced", release="r1"), revision(2, "in_force", release="r1"))
    )
    bring(made_home)
    assert "редакция 2 · утверждена" in made_home.text(f"{DISTRICT}/index.html")
    write_reports(made_home.home, [NOW], revision=1, progress=lambda *_: None)
    told = made_home.text(f"r01/{DISTRICT}/index.html")
    signed = "утверждена 19.07.2024, начальник управления, заменена более поздней"
    assert f"редакция 1 · {signed}" in told
    assert "редакция 2 · утверждена" in made_home.text(f"{DISTRICT}/index.html")
    with pytest.raises(ReportError, match="has no revision 3; it has 1, 2"):
        write_reports(made_home.home, [NOW], revision=3, progress=lambda *_: None)


def test_what_was_signed_is_told_from_the_release_that_was_signed(made_home: MadeHome) -> None:
    """The name of the school and the rest of the marts; what officers remark is told as of now."""
    in_force = revision(1, "in_force", release="r1")

    def renamed(made: MadeRelease) -> None:
        world(in_force, revision(2), remark="Потом.")(made)
        made.source.connection.execute("UPDATE marts.dim_school SET name_ru = 'Лицей'")

    made_home.publish("r1", world(remark="Тогда."))
    made_home.publish("r2", renamed)
    bring(made_home)
    assert "<h1>Школа sch990001</h1>" in made_home.text(f"{DISTRICT}/{CARD}")
    assert "Потом." in made_home.text(f"{DISTRICT}/index.html")
    assert "Разделы анализа" not in made_home.text(f"{DISTRICT}/index.html")
    write_reports(made_home.home, [NOW], revision=2, progress=lambda *_: None)
    assert "<h1>Лицей</h1>" in made_home.text(f"r02/{DISTRICT}/{CARD}")


@pytest.mark.parametrize(
    ("lacks", "is_served"),
    [("TABLE marts.defect_trend", True), ("TABLE marts.school_dynamics", False)],
)
def test_a_release_of_another_version_serves_if_it_has_what_reports_read(
    made_home: MadeHome, lacks: str, is_served: bool
) -> None:
    def fill(made: MadeRelease) -> None:
        world()(made)
        made.source.connection.execute(f"DROP {lacks}")

    made_home.publish("r1", fill)
    made_home.publish("r2", world(revision(1, "in_force", release="r1")))
    with open_reports(made_home.home, NOW) as reports:
        assert reports.source.release == ("r1" if is_served else "r2")


def test_a_release_older_than_the_code_is_said(made_home: MadeHome) -> None:
    def fill(made: MadeRelease) -> None:
        world()(made)
        made.source.connection.execute("ALTER TABLE marts.dim_half_year DROP COLUMN is_year_end")

    made_home.publish("r1", fill)
    with pytest.raises(ReportError, match=r"release r1 was made by another version.*opora run"):
        write_reports(made_home.home, [NOW], progress=lambda *_: None)


def test_a_draft_that_a_newer_one_followed_says_whose_its_analysis_is(made_home: MadeHome) -> None:
    made_home.publish("r1", world(revision(1, "lapsed"), revision(2)))
    bring(made_home)
    assert "Разделы анализа" not in made_home.text(f"{DISTRICT}/index.html")
    write_reports(made_home.home, [NOW], revision=1, progress=lambda *_: None)
    told = made_home.text(f"r01/{DISTRICT}/index.html")
    assert "Показатели здесь из редакции 1. Разделы анализа сделаны по более поздним" in told
    assert "ПРОЕКТ · 2024-H1 · редакция 1 · заменена более поздней, утверждена не была" in told


def test_a_release_that_an_approval_names_and_is_gone_is_said(made_home: MadeHome) -> None:
    made_home.publish("r2", world(revision(1, "in_force", release="r1")))
    bring(made_home)
    assert "выпуск r1, по которому утверждали, не сохранился" in made_home.text(
        f"{DISTRICT}/{CARD}"
    )
