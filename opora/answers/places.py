"""From a finding to the cells of the file that it is about, and to what the file calls them.

Belongs here: where a column of a contract stands in a sheet, under which heading, and which columns
a rule over a whole row looks at. Not here: colouring the cells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opora.answers.told import Finding, heading, headings_of
from opora.contracts import Dataset, Rule
from opora.intake.adapters import Stand, parts_of_sheet
from opora.intake.layout import Layout
from opora.intake.mapping import Target

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

    def __init__(
        self,
        layouts: Sequence[Layout],
        datasets: Mapping[str, Dataset],
        *,
        in_file: bool = True,
    ) -> None:
        """`layouts`: what was recognised in the file; `in_file`: its own cells, not the layouts'.

        The two differ where an adapter has rewritten a sheet.
        """
        self._datasets = datasets
        self._in_file = in_file
        self._stands = {
            (layout.sheet.name, target.dataset): _stands(layout, target, in_file=in_file)
            for layout in layouts
            for target in layout.targets
        }
        self._elsewhere = {
            (layout.sheet.name, target.dataset): layout.elsewhere if in_file else {}
            for layout in layouts
            for target in layout.targets
        }
        self._rules = {rule.id: rule for dataset in datasets.values() for rule in dataset.rules}

    def cells(self, finding: Finding) -> list[Cell]:
        """The cells to look at; the first of the row where nobody knows better."""
        table = (finding.sheet, finding.dataset)
        known, elsewhere = self._stands.get(table, {}), self._elsewhere.get(table, {})
        wanted = self._looked_at(finding)
        found = {
            elsewhere.get((finding.row_no, column), (finding.row_no, known[column].place))
            for column in wanted
            if column in known
        }
        sheet = parts_of_sheet(finding.sheet)[0] if self._in_file else finding.sheet
        at = sorted(found) or [(finding.row_no, 0)]
        return [Cell(sheet, row, place + 1) for row, place in at]

    def row(self, finding: Finding) -> int:
        """The row in which the first of these cells stands."""
        return self.cells(finding)[0].row

    def heading(self, finding: Finding) -> str | None:
        """The heading of the column that a finding names, as the file has it where it is known."""
        stand = self._stands.get((finding.sheet, finding.dataset), {}).get(finding.column or "")
        own = headings_of(self._datasets, finding)
        return stand.heading if stand and own else own

    def message(self, finding: Finding) -> str:
        """The sentence of a finding, with the file's own heading in place of the contract's."""
        own, shown = headings_of(self._datasets, finding), self.heading(finding)
        if not own or not shown or own == shown:
            return finding.message
        pattern = rf"((?:^|\W)[Гг]раф\w+ )«{re.escape(own)}»"
        return re.sub(pattern, lambda found: f"{found[1]}«{shown}»", finding.message, count=1)

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


def headings_in_file(layout: Layout, datasets: Mapping[str, Dataset]) -> list[str]:
    """The headings of a layout's columns as people know them."""
    if layout.sheet.numbers is None:
        return list(layout.headings)
    stands = layout.stands
    dataset = datasets.get(layout.targets[0].dataset) if layout.targets else None
    return [
        stands[column].heading if column in stands else heading(column, dataset) or column
        for column in layout.headings
    ]


def _stands(layout: Layout, target: Target, *, in_file: bool) -> Mapping[str, Stand]:
    """Column of the contract -> where it stands, and under which heading."""
    if layout.sheet.numbers is not None and in_file:
        return layout.stands
    places = {heading: place for place, heading in enumerate(layout.headings)}
    return {
        column: Stand(
            places[heading],
            layout.stands[column].heading if column in layout.stands else heading,
        )
        for column, heading in target.columns.items()
        if heading in places
    }


def _named(rule: Rule, dataset: Dataset) -> Sequence[str]:
    """The columns that a rule over the whole row names."""
    if "columns" in rule.kwargs:
        return tuple(rule.kwargs["columns"])
    words = set(re.findall(r"\w+", str(rule.kwargs.get("condition", ""))))
    return [column.name for column in dataset.columns if column.name in words]
