"""From failed rules to rejected rows, findings and blocked half-years.

Belongs here: what a rule's failure means. The same query that failed a row rejects it: there is no
second copy of a rule. Not here: evaluating rules (`gx`) or keeping rows (`opora.lake`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from opora.contracts import Dataset, Rule
from opora.intake.totals import DECLARED_TOTAL, DeclaredTotal
from opora.intake.workbench import Workbench
from opora.sql import literal, quoted
from opora.validation.gx import RuleResult, SuiteRunner

#: What tells of rows that nobody filled in, after the name of its dataset; it is no contract rule.
UNFILLED = "unfilled"


@dataclass(frozen=True)
class Checked:
    """What came out for one dataset; `blocked`: half-year -> why it can't be taken."""

    dataset: Dataset
    results: list[RuleResult]
    totals: list[DeclaredTotal]
    blocked: dict[str | None, list[str]] = field(default_factory=dict)


def prepare(bench: Workbench) -> None:
    """Make the table that all findings of a batch go to."""
    bench.connection.execute(
        "CREATE TABLE findings (delivery_id BIGINT, dataset VARCHAR, sheet VARCHAR, row_no BIGINT, "
        "column_name VARCHAR, rule_id VARCHAR, severity VARCHAR, value VARCHAR, message VARCHAR)"
    )


def check(
    bench: Workbench, validator: SuiteRunner, dataset: Dataset, totals: list[DeclaredTotal]
) -> Checked:
    """Run a dataset's rules over `incoming_<dataset>`; write `rejected_<dataset>` and findings."""
    results = validator.validate(dataset)
    bench.connection.execute(
        f"CREATE TABLE failed_{dataset.name} "
        "(delivery_id BIGINT, sheet VARCHAR, row_no BIGINT, rule_id VARCHAR)"
    )
    checked = Checked(dataset, results, totals)
    for result in results:
        if result.failed and result.failing_rows:
            _find_rows(bench, dataset, result)
        for half_year in result.half_years:
            if result.rule.severity == "critical":
                checked.blocked.setdefault(half_year, []).append(result.rule.message_ru)
    _find_totals(bench, dataset, totals)
    _find_unfilled(bench, dataset)
    bench.connection.execute(
        f"CREATE TABLE rejected_{dataset.name} AS "
        "SELECT delivery_id, sheet, row_no, list_sort(list(DISTINCT rule_id)) AS reasons "
        f"FROM failed_{dataset.name} GROUP BY delivery_id, sheet, row_no"
    )
    return checked


def _find_rows(bench: Workbench, dataset: Dataset, result: RuleResult) -> None:
    """One finding per failing row; a critical rule also rejects the row."""
    rule = result.rule
    column = rule.column and quoted(rule.column)
    is_personal = rule.column is not None and _is_personal(dataset, rule.column)
    unreadable = f"map_extract_value(rows.unreadable, {literal(rule.column)})"
    if column is None or is_personal:
        value = "NULL::VARCHAR"
    elif _is_stored(dataset, rule.column):
        value = f"coalesce({unreadable}, {_as_written(dataset, rule.column)})"
    else:
        value = unreadable
    # A cell that can't be read is one mistake, not also a missing value.
    only = f"WHERE {unreadable} IS NULL" if _is_told_already(dataset, rule) else ""
    message = f"replace({literal(rule.message_ru)}, '{{value}}', coalesce({value}, ''))"
    bench.connection.execute(
        f"INSERT INTO findings SELECT rows.delivery_id, {literal(dataset.name)}, rows.sheet, "
        f"rows.row_no, {literal(rule.column)}, {literal(rule.id)}, {literal(rule.severity)}, "
        f"{value}, {message} FROM ({result.failing_rows}) AS failing "
        f"JOIN incoming_{dataset.name} AS rows ON rows.delivery_id = failing.delivery_id "
        f"AND rows.row_no = failing.row_no AND rows.sheet IS NOT DISTINCT FROM failing.sheet {only}"
    )
    if rule.severity == "critical":
        bench.connection.execute(
            f"INSERT INTO failed_{dataset.name} SELECT delivery_id, sheet, row_no, rule_id "
            f"FROM findings WHERE rule_id = {literal(rule.id)}"
        )


def _as_written(dataset: Dataset, column: str | None) -> str:
    """A value as a person writes it: 31.12.2024, 1,5, да."""
    cell = f"rows.{quoted(column or '')}"
    kind = next(each.type for each in dataset.stored_columns if each.name == column)
    if kind == "date":
        return f"strftime({cell}, '%d.%m.%Y')"
    if kind == "number":
        return f"replace(regexp_replace({cell}::VARCHAR, '\\.0$', ''), '.', ',')"
    if kind == "boolean":
        return f"CASE WHEN {cell} THEN 'да' WHEN NOT {cell} THEN 'нет' END"
    return f"{cell}::VARCHAR"


def _is_told_already(dataset: Dataset, rule: Rule) -> bool:
    """Whether an unreadable cell, which then has no value, is rejected by a rule of its own."""
    return rule.kind == "required" and any(
        other.kind == "readable" and other.severity == "critical" and other.column == rule.column
        for other in dataset.rules
    )


def _find_totals(bench: Workbench, dataset: Dataset, totals: list[DeclaredTotal]) -> None:
    rows = [
        (
            total.delivery_id,
            dataset.name,
            total.sheet,
            total.row_no,
            column,
            f"{dataset.name}.{DECLARED_TOTAL}",
            "warning",
            _plain(declared),
            f"{_stated(dataset, column)} {_plain(declared)}, а по строкам файла получается "
            f"{_plain(counted)}. Проверьте, все ли строки на месте.",
        )
        for total in totals
        for column, declared, counted in total.differences()
    ]
    _insert(bench, rows)


def _find_unfilled(bench: Workbench, dataset: Dataset) -> None:
    """One finding per sheet: who sees fewer rows than stand in the file is told why."""
    rows = [
        (
            each.delivery_id,
            dataset.name,
            each.sheet,
            each.first,
            None,
            f"{dataset.name}.{UNFILLED}",
            "info",
            None,
            f"Не заполнено строк: {each.count}, они пропущены.",
        )
        for each in bench.unfilled_of(dataset)
    ]
    _insert(bench, rows)


def _insert(bench: Workbench, rows: Sequence[tuple[object, ...]]) -> None:
    """Findings that are no rows of a query."""
    if rows:
        bench.connection.executemany(
            "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
        )


def _stated(dataset: Dataset, what: str) -> str:
    """Where the number stands: in a total row, or elsewhere in a foreign file."""
    heading = next((each.heading for each in dataset.columns if each.name == what), None)
    if heading is None:
        return f"В файле указано: {what} —"
    return f"В итоговой строке в графе «{heading}» стоит"


def _plain(number: float) -> str:
    """A number as a person writes it, all digits."""
    return str(int(number)) if number.is_integer() else f"{number:.2f}".replace(".", ",")


def _is_stored(dataset: Dataset, column: str | None) -> bool:
    return any(stored.name == column for stored in dataset.stored_columns)


def _is_personal(dataset: Dataset, column: str) -> bool:
    found = dataset.column(column)
    return found.is_personal or found.type == "key"
