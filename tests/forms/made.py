"""Forms made for a look at them: of which half-year, for which schools."""

from __future__ import annotations

import datetime as dt
from typing import Any

from opora.contracts import Dataset, load_contracts
from opora.forms import Form, Period

PERIOD = Period("2024-H2", dt.date(2024, 7, 1), dt.date(2024, 12, 31))
CONTRACTS = load_contracts()
NAMES = sorted(CONTRACTS)
LOGINS = tuple(f"sch99{number:04}" for number in range(3000))


def form_of(dataset: str | Dataset, **facts: Any) -> Form:
    contract = CONTRACTS[dataset] if isinstance(dataset, str) else dataset
    return Form(dataset=contract, period=PERIOD, **facts)
