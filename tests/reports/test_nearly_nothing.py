"""Reports of a department of which next to nothing is known yet: whole, in all their parts."""

from __future__ import annotations

import re

from docx import Document
from made_home import MadeHome, revision
from made_release import DISTRICT, NOW, REGION, MadeRelease

from opora.bench.reports import compose_reports
from opora.reports.contents import CONTENTS
from opora.reports.write import write_reports


def a_school_and_an_indicator(made: MadeRelease) -> None:
    made.add("snapshot_manifest", revision(1))
    made.source.connection.execute("UPDATE marts.dim_half_year SET is_latest = half_year = ?",
                                   [NOW])  # fmt: skip
    made.school("sch990001", "Школа № 1")
    made.add("dim_indicator", {"indicator": "2.1.1", "name_ru": "Доля школ", "position": 1})
    for territory in (REGION, DISTRICT):
        made.add(
            "monitoring_snapshot",
            {"half_year": NOW, "revision": 1, "territory": territory, "indicator": "2.1.1",
             "plan": 100.0, "numerator": 0, "denominator": 0, "state": "not_applicable",
             "is_met": "not_judged", "flags": ""},
        )  # fmt: skip


def test_a_single_school_without_any_data_is_reported(made_home: MadeHome) -> None:
    made_home.publish("r1", a_school_and_an_indicator)
    written = write_reports(made_home.home, [NOW], progress=lambda done, total: None)
    assert [each.territory.code for each in written] == [DISTRICT]
    assert {"index.html", "spravka.docx", "annex.xlsx", "schools/sch990001.html"} <= set(
        made_home.files(DISTRICT)
    )
    page = made_home.text(f"{DISTRICT}/index.html")
    assert "не применимо" in page
    # a share of nobody is neither nought nor blank
    assert re.findall(r"(?<!\d)0,0 %|\bnan\b|\bNone\b|\bNaN\b", page) == []
    assert len(CONTENTS) > 10


def test_the_benchmark_composes_all_of_it(made_home: MadeHome) -> None:
    made_home.publish("r1", a_school_and_an_indicator)
    told = compose_reports(made_home.home, NOW)
    assert (told["half_year"], told["reports"], told["cards"]) == (NOW, 2, 1)
    assert set(told["seconds"]) == {"sections", "docx", "xlsx", "html", "cards"}  # type: ignore[call-overload]
    assert not made_home.home.reports.exists()


def test_what_no_document_can_hold_is_a_blank(made_home: MadeHome) -> None:
    def fill(made: MadeRelease) -> None:
        a_school_and_an_indicator(made)
        pasted = "Школа\x0b<b>№ 1</b>\x01"
        made.source.connection.execute("UPDATE marts.dim_school SET name_ru = ?", [pasted])
        made.add("remarks", {"half_year": NOW, "territory": DISTRICT, "indicator": "2.1.1",
                             "text_ru": "Раз\x00два\ufffe."})  # fmt: skip

    made_home.publish("r1", fill)
    rules = made_home.home.root / "rules"
    rules.mkdir(parents=True)
    (rules / "report_texts.csv").write_text(
        "territory,text,text_ru,source\n,signatory_name,И. И.\x01Иванова,приказ\n", encoding="utf-8"
    )
    write_reports(made_home.home, [NOW], progress=lambda done, total: None)
    assert "<h1>Школа &lt;b&gt;№ 1&lt;/b&gt; </h1>" in made_home.text(
        f"{DISTRICT}/schools/sch990001.html"
    )
    document = Document(str(made_home.home.reports / NOW / DISTRICT / "spravka.docx"))
    assert document.tables[-1].cell(0, 2).text == "И. И. Иванова"
    assert any(paragraph.text.endswith("Раз два .") for paragraph in document.paragraphs)
