"""A small landing zone: two schools, one event each."""

from __future__ import annotations

import os
from pathlib import Path

from opora.contracts import load_contracts
from opora.home import Home
from opora.rules import load_rule

MUNICIPALITY = next(
    row["territory"] for row in load_rule("territories") if row["level"] == "municipality"
)
SCHOOLS = [
    {"school_login": f"sch99000{number}", "name": f"Школа № {number}", "territory": MUNICIPALITY}
    for number in (1, 2)
]
EVENTS = [
    {
        "event_id": f"ММ-{number}",
        "school_login": f"sch99000{number}",
        "held_on": "15.03.2024",
        "kind": "семинар",
        "topic": "Анализ результатов",
        "document": "Приказ № 1",
    }
    for number in (1, 2)
]


def deliver(home: Home, period: str, dataset: str, rows: list[dict[str, str]]) -> Path:
    """Write a file into the landing zone, with all headings of the contract."""
    columns = load_contracts()[dataset].input_columns
    lines = [";".join(column.heading for column in columns)]
    lines += [";".join(row.get(column.name, "") for column in columns) for row in rows]
    path = home.landing / period / dataset / f"{dataset}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    an_hour_ago = path.stat().st_mtime - 3600
    os.utime(path, (an_hour_ago, an_hour_ago))
    return path
