"""What one published table tells: which cells there are, and how they relate.

Here belongs reading one group of one revision into the system (`attack_unknowns`).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping

import pandas as pd
from attack_unknowns import System

TOTAL = "all"


class Table:
    """One group of one revision: which cells there are, and how they relate."""

    def __init__(
        self,
        system: System,
        rows: pd.DataFrame,
        group: str,
        revision: int,
        incomplete: Collection[str],
    ) -> None:
        self.system = system
        self.group = group
        self.revision = revision
        self.incomplete = incomplete
        self.parents = _parents(rows)
        self.children: dict[str, list[str]] = {}
        for unit, parent in self.parents.items():
            if parent is not None:
                self.children.setdefault(parent, []).append(unit)
        self.columns = sorted((set(rows["column"]) | set(incomplete)) - {TOTAL})
        self.rows: dict[tuple[str, str], int] = {}
        self.asked: list[tuple[dict[str, object], int]] = []
        self.unpublished: dict[tuple[str, str], int] = {}
        for row in rows.to_dict("records"):
            self._read(row)

    def _read(self, row: Mapping[Hashable, object]) -> None:
        column, unit = str(row["column"]), str(row["unit"])
        is_omitted = bool(row["is_omitted"])
        cell = self.system.cell((self.group, column, unit, row["version"]))
        self.rows[column, unit] = cell
        if is_omitted and column == TOTAL:
            return
        if is_omitted or bool(row["is_hidden"]):
            name: dict[str, object] = {
                "revision": self.revision,
                "group": self.group,
                "column": column,
                "unit": unit,
                "is_omitted": is_omitted,
            }
            self.asked.append((name, cell))
            if not is_omitted:
                self.system.exists(cell, row["count"])
        else:
            self.system.sees(cell, float(row["count"]), float(row["share"]), str(row["bound"]))

    def relate(self, is_sum: bool) -> None:
        """Tell the system how parents stand to children and totals to columns."""
        for unit in list(self.children):
            # With sums, totals over children follow from the columns
            for column in self.columns or [TOTAL]:
                self._relate_children(unit, column, is_sum)
            if not is_sum and self.columns:
                self._relate_totals_of_children(unit)
        if self.columns:
            for (column, unit), total in list(self.rows.items()):
                if column == TOTAL:
                    cells = [self.cell(other, unit) for other in self.columns]
                    self.system.whole_and_parts(total, cells, is_sum)

    def _relate_children(self, unit: str, column: str, is_sum: bool) -> None:
        if column == TOTAL and not self._all_totals_are_there(unit):
            return
        whole = self.cell(column, unit)
        if whole is not None:
            parts = [self.cell(column, child) for child in self.children[unit]]
            self.system.whole_and_parts(whole, parts, is_sum)

    def _relate_totals_of_children(self, unit: str) -> None:
        whole = self.rows.get((TOTAL, unit))
        if whole is None:
            return
        parts = [self.rows.get((TOTAL, child)) for child in self.children[unit]]
        if self._all_totals_are_there(unit):
            self.system.whole_and_parts(whole, parts, is_sum=False)
        else:
            self.system.at_least_each(whole, parts)

    def _all_totals_are_there(self, unit: str) -> bool:
        return all((TOTAL, each) in self.rows for each in [unit, *self.children[unit]])

    def cell(self, column: str, unit: str) -> int | None:
        """The cell of a row, also of one that was not published; None where nobody took part."""
        place = column, unit
        if place in self.rows:
            return self.rows[place]
        if place not in self.unpublished:
            children = self.children.get(unit, [])
            if column not in self.incomplete and all(
                self.cell(column, child) is None for child in children
            ):
                return None
            key = (self.group, column, unit, ("unpublished", self.revision))
            self.unpublished[place] = self.system.cell(key)
        return self.unpublished[place]


def _parents(rows: pd.DataFrame) -> dict[str, str | None]:
    """The parent of each unit; of one that is only named as a parent nothing is known."""
    parents: dict[str, str | None] = {}
    pairs = rows[["unit", "parent"]].drop_duplicates()
    for unit, parent in zip(pairs["unit"], pairs["parent"], strict=True):
        named = None if pd.isna(parent) else str(parent)
        if str(unit) in parents:
            raise ValueError(f"unit {unit} stands under {parents[str(unit)]} and under {named}")
        parents[str(unit)] = named
    for parent in list(parents.values()):
        if parent is not None:
            parents.setdefault(parent, None)
    return parents
