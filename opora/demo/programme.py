"""What the municipality writes down for everybody: practices, materials, documents, remarks.

Belongs here: the catalogues and the programme's documents. Not here: what a school answers and
does (`answered`, `measures`).
"""

from __future__ import annotations

import datetime as dt

from opora.demo.calendar import HalfYear
from opora.demo.schools import TERRITORY
from opora.demo.support import PROJECT
from opora.demo.truth import Row

#: Title, risk factor, subject, and whose it is: of a hub, or of a school that does well against
#: the odds.
_PRACTICES = (
    ("Урок с карточками трёх уровней", "low_adaptivity", "Математика", "resilient"),
    ("Читательский дневник класса", "low_motivation", "Русский язык", "hub"),
    ("Парные уроки наставника и молодого учителя", "no_in_school_development", None, "hub"),
    ("Вечер вопросов для родителей девятиклассников", "low_parent_involvement", None, "resilient"),
    ("Геометрия на школьном дворе", "insufficient_competence", "Математика", "hub"),
    ("Час чтения для тех, кому трудно", "high_risk_of_failing", "Русский язык", "resilient"),
)
_MATERIALS = (
    ("Разбор типичных ошибок ВПР по математике", "high_risk_of_failing", "Математика"),
    ("Тренажёр орфографии для пятого класса", "high_risk_of_failing", "Русский язык"),
    ("Памятка куратора", "no_in_school_development", None),
)
#: What the programme asks for; a kind of document that one year forgot.
_DOCUMENTS = (
    ("network_programme", "Муниципальная программа сетевого взаимодействия"),
    ("roadmap", f"Дорожная карта проекта «{PROJECT}»"),
    ("report", "Аналитический отчёт за год"),
    ("order", "Приказ о мониторинге качества образования"),
    ("recommendations", "Адресные рекомендации школам"),
    ("method_materials", "Сборник методических материалов"),
    ("practice_recommendations", "Рекомендации по использованию успешных практик"),
    ("protocol", "Протокол совещания руководителей школ"),
    ("agreement", "Соглашение с региональным институтом развития образования"),
    ("other", "Положение о кураторах школ"),
)
FORGOTTEN = {2023: "network_programme"}
_REMARKS = {
    "2.1.2": "Динамика посчитана по процедурам, которые сравнимы в обоих годах.",
    "2.2": "Диагностика продолжается, часть учителей пройдёт её в следующем полугодии.",
}


def practices(hubs: list[str], resilient: list[str]) -> list[Row]:
    """Practices that hubs and resilient schools offer; the catalogue is sent anew each year."""
    holders = {"hub": hubs, "resilient": resilient}
    rows = []
    for number, (title, factor, subject, whose) in enumerate(_PRACTICES, start=1):
        login = holders[whose][number % len(holders[whose])]
        rows.append(
            {
                "id": f"ПРАК-{number}",
                "title": title,
                "holder": f"Методическое объединение школы {login}",
                "school_login": login,
                "risk_factor": factor,
                "subject": subject,
                "link": f"https://practices.example/{number}",
            }
        )
    return rows


def materials() -> list[Row]:
    """Methodical materials of the municipal service."""
    return [
        {
            "id": f"МАТ-{number}",
            "title": title,
            "holder": "Муниципальная методическая служба",
            "risk_factor": factor,
            "subject": subject,
            "link": f"https://materials.example/{number}",
        }
        for number, (title, factor, subject) in enumerate(_MATERIALS, start=1)
    ]


def documents(year: int) -> list[Row]:
    """The programme's documents of a year."""
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
        for number, (kind, title) in enumerate(_DOCUMENTS, start=1)
        if FORGOTTEN.get(year) != kind
    ]


def remarks(half_year: HalfYear) -> list[Row]:
    """The officer's words beside two figures."""
    return [
        {"half_year": half_year.key, "territory": TERRITORY, "indicator": indicator, "text": text}
        for indicator, text in _REMARKS.items()
    ]
