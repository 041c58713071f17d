"""What a cell of a form offers and asks for while somebody types.

Belongs here: drop-downs, ranges, hints, each from the contract. Nothing of it blocks: a spreadsheet
only warns, because intake judges, and tells the same again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from opora.contracts import Column
from opora.forms.form import Form, school_column
from opora.forms.lists import Lists
from opora.forms.looks import MESSAGE_LENGTH, TITLE_LENGTH, cut, sentence
from opora.forms.words import Words

#: The first day that a spreadsheet knows, and a last one that catches a slip of the finger.
_EARLIEST, _LATEST = dt.date(1900, 1, 1), dt.date(2100, 12, 31)


def check(column: Column, form: Form, words: Words, lists: Lists) -> dict[str, Any] | None:
    """The check of a column's cells, as xlsxwriter has it; None where anything may be written."""
    offered = offered_in(column, form, words)
    hint = hint_of(column, form)
    told: dict[str, Any]
    if offered:
        told = {"validate": "list", "source": lists.source(offered)}
        message = f"Выберите из списка. {sentence(column.description_ru)}"
        if column.holds_schools:
            message = "Такого логина нет в перечне школ. Выберите логин из списка."
        elif referred_to(column):
            message = "Такого кода нет среди известных. Выберите код из списка."
    elif column.type == "date":
        first, last = _days(column, form)
        told = {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
        message = hint or "Напишите дату: день, месяц и год, например 31.12.2024."
    elif column.type in ("integer", "number"):
        told, message = _number(column)
    elif asks_for_a_pattern(column):
        told, message = {"validate": "any"}, ""
    else:
        return None
    if message:
        told |= {
            "error_type": "warning",
            "error_title": cut(column.heading, TITLE_LENGTH),
            "error_message": cut(message, MESSAGE_LENGTH),
        }
    if hint:
        told |= {
            "input_title": cut(column.heading, TITLE_LENGTH),
            "input_message": cut(hint, MESSAGE_LENGTH),
        }
    return told


def offered_in(column: Column, form: Form, words: Words) -> Sequence[str]:
    """What the drop-down of a column offers: words of a vocabulary, or codes that are known."""
    if form.school and column == school_column(form.dataset):
        return [form.school]
    target = referred_to(column)
    return form.known.get(target, ()) if target else words.offered(column)


def referred_to(column: Column) -> str | None:
    """What every value of the column refers to."""
    return next((each.target for each in column.references if each.when is None), None)


def hint_of(column: Column, form: Form) -> str:
    """What the contract asks for beyond the type: the days of the half-year, how a code looks."""
    if column.name == form.dataset.event_date:
        first, last = _days(column, form)
        return f"Принимаются даты с {_day(first)} по {_day(last)}."
    if asks_for_a_pattern(column):
        return f"Запишите по образцу: {column.example}."
    return ""


def asks_for_a_pattern(column: Column) -> bool:
    """Whether the hint shows how a code looks; where words are offered, nobody types codes."""
    return bool(column.pattern) and not column.vocabulary


def _days(column: Column, form: Form) -> tuple[dt.date, dt.date]:
    if column.name == form.dataset.event_date:
        return form.period.starts_on, form.period.ends_on
    return _EARLIEST, _LATEST


def _number(column: Column) -> tuple[dict[str, Any], str]:
    told: dict[str, Any] = {"validate": "integer" if column.type == "integer" else "decimal"}
    kind = "целое число" if column.type == "integer" else "число"
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        told |= {"criteria": "between", "minimum": low, "maximum": high}
        return told, f"Напишите {kind} от {_plain(low)} до {_plain(high)}."
    if high is not None:
        return told | {"criteria": "<=", "value": high}, (
            f"Напишите {kind} не больше {_plain(high)}."
        )
    if low is not None:
        return told | {"criteria": ">=", "value": low}, f"Напишите {kind} не меньше {_plain(low)}."
    # A spreadsheet can't ask for a number alone.
    return told | {"criteria": "between", "minimum": -1e15, "maximum": 1e15}, f"Напишите {kind}."


def _day(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"


def _plain(number: float) -> str:
    return f"{number:g}".replace("-", "−").replace(".", ",")
