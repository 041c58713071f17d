"""How days and datasets are written in Russian tables of the terminal."""

from __future__ import annotations

import datetime as dt

from opora.contracts import load_contracts


def day_in_figures(day: dt.date) -> str:
    """Day, month and year: 05.07.2025."""
    return f"{day:%d.%m.%Y}"


def title_of(dataset: str) -> str:
    """The Russian title of a dataset; its code where the contracts no longer have it."""
    contract = load_contracts().get(dataset)
    return contract.title_ru if contract else dataset
