"""Delivers cases, takes them as production does, and holds what came of each against its oracle.

Belongs here: one batch, and every way in which a case can be wrong. Not here: making cases
(`plan`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
from adapters import SCHOOLS_CSV
from cases import Case, Expected, Where
from deliveries import Lake
from grids import CONTRACTS, SALT

from opora.durable import write_bytes
from opora.lake.ledger import LedgerRow
from opora.pipeline.take import take
from opora.sql import quoted

#: Latin words that an answer to a sender may hold beside what it quotes.
_LATIN = re.compile(
    r"CSV|UTF|Excel|XLSX|xlsx|csv|parquet|Parquet|landing|history|H[12]|sch\d+|[A-Z]{1,3}\d+|"
    + "|".join(CONTRACTS)
)
_ASKS = re.compile(
    r"(?i)\b(выгрузите|сохраните|проверьте|исправьте|положите|переложите|добавьте|оставьте|"
    r"откройте|удалите|снимите|разделите|заполните|переименуйте|уточните|отправьте|впишите|"
    r"покажите|назовите|выберите|сдайте|пришлите|сообщите|верните|укажите|запишите)\b"
)


@dataclass
class Outcome:
    """What came of the cases of a batch: counts by mutation, and what is wrong."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def judge(lake: Lake, cases: Sequence[Case], people: Iterable[str]) -> Outcome:
    """Deliver all cases in one batch and judge each of them."""
    lake.home.private.mkdir(parents=True, mode=0o700)
    write_bytes(lake.home.private / "salt", SALT, mode=0o600)
    lake.land("history/schools/schools.csv", SCHOOLS_CSV)
    for case in cases:
        lake.land(case.path, case.content)
    answers: dict[str, list[LedgerRow]] = {}
    for row in take(lake.home).ledger:
        answers.setdefault(row.path, []).append(row)
    kept = _Kept(lake)
    outcome = Outcome()
    for case in cases:
        found = answers.get(case.path, [])
        counted = outcome.counts.setdefault(case.mutation, Counter())
        counted["cases"] += 1
        counted["refused"] += not any(row.rows_received for row in found)
        counted["accepted rows"] += sum(row.rows_accepted for row in found)
        counted["rejected rows"] += sum(row.rows_quarantined for row in found)
        outcome.problems += [f"{case}: {each}" for each in _problems(case, found, kept)]
    outcome.problems += kept.people_found(people)
    return outcome


