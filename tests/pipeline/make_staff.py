"""Invented people, one per way of being identified, as the lines of a staff file."""

from __future__ import annotations

from dataclasses import dataclass

HEADINGS = (
    "СНИЛС", "ФИО", "Дата рождения", "Логин ОО", "Работает с", "Работает по", "Должность",
    "Предмет", "Внешний совместитель",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Whatever is known of who it is."""

    insurance_number: str
    full_name: str
    birth_date: str
    works_from: str


PEOPLE = (
    Person("112-233-445 95", "Ковалёв Пётр Семёнович", "13.02.1980", "01.09.2020"),
    # wrong check digits: the name and the birth date are used
    Person("112-233-445 96", "КОВАЛЕВ  Петр Семенович", "1980-02-13", "01.09.2021"),
    Person("", "ковалёв пётр-семёнович ", "13.02.1980", "01.09.2022"),
    # nobody: rejected
    Person("", "Безымянская Анна Львовна", "", "01.09.2020"),
    Person("", "Дождева Вера Ильинична", "11.03.1975", "01.09.2020"),
)


def line(person: Person) -> str:
    """The person's line."""
    return (
        f"{person.insurance_number};{person.full_name};{person.birth_date};sch990001;"
        f"{person.works_from};;Учитель;Математика;нет\n"
    )
