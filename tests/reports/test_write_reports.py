"""Which reports there are, when they are written again, and when they are left alone.

What stands in them is a sentence here: files are what is asked about.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from made_home import MadeHome, revision
from made_release import BEFORE, DISTRICT, NOW, OTHER_DISTRICT, REGION, MadeRelease
from written import ALL, CARD, REPORT, bring, world

from opora.pipeline.pages import bring_reports_up_to_date
from opora.reports.noted import are_current
from opora.reports.report import CARDS, open_reports
from opora.reports.source import ReportError
from opora.reports.write import write_cards, write_reports

pytestmark = pytest.mark.usefixtures("short_reports")


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
