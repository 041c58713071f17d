"""What of a row must be filled in, as a form tells it.

Belongs here: columns that are required, and those of which one way of naming a person is enough.
Not here: whether a row may be taken, which intake decides by the same contract.
"""

from __future__ import annotations

from opora.contracts import Column, Dataset


def is_needed(column: Column, dataset: Dataset) -> bool:
    """Whether its heading is orange: required, or one of the ways to name a person."""
    return column.required or column.name in {name for way in _ways(dataset) for name in way}


def need(column: Column, dataset: Dataset) -> str:
    """Whether it must be filled in, for the list of columns."""
    if column.required:
        return "обязательно"
    others = [way for way in _ways(dataset) if column.name not in way]
    if is_needed(column, dataset) and others:
        return f"обязательно, или {_way(others[0], dataset)}"
    return "обязательно" if is_needed(column, dataset) else "если есть"


def need_hint(column: Column, dataset: Dataset) -> str:
    """The same as a sentence, for the hint on a heading."""
    if column.required:
        return "Заполнять обязательно."
    if is_needed(column, dataset):
        return f"Нужны {ways_told(dataset)}."
    return "Заполнять, если есть."


def ways_told(dataset: Dataset) -> str:
    """The ways to name a person: «СНИЛС» или «ФИО» и «Дата рождения»; blank where nobody is."""
    return " или ".join(_way(way, dataset) for way in _ways(dataset))


def _ways(dataset: Dataset) -> tuple[tuple[str, ...], ...]:
    return dataset.person.keyed_from if dataset.person else ()


def _way(names: tuple[str, ...], dataset: Dataset) -> str:
    return " и ".join(f"«{dataset.column(name).heading}»" for name in names)
