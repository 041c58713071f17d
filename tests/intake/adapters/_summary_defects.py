"""Defects of ЕГЭ summaries, and what has to be answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from adapters._defects import Case
from adapters.ege_municipal_summary import BASE, FIGURES, SMALL, Result, Results, Summary

PARTICIPANTS, BELOW, _, AVERAGE = FIGURES
RUSSIAN = "Русский язык"
PLACE = f"Лист «Лист1», {RUSSIAN}, строка"


def judged(
    defect: str,
    words: tuple[str, ...],
    faulty: Summary,
    status: str = "refused",
    rows: tuple[int, int, int] = (0, 0, 0),
    sheet: str = "Лист1",
) -> Case:
    name = f"summary_{defect}"
    files = faulty.content(sheet, f"{name} fail"), SMALL.content(comment=f"{name} pass")
    return Case(name, *files, status, words, rows, "assessment_marks")


def with_school(login: str, results: Results) -> Summary:
    """The small summary, where a municipality has this school instead."""
    first = next(iter(SMALL.municipalities))
    others: Mapping[str, Results] = SMALL.municipalities[first]
    kept = {each: results for each, results in others.items() if each != "sch990002"}
    return replace(SMALL, municipalities={**SMALL.municipalities, first: {**kept, login: results}})


SECOND = SMALL.municipalities["Примерский район"]["sch990002"]

CASES = [
    judged(
        "participants_missing",
        (
            "лист «Лист1», строка 4",
            f"у предмета «{RUSSIAN}» нет столбца",
            "сколько приняло участие",
        ),
        replace(SMALL, figures={PARTICIPANTS: None}),
    ),
    judged(
        "threshold_missing",
        (f"у предмета «{RUSSIAN}» нет столбца", "сколько не преодолело порог", "целиком"),
        replace(SMALL, figures={BELOW: "Прочее"}),
    ),
    judged(
        "figure_doubled",
        (f"у предмета «{RUSSIAN}»", "встречается дважды (столбцы 7 и 8)", "Оставьте один"),
        replace(SMALL, figures={FIGURES[2]: "Не набрали минимальный балл"}),
    ),
    judged(
        "no_year",
        ("строка 4", "не понять, за какой она год", "Впишите"),
        replace(SMALL, title="Результаты ЕГЭ"),
    ),
    judged(
        "other_exam",
        ("строка 4", "не сказано, что это ЕГЭ", "заполните форму"),
        replace(SMALL, title="Результаты ОГЭ 2024 года"),
    ),
    judged(
        "two_years",
        ("не понять, за какой она год",),
        replace(SMALL, title="Результаты ЕГЭ 2023 и 2024 годов"),
    ),
    judged(
        "mathematics_of_no_level",
        ("у предмета «Математика» не сказано, базовая она или профильная",),
        replace(SMALL, subjects=(RUSSIAN, BASE, "Математика"), figures={AVERAGE: None}),
    ),
    judged(
        "unknown_school",
        ("1 из 4", f"{PLACE} 7", "«школа королева»", "нет в перечне школ"),
        with_school("Школа  Королёва", {RUSSIAN: Result(10, 0, 70.0)}),
        "partly_accepted",
        (4, 3, 1),
    ),
    judged(
        "more_below_than_took_part",
        ("Не преодолевших порог больше, чем участников",),
        with_school("sch990002", {**SECOND, RUSSIAN: Result(10, 11, 70.0)}),
        "partly_accepted",
        (5, 4, 1),
    ),
    judged(
        "no_number_below",
        ("не заполнены графы отметок", "впишите 0"),
        replace(SMALL, dash=""),
        "partly_accepted",
        (5, 3, 2),
    ),
    judged(
        "group_total_differs",
        (
            "итог не сходится",
            f"{PLACE} 8",
            "участников — 32",
            "получается 30",
        ),
        replace(SMALL, wrong_total={"Примерский район": 2}),
        "accepted",
        (5, 5, 0),
    ),
    judged(
        "grand_total_differs",
        (
            "итог не сходится",
            f"{PLACE} 11",
            "участников — 34",
            "получается 35",
        ),
        replace(SMALL, wrong_total={None: -1}),
        "accepted",
        (5, 5, 0),
    ),
    judged(
        "total_above_differs",
        (
            "итог не сходится",
            f"{PLACE} 7",
            "участников — 31",
            "получается 30",
        ),
        replace(SMALL, wrong_total={"Примерский район": 1}, totals_first=True),
        "accepted",
        (5, 5, 0),
    ),
]
