"""The sheet «Пояснения»: how the form is filled in, and what each of its columns means.

Belongs here: sentences for whoever fills in the form. Intake reads every sheet of a workbook: the
headings therefore stand in quotation marks, one below another.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from opora.contracts import SCHOOLS, Column, Dataset
from opora.forms.checks import hint_of, offered_in, referred_to
from opora.forms.example import shown_example
from opora.forms.form import Form, asked_columns
from opora.forms.looks import Formats, row_height, sentence
from opora.forms.needs import need, ways_told
from opora.forms.words import Words
from opora.intake.own_sheets import EXAMPLE_SHEET

HELP_SHEET = "Пояснения"

#: More words than these are read in the drop-down, not in a sentence.
_LISTED_WORDS = 25
#: Of the columns: what it is called, whether it is needed, its meaning, an example, the choice.
_WIDTHS = (30, 14, 44, 44, 60)


def write_explanations(sheet: Any, form: Form, words: Words, formats: Formats) -> None:
    """Write the sheet, all of it locked."""
    for place, wide in enumerate(_WIDTHS):
        sheet.set_column(place, place, wide, formats.help)
    title = f"{form.dataset.title_ru}, {form.period.half_year}"
    sheet.write_string(0, 0, title, formats.title)
    top = 1
    for line in how_to(form):
        sheet.merge_range(top, 0, top, len(_WIDTHS) - 1, "", formats.help)
        sheet.write_string(top, 0, line, formats.help)
        sheet.set_row(top, row_height([(line, sum(_WIDTHS))]))
        top += 1
    for place, heading in enumerate(
        ("Графа", "Заполнять", "Что писать", "Например", "Можно выбрать")
    ):
        sheet.write_string(top + 1, place, heading, formats.heading)
    for number, column in enumerate(asked_columns(form.dataset), start=top + 2):
        texts = _of_column(column, form, words)
        for place, text in enumerate(texts):
            sheet.write_string(number, place, text, formats.help)
        sheet.set_row(number, row_height(zip(texts, _WIDTHS, strict=True)))
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def how_to(form: Form) -> Iterator[str]:
    """How the form is filled in, a sentence or two a line."""
    dataset, period = form.dataset, form.period
    yield dataset.description_ru
    yield (
        "Заполняйте первый лист, по одной записи в строке. Графы с оранжевым заголовком "
        f"обязательны. Заголовки не меняйте. Лист «{EXAMPLE_SHEET}» показывает, как заполнять, и "
        "при приёме не читается."
    )
    yield "Чего нет, оставьте пустым. Даты пишите как 31.12.2024."
    if dataset.person is not None:
        yield f"Чтобы узнать человека, достаточно заполнить {ways_told(dataset)}."
        yield (
            "СНИЛС, ФИО и дата рождения нужны, чтобы не посчитать одного человека дважды: при "
            "приёме вместо них записывается ключ. Имена в системе не хранятся, поэтому форма "
            "приходит без людей."
        )
    elif _may_name_people(dataset):
        yield "Фамилии людей не указывайте, только должности."
    if dataset.event_date:
        heading = dataset.column(dataset.event_date).heading
        yield (
            f"В графе «{heading}» принимаются даты с {period.starts_on:%d.%m.%Y} по "
            f"{period.ends_on:%d.%m.%Y}: форма относится к полугодию {period.half_year}."
        )
    elif dataset.is_assessment:
        yield (
            "Результаты сдают за то полугодие, в котором проходила процедура. Если система "
            "оценки выдаёт их файлом, сдайте её файл: переписывать его в форму не нужно."
        )
    yield from _of_rows(form)
    yield _replaced(form)
    yield (
        "Готовый файл отправьте в управление образования; там его кладут в папку "
        f"landing/{period.half_year}/{dataset.name}."
    )


def _may_name_people(dataset: Dataset) -> bool:
    """Whether there is a column for a text; of schools only their names are asked."""
    return dataset.name != SCHOOLS and any(
        column.type == "string" and not (column.vocabulary or column.pattern or column.references)
        for column in asked_columns(dataset)
    )


def _of_rows(form: Form) -> Iterator[str]:
    if not form.rows:
        return
    filling = form.dataset.filling
    if filling.begins_with == "register":
        yield "В форме уже стоит то, что известно: исправьте, что изменилось, и добавьте новое."
        if filling.ends and not filling.whole:
            heading = form.dataset.column(filling.ends).heading
            yield (
                "Запись, которая больше не действует, не удаляйте: впишите последний день в графу "
                f"«{heading}»."
            )
    if form.explained:
        yield "Серые графы «Справочно» — только для чтения: при приёме файла они не учитываются."
    if form.is_unanswered:
        yield "Незаполненные строки пропускаются."


def _replaced(form: Form) -> str:
    """What becomes of what was delivered before, by the contract's rule."""
    dataset = form.dataset
    if dataset.person is not None and dataset.delivery.rule == "append":
        return "Сданное раньше остаётся; повторная запись о том же заменяет прежнюю."
    replaces = dataset.delivery.rule == "replace"
    names = dataset.delivery.scope if replaces else dataset.key
    headings = {column.name: f"«{column.heading}»" for column in dataset.input_columns}
    same = [headings[name] for name in names if name in headings]
    agree = f"совпадает графа {same[0]}"
    if len(same) > 1:
        agree = f"совпадают графы {', '.join(same[:-1])} и {same[-1]}"
    if not replaces:
        return f"Сданное раньше остаётся; новая строка заменяет прежнюю, если у них {agree}."
    when = "" if dataset.is_assessment else " за это полугодие"
    return (
        f"Файл заменяет всё, что сдано раньше{when}, где {agree}. Поэтому впишите все записи, а "
        "не только новые."
    )


def _of_column(column: Column, form: Form, words: Words) -> tuple[str, ...]:
    offered = offered_in(column, form, words)
    if column.holds_schools:
        choice = "логин из перечня школ" if offered else ""
    elif referred_to(column):
        choice = "код из списка в ячейке" if offered else ""
    elif len(offered) > _LISTED_WORDS:
        choice = "слово из списка в ячейке"
    else:
        choice = ", ".join(offered)
    meaning = sentence(column.description_ru)
    return (
        f"«{column.heading}»",
        need(column, form.dataset),
        f"{meaning} {hint_of(column, form)}".strip(),
        shown_example(column, form, words),
        choice,
    )
