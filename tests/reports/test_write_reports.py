"""When reports are written again, when they are left alone, and what is removed.

What stands in them is a sentence here: files are what is asked about.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made_home import MadeHome, revision
from made_release import BEFORE, DISTRICT, NOW, OTHER_DISTRICT, REGION, MadeRelease

from opora.pipeline.pages import bring_reports_up_to_date
from opora.reports import write
from opora.reports.blocks import Section, Text
from opora.reports.card import card_of
from opora.reports.noted import are_current
from opora.reports.report import CARDS, Report, open_reports
from opora.reports.source import ReportError
from opora.reports.write import Written, write_cards, write_current_reports, write_reports

CARD = "schools/sch990001.html"
REPORT = {"index.html", "spravka.docx", "annex.xlsx", "made_from.json"}
ALL = REPORT | {CARD, CARDS}


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report is one section that says what officers remarked."""

    def sections(report: Report) -> list[Section]:
        texts = tuple(Text(row["text_ru"]) for row in report.rows("remarks"))
        return [Section("short", "Кратко", texts)]

    monkeypatch.setattr(write, "sections_of", sections)
    monkeypatch.setattr(write, "annex", lambda *_: b"sheets")


def world(
    *revisions: dict[str, object],
    schools: tuple[str, ...] = ("sch990001",),
    remark: str | None = None,
    territory: str = DISTRICT,
) -> Callable[[MadeRelease], None]:
    """What a release holds: schools of revision 1, and what a remark says."""

    def fill(made: MadeRelease) -> None:
        made.add("snapshot_manifest", *(revisions or (revision(1),)))
        for login in schools:
            made.school(login, f"Школа {login}", territory)
        made.source.connection.execute(
            "INSERT INTO marts.monitoring_snapshot_schools SELECT * REPLACE (2 AS revision) "
            "FROM marts.monitoring_snapshot_schools"
        )
        if remark:
            made.add("dim_indicator", {"indicator": "2.2", "position": 1})
            made.add("remarks", {"half_year": NOW, "territory": territory, "indicator": "2.2",
                                 "text_ru": remark})  # fmt: skip

    return fill


def bring(made: MadeHome) -> list[str]:
    """Bring reports up to date; the territories whose reports were written."""
    found: list[Written] = write_current_reports(made.home, lambda done, total: None)
    return sorted(each.territory.code for each in found)


def test_each_territory_has_a_report_and_each_school_a_card(made_home: MadeHome) -> None:
    def fill(made: MadeRelease) -> None:
        world()(made)
        made.school("sch990002", "Школа", OTHER_DISTRICT)

    made_home.publish("r1", fill)
    assert bring(made_home) == [REGION, DISTRICT, OTHER_DISTRICT]
    assert set(made_home.files(DISTRICT)) == ALL
    assert set(made_home.files(REGION)) == REPORT
    assert 'href="../index.html"' in made_home.text(f"{DISTRICT}/{CARD}")
    listed = made_home.text(f"{DISTRICT}/{CARDS}")
    assert '<a href="sch990001.html">Школа sch990001</a>' in listed
    assert "sch990002" not in listed


def test_municipalities_of_one_name_are_told_apart_by_their_codes(made_home: MadeHome) -> None:
    def fill(made: MadeRelease) -> None:
        world()(made)
        made.school("sch990002", "Школа", OTHER_DISTRICT)
        made.source.connection.execute(
            "UPDATE marts.dim_territory SET name_ru = 'Округ' WHERE territory = ?", [OTHER_DISTRICT]
        )

    made_home.publish("r1", fill)
    bring(made_home)
    for code in (DISTRICT, OTHER_DISTRICT):
        assert f"Округ ({code}), 1-е полугодие" in made_home.text(f"{code}/index.html")
    assert "Область, 1-е" in made_home.text(f"{REGION}/index.html")
    start = (made_home.home.reports / "index.html").read_text(encoding="utf-8")
    assert f"<b>Округ ({OTHER_DISTRICT})</b>" in start
    with open_reports(made_home.home, NOW) as reports:
        region = reports.of(next(each for each in reports.territories if each.code == REGION))
        parts = region.source.connection.execute(
            "SELECT name_ru FROM territories_here WHERE depth = 1 ORDER BY territory"
        ).fetchall()
        assert parts == [(f"Округ ({DISTRICT})",), (f"Округ ({OTHER_DISTRICT})",)]


def test_a_territory_that_repeats_the_one_below_is_reported_on_when_asked_for(
    made_home: MadeHome,
) -> None:
    made_home.publish("r1", world())
    assert bring(made_home) == [DISTRICT]
    write_reports(made_home.home, [NOW], [REGION], progress=lambda *_: None)
    made_home.publish("r2", world(remark="Раз."))
    assert bring(made_home) == [REGION, DISTRICT]


def test_what_says_the_same_is_left_alone(made_home: MadeHome) -> None:
    made_home.publish("r1", world())
    bring(made_home)
    before = made_home.files(DISTRICT)
    assert are_current(made_home.home)
    assert bring_reports_up_to_date(made_home.home, lambda *_: None) == 0
    assert bring(made_home) == []
    assert made_home.files(DISTRICT) == before


def test_a_changed_remark_is_a_changed_report(made_home: MadeHome) -> None:
    made_home.publish("r1", world(remark="Раз."))
    bring(made_home)
    made_home.publish("r2", world(remark="Два."))
    assert not are_current(made_home.home)
    assert bring(made_home) == [DISTRICT]
    assert "Два." in made_home.text(f"{DISTRICT}/index.html")


