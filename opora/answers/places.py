"""From a finding to the cells of the file that it is about.

Belongs here: where a column of a contract stands in a sheet, and which columns a rule over a whole
row looks at. Not here: colouring the cells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opora.answers.told import Finding
from opora.contracts import Dataset, Rule
from opora.intake.layout import Layout

#: Instead of a column: all filled cells of the row.
WHOLE_ROW = 0


@dataclass(frozen=True, order=True)
class Cell:
    """A cell as people count: the first row and the first column are 1."""

    sheet: str | None
    row: int
    column: int


class Places:
    """The cells of one file."""

    def __init__(self, layouts: Sequence[Layout], datasets: Mapping[str, Dataset]) -> None:
        """`layouts`: what was recognised in the file."""
        self._datasets = datasets
        self._columns = {
            (layout.sheet.name, target.dataset): _columns(layout, target.columns)
            for layout in layouts
            for target in layout.targets
        }
        self._rules = {rule.id: rule for dataset in datasets.values() for rule in dataset.rules}

    def cells(self, finding: Finding) -> list[Cell]:
        """The cells to look at; the first of the row where nobody knows better."""
        known = self._columns.get((finding.sheet, finding.dataset), {})
        wanted = self._looked_at(finding)
        found = sorted({known[column] for column in wanted if column in known})
        sheet = sheet_of(finding.sheet)
        return [Cell(sheet, finding.row_no, column) for column in found or [1]]

    def _looked_at(self, finding: Finding) -> list[str]:
        """The columns of the contract that a finding is about; for a key, what it is made of."""
        dataset = self._datasets.get(finding.dataset)
        if dataset is None:
            return []
        named = [finding.column]
        if finding.column is None:
            rule = self._rules.get(finding.rule_id)
            named = [*_named(rule, dataset)] if rule else []
        columns = [column for column in dataset.columns if column.name in named]
        parts = [part for column in columns for rank in column.keyed_from for part in rank]
        return [*(column.name for column in columns), *parts]


def sheet_of(name: str | None) -> str | None:
    """The sheet as the workbook calls it, of a table that `group_of_sheet` has named."""
    return name.split(" / ")[0] if name else name


def _columns(layout: Layout, columns: Mapping[str, str]) -> dict[str, int]:
    """Column of the contract -> its place; none where an adapter has rewritten the sheet."""
    if layout.sheet.numbers is not None:
        return {}
    places = {heading: place for place, heading in enumerate(layout.headings, start=1)}
    return {column: places[heading] for column, heading in columns.items() if heading in places}


def _named(rule: Rule, dataset: Dataset) -> Sequence[str]:
    """The columns that a rule over the whole row names."""
    if "columns" in rule.kwargs:
        return tuple(rule.kwargs["columns"])
    words = set(re.findall(r"\w+", str(rule.kwargs.get("condition", ""))))
    return [column.name for column in dataset.columns if column.name in words]
