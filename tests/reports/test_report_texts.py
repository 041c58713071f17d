"""What a department says for itself: the default, its own, and where it stands."""

from __future__ import annotations

from pathlib import Path

from made_release import DISTRICT, OTHER_DISTRICT, MadeRelease, said

from opora.home import Home
from opora.reports.sections.basis import basis
from opora.reports.texts import RULE, Texts, texts_of
from opora.rules import load_rule


def test_the_order_of_the_programme_is_the_default() -> None:
    texts = texts_of(load_rule(RULE), DISTRICT)

    assert texts.basis is not None
    assert "28.10.2021 № 492/01-08" in texts.basis
    assert texts.signatory == "Начальник управления образования"
    assert (texts.addressee, texts.signatory_name) == (None, None)


def test_a_department_says_it_in_its_own_words(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.rules.mkdir()
    (home.rules / "report_texts.csv").write_text(
        "territory,text,text_ru,source\n"
        f"{DISTRICT},basis,Приказ от 01.02.2025 № 7,приказ\n"
        ",signatory_name,И. И. Иванова,приказ\n",
        encoding="utf-8",
    )
    rows = load_rule(RULE, home)

    own, other = texts_of(rows, DISTRICT), texts_of(rows, OTHER_DISTRICT)

    assert own.basis == "Приказ от 01.02.2025 № 7"
    assert other.basis is not None
    assert "492/01-08" in other.basis
    assert own.signatory_name == other.signatory_name == "И. И. Иванова"


def test_an_empty_text_of_a_territory_beats_the_default() -> None:
    rows = [
        {"territory": None, "text": "addressee", "text_ru": "Всем"},
        {"territory": DISTRICT, "text": "addressee", "text_ru": None},
    ]

    assert texts_of(rows, DISTRICT).addressee is None
    assert texts_of(rows, OTHER_DISTRICT).addressee == "Всем"


def test_the_basis_counts_the_schools_that_count(release: MadeRelease) -> None:
    release.school("s1", "Первая")
    release.school("closed", "Закрытая")
    release.source.connection.execute(
        "UPDATE newest.marts.monitoring_snapshot_schools SET in_denominator = (school_id = 1)"
    )
    report = release.report()
    report.texts = Texts(basis="Приказ № 7")

    told = said(basis(report))

    assert "документе: Приказ № 7." in told
    assert "учтено: 1 школа" in told
    assert "с 01.01.2024 по 30.06.2024" in told
    assert "оценка промежуточная" in told


def test_without_a_basis_none_is_named(release: MadeRelease) -> None:
    assert "документ" not in said(basis(release.report()))
