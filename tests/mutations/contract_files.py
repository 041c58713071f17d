"""Valid tables of the contracts' own layouts, made from a seed: twelve datasets, people among them.

Belongs here: right rows, values as people mean them. Not here: spelling and files (`writers`).
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from typing import Any

from adapters import SCHOOLS
from grids import CONTRACTS, Grid, Row

#: Parts of the names of people that no lake may hold.
SURNAMES = ("Неслыханнова", "Безвестнов", "Невиданнова", "Незнаемов")
_FIRST = ("Аглая", "Евлампий", "Фёкла", "Порфирий")
_PATRONYMICS = ("Доримедонтовна", "Евграфович", "Харлампиевна", "Мардариевич")

_LOGINS = sorted(SCHOOLS)
_TOPICS = (
    "Разбор типичных ошибок", "Проект «500+»: первый год", "Читательская грамотность, 5 класс",
    "Ёлки и ель: проверка буквы ё", "007 — код занятия", "Работа с данными; часть 2",
)  # fmt: skip

Values = dict[str, Any]


def _day(draw: random.Random) -> dt.date:
    return dt.date(2024, 1, 1) + dt.timedelta(draw.randrange(180))


def _pair(draw: random.Random) -> list[str]:
    return draw.sample(_LOGINS, 2)


def _support(draw: random.Random, case: int) -> Iterator[Values]:
    for number in range(draw.randint(3, 8)):
        yield {
            "event_id": f"М-{case}-{number:03}",
            "school_login": draw.choice(_LOGINS),
            "held_on": _day(draw),
            "kind": draw.choice(["семинар", "Консультация", "вебинар"]),
            "topic": draw.choice(_TOPICS),
            "risk_factor": draw.choice([None, "Дефицит педагогических кадров"]),
            "organiser": draw.choice([None, "Методический центр", "ИРО"]),
            "project": draw.choice([None, "500+"]),
            "document": f"Приказ от 01.03.2024 № {number}",
        }


def _network(draw: random.Random, case: int) -> Iterator[Values]:
    for number in range(draw.randint(3, 6)):
        school, hub = _pair(draw)
        yield {
            "activity_id": f"СМ-{case}-{number}",
            "school_login": school,
            "hub_login": hub,
            "held_on": _day(draw),
            "topic": draw.choice(_TOPICS),
        }


def _risks(draw: random.Random, case: int) -> Iterator[Values]:
    for school in draw.sample(_LOGINS, 3):
        yield {
            "school_login": school,
            "year": 2000 + case % 24,
            "risk_factor": "Дефицит педагогических кадров",
            "significance": draw.choice(["высокая", "средняя", "Низкая"]),
            "is_verified": draw.choice([True, False, None]),
        }


def _lists(draw: random.Random, case: int) -> Iterator[Values]:
    for school in draw.sample(_LOGINS, draw.randint(3, 5)):
        is_over = draw.random() < 0.3
        yield {
            "school_login": school,
            "category": "ШНОР",
            "valid_from": dt.date(2023, 1, 1) + dt.timedelta(case % 300),
            "valid_to": dt.date(2024, 5, 31) if is_over else None,
            "basis_document": f"Приказ № {case}",
            "end_reason": "по результатам" if is_over else None,
        }


def _conditions(draw: random.Random, case: int) -> Iterator[Values]:
    shares = [
        column.name for column in CONTRACTS["social_conditions"].columns if column.type == "number"
    ]
    for school in draw.sample(_LOGINS, draw.randint(3, 5)):
        yield {
            "school_login": school,
            "observed_on": _day(draw),
            "pupils": draw.randint(12, 1_600),
            **{share: draw.randint(11, 999) / 10 for share in shares},
        }


def insurance_number(draw: random.Random) -> str:
    """Eleven digits with right check digits, as the document writes them."""
    digits = f"{draw.randrange(2_000_000, 999_999_999):09}"
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits))
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]} {total % 101 % 100:02}"


def _person(draw: random.Random) -> Values:
    at = draw.randrange(4)
    return {
        "insurance_number": insurance_number(draw) if draw.random() < 0.6 else None,
        "full_name": f"{SURNAMES[at]} {draw.choice(_FIRST)} {_PATRONYMICS[at]}",
        "birth_date": dt.date(1960, 1, 1) + dt.timedelta(draw.randrange(15_000)),
    }


def _staff(draw: random.Random, case: int) -> Iterator[Values]:
    for _ in range(draw.randint(3, 6)):
        yield _person(draw) | {
            "school_login": draw.choice(_LOGINS),
            "valid_from": dt.date(2010, 1, 1) + dt.timedelta(draw.randrange(4_000)),
            "valid_to": draw.choice([None, dt.date(2026, 8, 31)]),
            "position": draw.choice(["Учитель", "Директор", "методист"]),
            "subject": draw.choice([None, "Математика", "русский язык"]),
            "is_external_part_time": draw.choice([False, False, True]),
        }


def _diagnostics(draw: random.Random, case: int) -> Iterator[Values]:
    for _ in range(draw.randint(3, 6)):
        score = draw.randint(1, 50)
        yield _person(draw) | {
            "held_on": _day(draw),
            "kind": draw.choice(["предметная", "методическая"]),
            "block": f"Блок {case}",
            "score": float(score),
            "max_score": 50.0,
            "level": draw.choice(["высокий", "средний", None]),
            "mode": draw.choice(["очно", None]),
            "provider": draw.choice(["ИРО", None]),
        }


def _procedure(draw: random.Random, case: int) -> Values:
    return {
        "procedure_kind": "ВПР",
        "subject": draw.choice(["Математика", "русский язык"]),
        "programme_grade": draw.randint(4, 8),
        "assessment_year": 2024,
        "session": "Весна",
    }


def _results(draw: random.Random, case: int) -> Iterator[Values]:
    procedure = _procedure(draw, case)
    for number in range(draw.randint(3, 9)):
        yield {
            "school_login": draw.choice(_LOGINS),
            **procedure,
            "participant_code": f"{number:05}",
            "held_on": dt.date(2024, 4, draw.randint(1, 30)),
            "primary_score": float(draw.randint(0, 20)),
            "test_score": draw.choice([None, draw.randint(0, 200) / 2]),
            "mark": draw.randint(2, 5),
            "journal_mark": draw.choice([None, 3, 4, 5]),
        }


def _marks(draw: random.Random, case: int) -> Iterator[Values]:
    procedure = _procedure(draw, case)
    for school in draw.sample(_LOGINS, draw.randint(3, 5)):
        counts = [draw.randint(0, 400) for _ in range(4)]
        named = {f"mark_{mark}": float(n) for mark, n in zip(range(2, 6), counts, strict=True)}
        yield {"school_login": school, **procedure, "participants": sum(counts), **named}


def _comparison(draw: random.Random, case: int) -> Iterator[Values]:
    procedure = _procedure(draw, case)
    for school in draw.sample(_LOGINS, draw.randint(3, 5)):
        counts = [draw.randint(0, 400) for _ in range(3)]
        named = dict(zip(("lowered", "confirmed", "raised"), map(float, counts), strict=True))
        yield {"school_login": school, **procedure, **named, "participants": sum(counts)}


def _tasks(draw: random.Random, case: int) -> Iterator[Values]:
    procedure = _procedure(draw, case)
    for task in ("1", "2.1", "9К1", "007"):
        attempts = draw.randint(1, 30)
        yield {
            "school_login": _LOGINS[case % len(_LOGINS)],
            **procedure,
            "task": task,
            "points": float(draw.randint(0, attempts)),
            "attempts": attempts,
            "max_points": 2.0,
        }


def _practices(draw: random.Random, case: int) -> Iterator[Values]:
    for number in range(draw.randint(3, 6)):
        yield {
            "id": f"П-{case}-{number}",
            "title": draw.choice(_TOPICS),
            "holder": "МБОУ «Гимназия № 2»",
            "school_login": draw.choice([None, *_LOGINS]),
            "risk_factor": draw.choice([None, "Дефицит педагогических кадров"]),
            "subject": draw.choice([None, "Математика"]),
            "link": draw.choice([None, "https://example.org/practice"]),
        }


_MAKERS: dict[str, Callable[[random.Random, int], Iterator[Values]]] = {
    "methodical_support": _support,
    "network_activities": _network,
    "risk_profiles": _risks,
    "school_lists": _lists,
    "social_conditions": _conditions,
    "staff": _staff,
    "competence_diagnostics": _diagnostics,
    "assessment_results": _results,
    "assessment_marks": _marks,
    "journal_comparison": _comparison,
    "task_results": _tasks,
    "practices": _practices,
}
DATASETS = tuple(_MAKERS)


def contract_grid(dataset: str, draw: random.Random, case: int) -> Grid:
    """A valid table of a dataset; no two cases give equal ones."""
    contract = CONTRACTS[dataset]
    made = list(_MAKERS[dataset](draw, case))
    columns = [
        column
        for column in contract.input_columns
        if column.heading_required or column.name in made[0]
    ]
    return Grid(
        contract,
        tuple(column.name for column in columns),
        tuple(column.heading for column in columns),
        tuple(Row(tuple(values.get(column.name) for column in columns)) for values in made),
    )
