"""«Главное»: the sentences of other sections, before everything else, and none about nothing."""

from __future__ import annotations

from made_release import DISTRICT, REGION, MadeRelease, said

from opora.reports.blocks import Note, Section, Table, Text, only_on_page
from opora.reports.composed import page_of
from opora.reports.html import html
from opora.reports.sections.conclusions import dynamics_told
from opora.reports.sections.summary import summary
from opora.reports.shortened import on_paper


def worse(release: MadeRelease, school: dict[str, object], basis: str, value: float) -> None:
    """A listed school whose results got worse, by more than chance or not."""
    release.add("school_dynamics", {**school, "state": "measured", "direction": "worsened"})
    release.add(
        "school_status", {**school, "category": "lps", "is_official": True, "is_on_cutoff": True}
    )
    release.add("findings", {**school, "kind": "negative_dynamics", "basis": basis, "value": value})


def test_help_that_schools_lack_is_part_of_it_and_other_indicators_are_not(
    release: MadeRelease,
) -> None:
    school = release.school("s1", "Первая")
    for code in ("2.1.2", "2.3.2"):
        release.add(
            "monitoring_snapshot_schools",
            {**school, "revision": 1, "indicator": code, "territory": DISTRICT,
             "in_denominator": True, "in_numerator": False, "numerator": 0, "denominator": 1},
        )  # fmt: skip
    release.add("recommendations", {**school, "state": "overdue", "days_overdue": 5})
    release.add("dim_half_year", {"half_year": "2024-H2", "ends_on": "2024-12-31", "is_latest": 1})

    told = said(summary(release.report()))

    assert (
        "2.3.2 «сетевое взаимодействие с опорной школой» пока не засчитано школ: 1 из 1 (Первая)"
        in told
    )
    assert "2.1.2" not in told
    assert "просрочены: рекомендаций — 1" in told


def test_it_stands_on_the_page_before_the_contents(release: MadeRelease) -> None:
    school = release.school("s1", "Первая")
    worse(release, school, "reliable", 5.0)

    page = html(page_of(release.report(), (Section("one", "Раздел", (Text("Текст."),)),), ()))

    places = [page.index(text) for text in ("Главное", "Содержание", "1. Раздел")]
    assert places == sorted(places)


def test_nothing_to_say_is_no_summary(release: MadeRelease) -> None:
    assert summary(release.report()) is None


def test_getting_worse_by_more_than_chance_is_told_apart(release: MadeRelease) -> None:
    for place, (basis, value) in enumerate((("unreliable", 1.0), ("reliable", 2.0)), start=1):
        worse(release, release.school(f"s{place}", f"Школа {place}"), basis, value)
    worse(release, release.school("s3", "Школа 3"), "reliable", 9.0)

    (told,) = dynamics_told(release.report())
    assert "хуже — 3 (всего 3 школы)" in told
    assert told.endswith("можно объяснить случайностью, — у 2 (Школа 3, Школа 2).")
    (told,) = dynamics_told(release.report(REGION))
    assert told.endswith("можно объяснить случайностью, — у 2.")


def test_a_long_table_is_shorter_on_paper() -> None:
    def table(rows: int, more: str | None = None) -> Table:
        return Table("Т", ("А",), tuple((str(row),) for row in range(rows)), more=more)

    assert on_paper(table(12)) == table(12)
    cut = on_paper(table(13))
    assert (len(cut.rows), cut.more) == (10, "Показано строк: 10, ещё 3 — в приложении (Excel).")
    # how many there were before is not known here
    cut = on_paper(table(25, "Показано строк: 25, ещё 4 — в приложении (Excel)."))
    assert cut.more == "Показано строк: 10, остальные — в приложении (Excel)."


def test_blocks_of_the_page_alone_are_otherwise_the_same() -> None:
    (note,) = only_on_page(Note("Пояснение."))
    assert note == Note("Пояснение.", on_paper=False)
