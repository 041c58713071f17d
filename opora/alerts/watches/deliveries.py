"""What did not come in: half-years blocked, files refused, deliveries overdue.

Belongs here: the published deliveries (`opora.quality` and the mart behind it), one trouble for
each half-year or dataset, never for each file or school. Names of files and schools stay here: they
are what the places named under `where` show.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator

import duckdb

from opora.alerts.trouble import Level, Seen, Trouble
from opora.contracts import load_contracts
from opora.errors import OporaError
from opora.home import HISTORY, Home
from opora.quality.freshness import Awaited, awaited, published_marts

_KINDS = frozenset({"blocked", "refused", "overdue"})

# the newest trace of each file, as `opora status` counts them
_TURNED_AWAY = """
SELECT coalesce(half_year, $history), status, path, delivery_id, dataset
FROM marts.deliveries
WHERE resolved_by IS NULL
QUALIFY delivery_id = max(delivery_id) OVER (PARTITION BY path)
    AND status IN ('refused', 'blocked')
ORDER BY ALL
"""


def deliveries_seen(home: Home, today: dt.date) -> Seen:
    """What is published; nothing at all where nothing is, or by a version before this one."""
    try:
        with published_marts(home) as connection:
            return Seen(
                (*_turned_away(home, connection), *_overdue(connection, today)),
                _KINDS,
            )
    except OporaError:
        return Seen()


def _turned_away(home: Home, connection: duckdb.DuckDBPyConnection) -> Iterator[Trouble]:
    groups: dict[tuple[str, str], list[tuple[int, str | None]]] = {}
    rows = connection.execute(_TURNED_AWAY, {"history": HISTORY}).fetchall()
    for half_year, status, path, delivery_id, dataset in rows:
        # what was taken out of landing is nobody's to correct
        if (home.landing / path).exists():
            groups.setdefault((status, half_year), []).append((delivery_id, dataset))
    for (status, half_year), files in groups.items():
        datasets = tuple(sorted({dataset for _, dataset in files if dataset}))
        where = f"opora status {half_year}; ответы отправителям: reports/{half_year}/deliveries/"
        named = f" ({', '.join(map(_title, datasets))})" if datasets else ""
        yield Trouble(
            kind=status,
            name=half_year,
            level="error",
            title=f"приём полугодия {half_year}"
            if status == "blocked"
            else f"файлы за {half_year}",
            state="не принято ничего" if status == "blocked" else "приняты не все",
            what=_BLOCKED if status == "blocked" else f"Не принято файлов: {len(files)}{named}.",
            todo="Передайте отправителям ответы и сдайте исправленные файлы ещё раз.",
            where=where,
            fingerprint=_digest(sorted(number for number, _ in files)),
            half_years=(half_year,) if half_year != HISTORY else (),
            datasets=datasets,
        )


_BLOCKED = (
    "Сведения за полугодие не прошли проверку целиком, поэтому не принято ничего; действуют "
    "прежние строки."
)


def _overdue(connection: duckdb.DuckDBPyConnection, today: dt.date) -> Iterator[Trouble]:
    for each in awaited(connection, today):
        is_absent = each.missing > 0 or not each.is_known
        if each.stage == "overdue" and is_absent and each.severity != "info":
            yield _late(each)


def _late(each: Awaited) -> Trouble:
    level: Level = "error" if each.severity == "critical" else "warning"
    counted = f"не сдали {each.missing} из {each.expected}" if each.is_known else "не сдано ничего"
    return Trouble(
        kind="overdue",
        name=f"{each.half_year} {each.dataset}",
        level=level,
        title=f"{_title(each.dataset)}, {each.half_year}",
        state="просрочено",
        what=f"Срок был {each.due_on:%d.%m.%Y}, {counted}.",
        todo="Напомните тем, кто не сдал.",
        where=f"opora status {each.half_year} --dataset {each.dataset} --missing",
        half_years=(each.half_year,),
        datasets=(each.dataset,),
    )


def _title(dataset: str) -> str:
    contract = load_contracts().get(dataset)
    return f"«{contract.title_ru}»" if contract else dataset


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]
