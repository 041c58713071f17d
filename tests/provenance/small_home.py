"""A small municipality with two approved half-years that were corrected afterwards.

Belongs here: its files, row by row, so that a test can name the rows behind a number by hand. The
first row of a file is its heading: data start in row 2.

School 1 is on the list of low results, and school 4 went into it on 01.02.2024; school 3 is on the
list of adverse conditions; school 2 is on none.
"""

from __future__ import annotations

from deliveries import SUPPORT, Lake

from opora.contracts import load_contracts

BEFORE, NOW = "2023-H1", "2024-H1"
S1, S2, S3, S4 = (f"sch99000{number}" for number in (1, 2, 3, 4))


def file(dataset: str, *rows: dict[str, object]) -> str:
    """A file of a dataset with all the headings of its contract."""
    columns = load_contracts()[dataset].input_columns
    lines = [";".join(column.heading for column in columns)]
    lines += [";".join(str(row.get(column.name, "")) for column in columns) for row in rows]
    return "\n".join(lines) + "\n"


def _school(login: str) -> dict[str, object]:
    return {"school_login": login, "name": f"Школа {login[-1]}", "territory": "00701000"}


def _listed(login: str, category: str) -> dict[str, object]:
    return {"school_login": login, "category": category, "valid_from": "01.01.2023"}


def _tested(login: str, year: int) -> dict[str, object]:
    return {
        "school_login": login, "procedure_kind": "ВПР", "subject": "Математика",
        "programme_grade": 5, "assessment_year": year, "session": "весна",
    }  # fmt: skip


def _marks(login: str, year: int, participants: int, failed: int) -> dict[str, object]:
    return {
        **_tested(login, year), "participants": participants, "mark_2": failed,
        "mark_3": participants - failed, "mark_4": 0, "mark_5": 0,
    }  # fmt: skip


def _event(code: str, login: str, day: str, document: str = "Приказ № 1") -> str:
    return f"{code};{login};{day};семинар;Разбор типичных ошибок;;;;{document}\n"


def deliver(lake: Lake) -> None:
    """Both half-years as they come first."""
    lake.land("history/schools/schools.csv", file("schools", *map(_school, (S1, S2, S3, S4))))
    lake.land(
        f"{BEFORE}/school_lists/lists.csv",
        file("school_lists", _listed(S1, "ШНОР"), _listed(S3, "ШНСУ"), _listed(S4, "ШНОР")),
    )
    lake.land(
        f"{BEFORE}/assessment_marks/marks.csv",
        file(
            "assessment_marks",
            _marks(S1, 2023, 20, 8), _marks(S4, 2023, 10, 5), _marks(S3, 2023, 12, 2),
        ),
    )  # fmt: skip
    lake.land(f"{BEFORE}/methodical_support/support.csv", SUPPORT + _event("М-0", S1, "15.03.2023"))
    lake.land(
        f"{NOW}/school_lists/lists.csv",
        file("school_lists", _listed(S1, "ШНОР"), _listed(S3, "ШНСУ")),
    )
    lake.land(
        f"{NOW}/school_successions/successions.csv",
        file(
            "school_successions",
            {"from_login": S4, "to_login": S1, "on": "01.02.2024", "kind": "объединение"},
        ),
    )
    lake.land(
        f"{NOW}/assessment_marks/marks.csv",
        file("assessment_marks", _marks(S1, 2024, 25, 5), _marks(S3, 2024, 10, 3)),
    )
    # the participants of school 3, whose marks are declared as well
    lake.land(
        f"{NOW}/assessment_results/results.csv",
        file(
            "assessment_results",
            *(
                {
                    **_tested(S3, 2024),
                    "participant_code": 50001 + number,
                    "mark": 2 if number < 3 else 4,
                }
                for number in range(10)
            ),
        ),
    )
    lake.land(
        f"{NOW}/methodical_support/support.csv",
        SUPPORT
        + _event("М-1", S1, "15.03.2024")
        + _event("М-2", S4, "20.01.2024")
        + _event("М-3", S3, "10.02.2024", document=""),
    )


def correct(lake: Lake) -> None:
    """What comes after both were approved."""
    lake.land(
        f"{BEFORE}/assessment_marks/corrected.csv",
        file("assessment_marks", _marks(S4, 2023, 10, 4)),
    )
    lake.land(
        f"{NOW}/assessment_marks/corrected.csv",
        file("assessment_marks", _marks(S1, 2024, 25, 12)),
    )
    lake.land(
        f"{NOW}/methodical_support/corrected.csv",
        SUPPORT + _event("М-3", S3, "10.02.2024") + _event("М-1", S1, "15.03.2024", "Приказ № 2"),
    )