def test_another_word_of_the_vocabularies_is_another_report(made_home: MadeHome) -> None:
    made_home.publish("r1", world())
    bring(made_home)
    rules = made_home.home.root / "rules"
    rules.mkdir()
    (rules / "vocabularies.csv").write_text(
        "vocabulary,value,synonym,name_ru,source\nschool_kind,campus,корпус,Корпус,приказ\n",
        encoding="utf-8",
    )
    assert not are_current(made_home.home)
    assert bring(made_home) == [DISTRICT]
    assert are_current(made_home.home)


def test_without_symlinks_a_changed_release_is_a_changed_report(made_home: MadeHome) -> None:
    in_force = revision(1, "in_force", release="r1")
    made_home.publish("r1", world(in_force, remark="Раз."), has_symlinks=False)
    assert bring(made_home) == [DISTRICT]
    assert are_current(made_home.home)
    assert "не сохранился" not in made_home.text(f"{DISTRICT}/index.html")
    made_home.publish("r2", world(in_force, remark="Два."), has_symlinks=False)
    assert not are_current(made_home.home)
    assert bring(made_home) == [DISTRICT]
    told = made_home.text(f"{DISTRICT}/index.html")
    assert "Два." in told
    assert "не сохранился" not in told


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


def test_the_card_of_a_school_that_counts_no_more_goes(made_home: MadeHome) -> None:
    made_home.publish("r1", world(schools=("sch990001", "sch990002")))
    bring(made_home)
    own = made_home.home.reports / NOW / DISTRICT / "schools" / "заметки.html"
    own.write_text("моё", encoding="utf-8")
    made_home.publish("r2", world(schools=("sch990001",)))
    bring(made_home)
    assert set(made_home.files(DISTRICT)) == ALL | {"schools/заметки.html"}


def test_the_report_of_a_territory_that_is_no_more_goes(made_home: MadeHome) -> None:
    made_home.publish("r1", world())
    bring(made_home)
    own = made_home.home.reports / NOW / DISTRICT / "подписано.pdf"
    own.write_bytes(b"%PDF")
    made_home.publish("r2", world(territory=OTHER_DISTRICT))
    assert bring(made_home) == [OTHER_DISTRICT]
    assert set(made_home.files(DISTRICT)) == {"подписано.pdf"}


@pytest.mark.parametrize("code", ["../../elsewhere", "/elsewhere", "a/b", "..", "a:b"])
def test_no_code_of_a_territory_leads_out_of_the_reports(made_home: MadeHome, code: str) -> None:
    def fill(made: MadeRelease) -> None:
        made.add("dim_territory", {"territory": code, "level": "municipality", "name_ru": "Город"})
        world(territory=code)(made)

    made_home.publish("r1", fill)
    with pytest.raises(ReportError, match="can't name the folder of its report"):
        bring(made_home)
    assert not made_home.home.reports.exists()


def test_the_report_of_a_half_year_that_is_no_more_goes(made_home: MadeHome) -> None:
    made_home.publish("r1", world())
    bring(made_home)
    made = made_home.home.reports / NOW / DISTRICT / "made_from.json"
    stale = made_home.home.reports / BEFORE / DISTRICT
    stale.mkdir(parents=True)
    (stale / "index.html").write_text("было", encoding="utf-8")
    files = {"files": ["index.html"]}
    (stale / "made_from.json").write_text(json.dumps(files), encoding="utf-8")
    bring(made_home)
    assert made.exists()
    assert not stale.exists()


def test_a_report_that_was_made_once_is_kept_up_to_date(made_home: MadeHome) -> None:
    """Of a half-year that is neither the newest nor the newest signed."""
    older = revision(1) | {"half_year": BEFORE}

    def fill(made: MadeRelease) -> None:
        world(older, revision(1))(made)
        made.source.connection.execute(
            "INSERT INTO marts.monitoring_snapshot_schools SELECT * REPLACE (? AS half_year) "
            "FROM marts.monitoring_snapshot_schools",
            [BEFORE],
        )

    made_home.publish("r1", fill)
    bring(made_home)
    assert made_home.files(DISTRICT, BEFORE) == {}
    write_reports(made_home.home, [BEFORE], progress=lambda *_: None)
    before = made_home.files(DISTRICT, BEFORE)
    made_home.publish("r2", fill)
    bring(made_home)
    after = made_home.files(DISTRICT, BEFORE)
    assert set(after) == ALL
    assert all(after[name] > before[name] for name in ALL)


def test_one_card_can_be_asked_for(made_home: MadeHome) -> None:
    made_home.publish("r1", world(schools=("sch990001", "sch990002")))
    (path,) = write_cards(made_home.home, [NOW], ["sch990001"])
    assert path == made_home.home.reports / NOW / DISTRICT / CARD
    assert set(made_home.files(DISTRICT)) == {CARD}
    # there is no report to lead back to
    assert "../index.html" not in made_home.text(f"{DISTRICT}/{CARD}")
    with pytest.raises(ReportError, match="2024-H1 counts no school sch990003"):
        write_cards(made_home.home, [NOW], ["sch990001", "sch990003"])


def test_progress_counts_reports_and_cards(made_home: MadeHome) -> None:
    made_home.publish("r1", world(schools=("sch990001", "sch990002")))
    told: list[tuple[int, int]] = []
    write_reports(made_home.home, [NOW], progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (1, 3), (2, 3)]


def test_a_note_of_another_version_or_half_of_it_is_no_note(made_home: MadeHome) -> None:
    made_home.publish("r1", world())
    bring(made_home)
    note: Path = made_home.home.private / "reports.json"
    for content in ("", '["r1", "code"]', '{"of": '):
        note.write_text(content, encoding="utf-8")
        assert not are_current(made_home.home)
