"""Which files of reports are removed, and that nothing is written or removed elsewhere."""

from __future__ import annotations

import json

import pytest
from made_home import MadeHome
from made_release import BEFORE, DISTRICT, NOW, OTHER_DISTRICT, MadeRelease
from written import ALL, bring, world

from opora.reports.source import ReportError

pytestmark = pytest.mark.usefixtures("short_reports")


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