class _Kept:
    """What lies in the lake, read once."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._accepted: dict[str, dict[int, list[dict[str, Any]]]] = {}
        self._rejected: dict[str, dict[int, list[dict[str, Any]]]] = {}
        self._findings = lake.rows("findings", "delivery_id, dataset, sheet, row_no, message",
                                   "severity = 'critical'")  # fmt: skip

    def accepted(self, dataset: str, delivery: int) -> list[dict[str, Any]]:
        return self._of("accepted", dataset, self._accepted).get(delivery, [])

    def rejected(self, dataset: str, delivery: int) -> list[dict[str, Any]]:
        return self._of("quarantine", dataset, self._rejected).get(delivery, [])

    def reasons(self, delivery: int, dataset: str) -> dict[Where, list[str]]:
        found: dict[Where, list[str]] = {}
        for owner, name, sheet, row_no, message in self._findings:
            if (owner, name) == (delivery, dataset):
                found.setdefault((sheet, row_no), []).append(message)
        return found

    def _of(
        self, folder: str, dataset: str, known: dict[str, dict[int, list[dict[str, Any]]]]
    ) -> dict[int, list[dict[str, Any]]]:
        if dataset not in known:
            known[dataset] = {}
            if any((self._lake.home.lake / folder / dataset).glob("*.parquet")):
                columns = [column.name for column in CONTRACTS[dataset].stored_columns]
                place = ["delivery_id", "sheet", "row_no"]
                listed = ", ".join(map(quoted, [*place, *columns]))
                for row in self._lake.rows(f"{folder}/{dataset}", listed):
                    named = dict(zip([*place, *columns], row, strict=True))
                    known[dataset].setdefault(named["delivery_id"], []).append(named)
        return known[dataset]

    def people_found(self, people: Iterable[str]) -> list[str]:
        """Names that stand in any file of the lake."""
        pattern = "|".join(re.escape(name) for name in people)
        found = []
        with duckdb.connect() as connection:
            for path in sorted(self._lake.home.lake.rglob("*.parquet")):
                row = connection.execute(
                    f"SELECT rows::VARCHAR FROM read_parquet('{path}') AS rows "
                    f"WHERE regexp_matches(rows::VARCHAR, '(?i){pattern}') LIMIT 1"
                ).fetchone()
                if row is not None:
                    found.append(f"a person lies in {path.parent.name}: {row[0]}")
        return found


def _problems(case: Case, answers: Sequence[LedgerRow], kept: _Kept) -> Iterable[str]:
    if not answers:
        yield "there is no answer"
        return
    expected = case.expected
    for row in answers:
        if row.rows_received != row.rows_accepted + row.rows_quarantined:
            yield f"received is not accepted + quarantined: {row}"
        yield from _unclear(row)
        dataset = row.dataset
        if dataset is not None:
            accepted = kept.accepted(dataset, row.delivery_id)
            rejected = kept.rejected(dataset, row.delivery_id)
            if (len(accepted), len(rejected)) != (row.rows_accepted, row.rows_quarantined):
                yield f"the lake holds {len(accepted)} and {len(rejected)} rows: {row}"
            reasons = kept.reasons(row.delivery_id, dataset)
            for each in rejected:
                if not reasons.get((each["sheet"], each["row_no"])):
                    yield f"row {each['row_no']} was rejected without a reason"
    is_refused = not any(row.rows_received for row in answers)
    if is_refused and expected.refused == "never":
        yield f"refused, though nothing is wrong: {answers[0].message}"
    if not is_refused and expected.refused == "must":
        yield f"taken, though it must be refused: {answers[0].status}, {answers[0].message}"
    if not is_refused and expected.refused != "must":
        by_dataset = {row.dataset: row for row in answers if row.dataset}
        for name, rows in expected.rows.items():
            yield from _at_their_places(rows, by_dataset.get(name), name, kept)
        if expected.anywhere:
            yield from _anywhere(expected, by_dataset, kept)


def _unclear(row: LedgerRow) -> Iterable[str]:
    if row.status in ("accepted", "duplicate"):
        return
    message = row.message or ""
    plain = re.sub(r"«[^»]*»", "", message)
    if not re.search("[а-яё]", message) or not message.rstrip().endswith((".", ")")):
        yield f"the answer is no sentence: {message!r}"
    if not _ASKS.search(plain):
        yield f"the answer does not say what to do: {message!r}"
    foreign = [
        word for word in re.findall(r"[A-Za-z_]{2,}\d*", plain) if not _LATIN.fullmatch(word)
    ]
    if foreign:
        yield f"the answer speaks another language ({foreign}): {message!r}"


def _at_their_places(
    rows: Mapping[Where, Any], answer: LedgerRow | None, dataset: str, kept: _Kept
) -> Iterable[str]:
    if answer is None:
        yield f"nothing is said of {dataset}"
        return
    if answer.rows_received != len(rows):
        yield f"received {answer.rows_received} rows, the file has {len(rows)}: {answer.message}"
    accepted = {
        (row["sheet"], row["row_no"]): row for row in kept.accepted(dataset, answer.delivery_id)
    }
    columns = [column.name for column in CONTRACTS[dataset].stored_columns]
    for where, expected in rows.items():
        row = accepted.pop(where, None)
        if row is None:
            if expected.fate == "right":
                reasons = kept.reasons(answer.delivery_id, dataset).get(where)
                yield f"row {where} was not accepted: {reasons}"
            continue
        if expected.fate == "wrong":
            yield f"row {where} was accepted: {row}"
            continue
        changed = {
            name: (expected.values.get(name), row[name])
            for name in columns
            if not _same(expected.values.get(name), row[name])
        }
        if changed:
            yield f"row {where} changed (expected, accepted): {changed}"
    if accepted:
        yield f"rows were accepted that are not there: {list(accepted)}"


def _anywhere(
    expected: Expected, answers: Mapping[str | None, LedgerRow], kept: _Kept
) -> Iterable[str]:
    strange: list[str] = []
    for dataset, rows in expected.anywhere.items():
        answer = answers.get(dataset)
        left = list(rows)
        columns = [column.name for column in CONTRACTS[dataset].stored_columns]
        accepted = kept.accepted(dataset, answer.delivery_id) if answer else []
        for row in accepted:
            match = next(
                (
                    each
                    for each in left
                    if all(_is_kept(dataset, name, each.get(name), row[name]) for name in columns)
                ),
                None,
            )
            if match is None:
                strange.append(
                    f"{dataset}: { ({c: row[c] for c in columns if row[c] is not None}) }"
                )
            else:
                left.remove(match)
        if expected.is_complete and left:
            yield f"rows of {dataset} are missing: {left[:2]}"
    if strange:
        yield f"rows were accepted that the file does not hold: {strange[:2]}"


def _is_kept(dataset: str, name: str, expected: Any, found: Any) -> bool:
    """Whether a value is there; what only warns of unknown words may leave out what is no word."""
    column = next(each for each in CONTRACTS[dataset].stored_columns if each.name == name)
    is_warned_of = bool(column.vocabulary) and column.vocabulary_severity != "critical"
    return _same(expected, found) or (is_warned_of and not column.required and found is None)


def _same(expected: Any, found: Any) -> bool:
    if isinstance(expected, float) and isinstance(found, float):
        return abs(expected - found) <= 1e-9 * max(1.0, abs(expected))
    return bool(expected == found) and isinstance(expected, bool) == isinstance(found, bool)
