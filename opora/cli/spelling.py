"""How half-years, days and datasets are written in Russian tables of the terminal."""

from __future__ import annotations

import datetime as dt

from opora.contracts import load_contracts
from opora.home import HISTORY


def half_year_in_words(half_year: str) -> str:
    """2025-H1 -> «1-е полугодие 2025 года», to stand beside its key."""
    if half_year == HISTORY:
        return "прошлые годы"
    year, _, half = half_year.partition("-H")
    return f"{half}-е полугодие {year} года"


def day_in_figures(day: dt.date) -> str:
    """Day, month and year: 05.07.2025."""
    return f"{day:%d.%m.%Y}"


def title_of(dataset: str) -> str:
    """The Russian title of a dataset; its code where the contracts no longer have it."""
    contract = load_contracts().get(dataset)
    return contract.title_ru if contract else dataset
