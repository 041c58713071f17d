"""The paper side of the cycle: risk profiles, analysis acts, measures, decisions, documents.

Belongs here: what a department and its schools write down. Not here: events and agreements.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from opora.demo.calendar import HalfYear
from opora.demo.schools import TERRITORY, School
from opora.demo.support import PROJECT
from opora.demo.truth import Row
from opora.rules import load_rule

_SIGNIFICANCE = ("high", "medium", "low")
_SHORTAGE = "teacher_shortage"
_ACTS = 0.4
_MEASURES = ("training", "methodical", "tutoring", "mentoring", "parents", "staffing")
_PRACTICES = (
    ("Урок с карточками трёх уровней", "low_adaptivity", "Математика"),
    ("Читательский дневник класса", "low_motivation", "Русский язык"),
    ("Парные уроки наставника и молодого учителя", "no_in_school_development", None),
    ("Вечер вопросов для родителей девятиклассников", "low_parent_involvement", None),
    ("Геометрия на школьном дворе", "insufficient_competence", "Математика"),
)
_MATERIALS = (
    ("Разбор типичных ошибок ВПР по математике", "high_risk_of_failing", "Математика"),
    ("Тренажёр орфографии для пятого класса", "high_risk_of_failing", "Русский язык"),
    ("Памятка куратора", "no_in_school_development", None),
)
_DEPARTMENT = "Управление образования"


@dataclass
class Management:
    """Writes the papers of each half-year; ids are unique over all of them."""

    rng: np.random.Generator
    _started: dict[str, Row] = field(default_factory=dict)

    def risk_profiles(
        self, half_year: HalfYear, low: list[str], working: list[School]
    ) -> list[Row]:
        """The profiles of a year, from the factor list that was in force.

        Of the listed schools, and of those that are known or said to be short of teachers.
        """
        known = load_rule("risk_factors")
        newest = max(row["year"] for row in known if row["year"] <= half_year.year)
        factors = [row["risk_factor"] for row in known if row["year"] == newest]
        shortages = {s.login: s.profiled_shortage for s in working if s.profiled_shortage}
        rows = []
        for login in sorted({*low, *shortages}):
            chosen = self.rng.choice(factors, size=int(self.rng.integers(3, 6)), replace=False)
            profile = {factor: str(self.rng.choice(_SIGNIFICANCE)) for factor in chosen.tolist()}
            if login in shortages:
                profile[_SHORTAGE] = shortages[login]
            for factor, significance in profile.items():
                rows.append(
                    {
                        "school_login": login,
                        "year": half_year.year,
                        "risk_factor": factor,
                        "significance": significance,
                        "is_verified": bool(self.rng.random() < 0.8),
                    }
                )
        return rows

    def analysis_acts(
        self, half_year: HalfYear, schools: list[str], surely: set[str], never: set[str]
    ) -> list[Row]:
        """Signed acts of the year: of those who must have one, and of some others."""
        rows = []
        for login in schools:
            if login in never or not (login in surely or self.rng.random() < _ACTS):
                continue
            signed_on = half_year.ends_on - dt.timedelta(days=int(self.rng.integers(3, 40)))
            rows.append(
                {
                    "school_login": login,
                    "year": half_year.year,
                    "results_analysed": True,
                    "conditions_analysed": login in surely or bool(self.rng.random() < 0.9),
                    "signed_on": signed_on,
                    "document": f"Аналитическая справка от {signed_on:%d.%m.%Y}",
                }
            )
        return rows

    def responses(self, half_year: HalfYear, low: list[str]) -> list[Row]:
        """Answers to recommendations."""
        rows = []
        for number, login in enumerate(low):
            accepted = bool(self.rng.random() < 0.85)
            rows.append(
                {
                    "recommendation_id": f"{half_year.key}/{login}/{number % 3 + 1}",
                    "accepted": accepted,
                    "comment": None if accepted else "Нет ставки учителя, вернёмся осенью",
                    "responsible": "Заместитель директора",
                    "due_on": half_year.ends_on + dt.timedelta(days=60) if accepted else None,
                }
            )
        return rows

    def measures(self, half_year: HalfYear, low: list[str]) -> list[Row]:
        """Measures that begin in a half-year, and the state of those of the half-year before."""
        rows = [{**row, "status": "done"} for row in self._started.values()]
        self._started = {}
        for number, login in enumerate(low):
            starts_on = half_year.starts_on + dt.timedelta(days=int(self.rng.integers(15, 80)))
            measure: Row = {
                "measure_id": f"МЕР-{half_year.key}-{number + 1:02d}",
                "school_login": login,
                "recommendation_id": f"{half_year.key}/{login}/{number % 3 + 1}",
                "kind": str(self.rng.choice(_MEASURES)),
                "starts_on": starts_on,
                "ends_on": starts_on + dt.timedelta(days=150),
                "responsible": "Заместитель директора",
                "status": "in_progress",
            }
            self._started[measure["measure_id"]] = measure
            rows.append(measure)
        return rows

    def decisions(self, half_year: HalfYear) -> list[Row]:
        """The department's acts on the results of a half-year."""
        decided_on = half_year.ends_on - dt.timedelta(days=9)
        texts = (
            "Утвердить адресные рекомендации школам и сроки их исполнения",
            "Включить в план курсов учителей математики школ с низкими результатами",
            "Закрепить опорные школы за школами из списка",
        )
        return [
            {
                "decision_id": f"УР-{half_year.key}-{number}",
                "issuer": _DEPARTMENT,
                "number": f"{half_year.key[2:4]}-{number:02d}/01-08",
                "decided_on": decided_on,
                "text": text,
                "responsible": "Заместитель начальника управления",
                "due_on": decided_on + dt.timedelta(days=90),
                "status": "in_progress",
            }
            for number, text in enumerate(texts, start=1)
        ]

    def links(self, decisions: list[Row], measures: list[Row]) -> list[Row]:
        """What each decision is about: an indicator, and measures that follow from it."""
        rows = []
        for decision, indicator in zip(decisions, ("2.1.2", "2.2", "2.3.2"), strict=True):
            rows.append(_link(decision, "indicator", indicator))
        for measure in measures[-6:]:
            rows.append(_link(decisions[1], "measure", measure["measure_id"]))
        return rows

    def practices(self, half_year: HalfYear, hubs: list[str]) -> list[Row]:
        """Practices that hubs offer."""
        return [
            {
                "id": f"ПРАК-{half_year.year}-{number}",
                "title": title,
                "holder": f"Методическое объединение школы {hubs[number % len(hubs)]}",
                "risk_factor": factor,
                "subject": subject,
                "link": f"https://practices.example/{half_year.year}/{number}",
            }
            for number, (title, factor, subject) in enumerate(_PRACTICES, start=1)
        ]

    def materials(self, half_year: HalfYear) -> list[Row]:
        """Methodical materials of the municipal service."""
        return [
            {
                "id": f"МАТ-{half_year.year}-{number}",
                "title": title,
                "holder": "Муниципальная методическая служба",
                "risk_factor": factor,
                "subject": subject,
                "link": f"https://materials.example/{half_year.year}/{number}",
            }
            for number, (title, factor, subject) in enumerate(_MATERIALS, start=1)
        ]

    def documents(self, year: int) -> list[Row]:
        """The programme's documents of a year."""
        kinds = (
            ("network_programme", "Муниципальная программа сетевого взаимодействия"),
            ("roadmap", f"Дорожная карта проекта «{PROJECT}»"),
            ("report", "Аналитический отчёт за год"),
        )
        return [
            {
                "document_id": f"ДОК-{year}-{number}",
                "kind": kind,
                "title": f"{title}, {year}",
                "territory": TERRITORY,
                "valid_from": dt.date(year, 2, 1),
                "valid_to": dt.date(year, 12, 31),
                "link": f"https://documents.example/{year}/{number}",
            }
            for number, (kind, title) in enumerate(kinds, start=1)
        ]

    def remarks(self, half_year: HalfYear) -> list[Row]:
        """The officer's words beside two figures."""
        texts = {
            "2.1.2": "Сравнимы не все процедуры двух лет, поэтому оценены не все школы списка.",
            "2.2": "Диагностика продолжается, часть учителей пройдёт её в следующем полугодии.",
        }
        return [
            {
                "half_year": half_year.key,
                "territory": TERRITORY,
                "indicator": indicator,
                "text": text,
            }
            for indicator, text in texts.items()
        ]


def _link(decision: Row, object_kind: str, object_id: str) -> Row:
    return {
        "decision_id": decision["decision_id"],
        "object_kind": object_kind,
        "object_id": object_id,
    }
