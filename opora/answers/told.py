"""One description of what a sender is told of a delivery, for the check and for the answer.

Belongs here: findings with their places, brought together by rule, and where they are read from.
Not here: words for them (`words`), or the sheets and lines on which they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from opora.contracts import Dataset
from opora.intake.totals import DECLARED_TOTAL
from opora.lake.ledger import LedgerRow

#: So many findings of one rule are listed for a delivery; all of them are counted.
LISTED_OF_RULE = 1_000

_COLUMNS = (
    "delivery_id", "dataset", "sheet", "row_no", "column_name", "rule_id", "severity", "value",
    "message",
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One finding, as the lake keeps it; `column` is the contract's name of a column."""

    dataset: str
    sheet: str | None
    row_no: int
    column: str | None
    rule_id: str
    severity: str
    value: str | None
    message: str

    @property
    def is_total(self) -> bool:
        """Whether it is about a total that differs, not about a row of data."""
        return self.rule_id.endswith(f".{DECLARED_TOTAL}")


@dataclass(frozen=True)
class Fault:
    """A rule and the rows of a delivery that broke it: how many, and those that are listed."""

    count: int
    listed: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The first of them; a fault has at least one."""
        return self.listed[0]

    @property
    def is_warning(self) -> bool:
        """Whether it rejects nothing, but ought to be read."""
        return self.first.severity == "warning"


@dataclass(frozen=True)
class Told:
    """What is told of one delivery.

    `entries`: its rows of the ledger, one per dataset; `faults`: what rejects rows first, then by
    how often it was found.
    """

    entries: tuple[LedgerRow, ...]
    faults: tuple[Fault, ...] = ()

    def of_dataset(self, dataset: str | None) -> list[Fault]:
        """The faults of one dataset."""
        return [fault for fault in self.faults if fault.first.dataset == dataset]

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All that is listed, rule by rule."""
        return tuple(finding for fault in self.faults for finding in fault.listed)

    @property
    def is_unread(self) -> bool:
        """Whether no row was read, because the file was refused or is a copy."""
        return not any(entry.rows_received for entry in self.entries) and not self.faults

    @property
    def is_cut(self) -> bool:
        """Whether more was found than is listed."""
        return any(fault.count > len(fault.listed) for fault in self.faults)

    def warnings_of(self, dataset: str | None) -> int:
        """The same for one dataset."""
        return sum(fault.count for fault in self.of_dataset(dataset) if fault.is_warning)

    @property
    def warnings(self) -> int:
        """How many findings warn of what is taken all the same."""
        return sum(fault.count for fault in self.faults if fault.is_warning)


def findings_query(findings: str, listed_of_rule: int) -> str:
    """SQL of the findings in `findings` (a table, or a query in brackets), delivery by delivery.

    What rejects rows comes first, then what was found most often; the last column says how often.
    """
    return f"""
SELECT {", ".join(_COLUMNS)}, found FROM (
    SELECT *,
        count(*) OVER (PARTITION BY delivery_id, dataset, rule_id) AS found,
        row_number() OVER (
            PARTITION BY delivery_id, dataset, rule_id ORDER BY sheet, row_no, column_name, value
        ) AS place
    FROM {findings}
)
WHERE place <= {listed_of_rule}
ORDER BY delivery_id, severity <> 'critical', found DESC, rule_id, place
"""


def faults_of(rows: Iterable[tuple[Any, ...]]) -> tuple[Fault, ...]:
    """The faults of one delivery, from its rows of `findings_query`."""
    faults = []
    for _, of_rule in groupby(rows, key=lambda row: (row[1], row[5])):
        listed = list(of_rule)
        findings = tuple(Finding(*row[1:-1]) for row in listed)
        faults.append(Fault(count=listed[0][-1], listed=findings))
    return tuple(faults)


def heading(column: str | None, dataset: Dataset | None) -> str | None:
    """The heading of a column as a sender knows it; what is no column names itself.

    None for a rule over the whole row, and for a key that is made of other columns.
    """
    known = {each.name: each for each in dataset.columns} if dataset else {}
    if column is None or (column in known and known[column].type == "key"):
        return None
    return known[column].heading if column in known else column


def headings_of(datasets: Mapping[str, Dataset], finding: Finding) -> str | None:
    """The heading of the column that a finding names."""
    return heading(finding.column, datasets.get(finding.dataset))
