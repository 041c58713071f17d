"""Invented names of schools, villages and people; none is copied from a register.

Belongs here: words and how they are put together. Not here: who works or learns where.
"""

from __future__ import annotations

import numpy as np

_VILLAGE_BEGINNINGS = (
    "Верхне", "Нижне", "Старо", "Ново", "Мало", "Бело", "Красно", "Сухо", "Долго", "Тихо",
)  # fmt: skip
_VILLAGE_ENDINGS = (
    "лучинское", "рябиново", "камышное", "журавино", "овражье", "берестово", "полынное",
    "ключево", "мшарово", "вереино", "озерцово", "дубравное",
)  # fmt: skip
_SURNAMES = (
    "Березин", "Ветлугин", "Гречихин", "Дубравин", "Ежевикин", "Журавкин", "Зарницын", "Ивушкин",
    "Калинкин", "Ландышев", "Малинкин", "Незабудин", "Овсянкин", "Подорожников", "Рябинкин",
    "Синичкин", "Тополев", "Укропов", "Фиалкин", "Хмелёв", "Цветиков", "Чабрецов", "Шиповников",
    "Щавелев", "Ясенкин", "Боярышников", "Вересков", "Горицветов", "Душицын", "Ёлочкин",
)  # fmt: skip
_WOMEN = (
    "Анна", "Вера", "Галина", "Дарья", "Елена", "Жанна", "Зоя", "Инна", "Ксения", "Лидия",
    "Марина", "Нина", "Ольга", "Полина", "Раиса", "Светлана", "Тамара", "Ульяна", "Юлия", "Яна",
)  # fmt: skip
_MEN = (
    "Андрей", "Борис", "Виктор", "Глеб", "Денис", "Егор", "Захар", "Игорь", "Кирилл", "Лев",
    "Максим", "Никита", "Олег", "Пётр", "Роман",
)  # fmt: skip
_FATHERS = (
    "Андреев", "Борисов", "Викторов", "Глебов", "Денисов", "Егоров", "Захаров", "Кириллов",
    "Максимов", "Олегов", "Петров", "Романов", "Степанов", "Тимофеев", "Фёдоров",
)  # fmt: skip
_WOMEN_AMONG_STAFF = 0.85


def village(number: int) -> str:
    """The invented village of that number; different numbers, different villages."""
    beginning = _VILLAGE_BEGINNINGS[number % len(_VILLAGE_BEGINNINGS)]
    ending = _VILLAGE_ENDINGS[number // len(_VILLAGE_BEGINNINGS) % len(_VILLAGE_ENDINGS)]
    return beginning + ending


def person(rng: np.random.Generator, women: float = _WOMEN_AMONG_STAFF) -> str:
    """Surname, name and patronymic of an invented person; `women`: their share among all."""
    surname = str(rng.choice(_SURNAMES))
    father = str(rng.choice(_FATHERS))
    if rng.random() < women:
        return f"{surname}а {rng.choice(_WOMEN)} {father}на"
    return f"{surname} {rng.choice(_MEN)} {father}ич"
