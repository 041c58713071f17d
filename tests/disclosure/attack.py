"""What a reader can work out about hidden cells who holds every published revision.

Here belongs the reader's knowledge, written as linear equations, and the exact range that it leaves
to every hidden cell. How cells are chosen for hiding does not belong here: this file knows nothing
of it and imports nothing from the package, so that it can judge it.

Two unknowns stand for a cell: its count and how many of them are below the threshold. A version
that two revisions share is one cell in both.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import coo_array, csc_array, eye_array, hstack, vstack
from scipy.sparse.csgraph import connected_components

TOTAL = "all"
HALF_A_DIGIT = 0.05
ENDS = ["count_low", "count_high", "share_low", "share_high"]
SAME = 1e-9
"""Two bounds of an unknown that are closer than this are one number."""
FOUND, INFEASIBLE, UNBOUNDED, UNCLEAR = 0, 2, 3, 4
"""The states that `linprog` reports."""
SMALLEST_PART = 0.1
"""Solutions divided by a larger count than its inverse are too coarse for a witness."""

Bounds = tuple[float, float]


class ContradictionError(ValueError):
    """The published tables cannot all be true."""


def attack(
    published: Sequence[pd.DataFrame],
    adds_up: bool = True,
    distinct_groups: Collection[str] = (),
    whole_persons: bool = False,
    wide_enough: Bounds | None = None,
) -> pd.DataFrame:
    """The exact range of every hidden cell over all that was published about one system.

    Each frame is a revision: group, column, unit, parent (null for a root), is_hidden, count and
    share in per cent with one decimal (null where hidden), bound ("", "at_most", "at_least") and,
    optionally, version and is_omitted. The column "all" is the total over a unit's other columns.
    A hidden row may still show its count. A row that is not there says that nobody took part; it
    does not in the columns that `attrs["incomplete_columns"]` names as (group, column) or of which
    all rows are omitted, nor for totals, nor for units whose children are there. An omitted row is
    not published: it only tells the reader which version the cell has and where its unit stands.

    With `adds_up` a parent is the sum of its children and a total the sum of its columns; without
    it, and in `distinct_groups`, it is at most that sum and at least its largest part.
    `whole_persons` lets the reader round the bounds of visible cells inwards. A cell that is seen
    to range over `wide_enough` (persons, percentage points) is not followed to its ends: its row is
    then a part of its range. A narrower row is exact in any case.

    One row for every hidden row, and for every omitted one that is not a total: revision (position
    in the sequence), group, column, unit, is_omitted, count_low, count_high (persons), share_low,
    share_high (per cent).
    Raises ContradictionError where no numbers fit, ValueError for a unit with two parents.
    """
    system = _System(whole_persons=whole_persons)
    asked: list[tuple[dict[str, object], int]] = []
    for revision, frame in enumerate(published):
        rows = _with_optional_columns(frame, revision)
        incomplete = _incomplete_columns(frame, rows)
        for group, of_group in rows.groupby("group", sort=False):
            is_sum = adds_up and group not in distinct_groups
            table = _Table(
                system, of_group, str(group), revision, incomplete.get(str(group), set())
            )
            table.relate(is_sum)
            asked += table.asked
    ranges = system.ranges({cell for _, cell in asked}, wide_enough or (np.inf, np.inf))
    found = [name | dict(zip(ENDS, ranges[cell], strict=True)) for name, cell in asked]
    return pd.DataFrame(
        found, columns=["revision", "group", "column", "unit", "is_omitted", *ENDS]
    ).astype(dict.fromkeys(ENDS, float))


def open_cells(
    intervals: pd.DataFrame, count_interval: float = 3, share_interval: float = 10.0
) -> pd.DataFrame:
    """The rows of an attack that are narrower than persons or percentage points allow."""
    count_width = (intervals["count_high"] - intervals["count_low"]).round(6)
    share_width = (intervals["share_high"] - intervals["share_low"]).round(6)
    return intervals[(count_width < count_interval) | (share_width < share_interval)]


def _with_optional_columns(frame: pd.DataFrame, revision: int) -> pd.DataFrame:
    """The frame with a version for every row and with is_omitted."""
    rows = frame.copy()
    if "version" in rows:
        rows["version"] = [("version", version) for version in rows["version"]]
    else:
        rows["version"] = [("revision", revision)] * len(rows)
    if "is_omitted" not in rows:
        rows["is_omitted"] = False
    return rows


def _incomplete_columns(frame: pd.DataFrame, rows: pd.DataFrame) -> Mapping[str, set[str]]:
    """The columns of each group in which a missing row does not mean nobody."""
    named = {tuple(pair) for pair in frame.attrs.get("incomplete_columns", ())}
    is_withheld = rows["is_omitted"].astype(bool).groupby([rows["group"], rows["column"]]).all()
    named |= set(is_withheld[is_withheld].index)
    by_group: dict[str, set[str]] = {}
    for group, column in named:
        if column != TOTAL:
            by_group.setdefault(str(group), set()).add(str(column))
    return by_group


class _Table:
    """One group of one revision: which cells there are, and how they relate."""

    def __init__(
        self,
        system: _System,
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


@dataclass
class _System:
    """The unknowns with their bounds, and the rows that bind them.

    Unknown 2 i is the count of cell i, unknown 2 i + 1 its number below. A row is
    (coefficient of each unknown, low, high): low <= sum <= high.
    """

    whole_persons: bool
    cells: dict[Hashable, int] = field(default_factory=dict)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    def cell(self, key: Hashable) -> int:
        """The number of a cell, new or known."""
        if key not in self.cells:
            number = self.cells[key] = len(self.cells)
            self.low += [0.0, 0.0]
            self.high += [np.inf, np.inf]
            self.rows.append(({2 * number: -1.0, 2 * number + 1: 1.0}, -np.inf, 0.0))
        return self.cells[key]

    def exists(self, cell: int, count: object) -> None:
        """A row that is there has somebody in it, or even shows how many."""
        if pd.isna(count):
            self._narrow(2 * cell, 1.0, np.inf)
        else:
            self._narrow(2 * cell, float(count), float(count))

    def sees(self, cell: int, count: float, share: float, bound: str) -> None:
        """A visible row: the count is exact, the number below is as exact as the share."""
        self._narrow(2 * cell, count, count)
        shares = {
            "": (share - HALF_A_DIGIT, share + HALF_A_DIGIT),
            "at_most": (0.0, share),
            "at_least": (share, 100.0),
        }[bound]
        low, high = (count * min(max(each, 0.0), 100.0) / 100 for each in shares)
        if self.whole_persons:
            low, high = float(np.ceil(low - SAME)), float(np.floor(high + SAME))
        self._narrow(2 * cell + 1, low, high)

    def whole_and_parts(self, whole: int, parts: Iterable[int | None], is_sum: bool) -> None:
        """A whole is its parts together, or at most that and at least each of them."""
        there = [part for part in parts if part is not None]
        for kind in (0, 1):
            row = {2 * whole + kind: 1.0} | {2 * part + kind: -1.0 for part in there}
            self.rows.append((row, 0.0 if is_sum else -np.inf, 0.0))
        if not is_sum:
            self.at_least_each(whole, there)

    def at_least_each(self, whole: int, parts: Iterable[int | None]) -> None:
        """No part is larger than its whole."""
        for part in parts:
            if part is not None:
                for kind in (0, 1):
                    row = {2 * whole + kind: -1.0, 2 * part + kind: 1.0}
                    self.rows.append((row, -np.inf, 0.0))

    def ranges(
        self, asked: Collection[int], wide_enough: Bounds
    ) -> dict[int, tuple[float, float, float, float]]:
        """Count low and high, share low and high in per cent, of the cells asked for."""
        self._substitute()
        found = {
            cell: ranges
            for component in self._components()
            for cell, ranges in component.ranges(asked, wide_enough).items()
        }
        for cell in asked:
            found.setdefault(cell, self._range_of_known(cell))
        return found

    def _range_of_known(self, cell: int) -> tuple[float, float, float, float]:
        """The range of a cell that no row binds any more."""
        count, below = 2 * cell, 2 * cell + 1
        counts = self.low[count], self.high[count]
        if counts[0] == counts[1] == 0:
            return (*counts, np.nan, np.nan)
        # Nothing but its own bounds is left: the extremes are taken independently
        share_low = 0.0 if self.low[below] == 0 else self.low[below] / counts[1]
        share_high = self.high[below] / counts[0] if counts[0] else 1.0
        return (*counts, 100 * share_low, 100 * min(share_high, 1.0))

    def _narrow(self, unknown: int, low: float, high: float) -> bool:
        """Cut the bounds of an unknown; whether they became one number just now."""
        was_open = self.low[unknown] != self.high[unknown]
        self.low[unknown] = max(self.low[unknown], low)
        self.high[unknown] = min(self.high[unknown], high)
        slack = SAME * max(1.0, abs(self.low[unknown]))
        if self.low[unknown] > self.high[unknown] + slack:
            raise ContradictionError(
                f"{self._name(unknown)}: at least {low:g} and at most {high:g} are asked, "
                f"{self.low[unknown]:g} to {self.high[unknown]:g} together"
            )
        if self.high[unknown] - self.low[unknown] <= slack:
            self.high[unknown] = self.low[unknown]
        return was_open and self.low[unknown] == self.high[unknown]

    def _name(self, unknown: int) -> str:
        key = next(key for key, number in self.cells.items() if number == unknown // 2)
        return f"{('count', 'number below')[unknown % 2]} of {key}"

    def _substitute(self) -> None:
        """Put known numbers into the rows; a row with one unknown left becomes its bounds."""
        waiting = self.rows
        is_moving = True
        while is_moving:
            is_moving = False
            left = []
            for row, low, high in waiting:
                known = [each for each in row if self.low[each] == self.high[each]]
                sure = sum(row[each] * self.low[each] for each in known)
                open_part = {each: row[each] for each in row if each not in known}
                low, high = low - sure, high - sure
                if len(open_part) > 1:
                    left.append((open_part, low, high))
                elif open_part:
                    ((unknown, factor),) = open_part.items()
                    ends = sorted((low / factor, high / factor))
                    is_moving |= self._narrow(unknown, *ends)
                elif low > self._slack(sure) or high < -self._slack(sure):
                    names = ", ".join(self._name(each) for each in row)
                    raise ContradictionError(f"these do not add up: {names}")
            waiting = left
        self.rows = waiting

    @staticmethod
    def _slack(size: float) -> float:
        return 1e-7 * max(1.0, abs(size))

    def _components(self) -> Iterable[_Component]:
        """The parts of the system that have nothing to do with one another."""
        rows = [number for number, (row, _, _) in enumerate(self.rows) for _ in row]
        unknowns = [unknown for row, _, _ in self.rows for unknown in row]
        if not unknowns:
            return
        factors = [factor for row, _, _ in self.rows for factor in row.values()]
        used, local = np.unique(unknowns, return_inverse=True)
        matrix = coo_array((factors, (rows, local)), shape=(len(self.rows), len(used))).tocsr()
        links = coo_array(
            (np.ones(len(rows)), (np.array(rows), len(self.rows) + local)),
            shape=(len(self.rows) + len(used),) * 2,
        )
        number_of, labels = connected_components(links, directed=False)
        rows_of = _places(labels[: len(self.rows)], number_of)
        unknowns_of = _places(labels[len(self.rows) :], number_of)
        low, high = np.array(self.low), np.array(self.high)
        row_low = np.array([low for _, low, _ in self.rows])
        row_high = np.array([high for _, _, high in self.rows])
        for its_rows, its_unknowns in zip(rows_of, unknowns_of, strict=True):
            names = used[its_unknowns]
            yield _Component(
                unknowns=names,
                low=low,
                high=high,
                matrix=csc_array(matrix[its_rows][:, its_unknowns]),
                row_low=row_low[its_rows],
                row_high=row_high[its_rows],
            )


def _places(labels: np.ndarray, number_of: int) -> list[np.ndarray]:
    """The positions that carry each label."""
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.searchsorted(labels[order], np.arange(1, number_of)))


class _Component:
    """One linear programme and the questions put to it.

    Every solution is a witness for all its cells, so many questions need no programme of their own.
    """

    def __init__(
        self,
        unknowns: np.ndarray,
        low: np.ndarray,
        high: np.ndarray,
        matrix: csc_array,
        row_low: np.ndarray,
        row_high: np.ndarray,
    ) -> None:
        self.place = {int(unknown): place for place, unknown in enumerate(unknowns)}
        self.low, self.high = low[unknowns], high[unknowns]
        equal = row_low == row_high
        self.equal, self.equal_to = matrix[equal], row_low[equal]
        has_high, has_low = ~equal & np.isfinite(row_high), ~equal & np.isfinite(row_low)
        self.upper = vstack([matrix[has_high], -matrix[has_low]], format="csc")
        self.upper_to = np.concatenate([row_high[has_high], -row_low[has_low]])
        self._divided: tuple[csc_array, csc_array] | None = None
        self.cells = np.unique(unknowns // 2)
        both = np.column_stack([2 * self.cells, 2 * self.cells + 1])
        self.known_low, self.known_high = low[both], high[both]
        self.places = np.array([[self.place.get(int(each), -1) for each in pair] for pair in both])
        # count low and high, share low and high
        self.seen = np.tile([np.inf, -np.inf, np.inf, -np.inf], (len(self.cells), 1))

    def ranges(
        self, asked: Collection[int], wide_enough: Bounds
    ) -> dict[int, tuple[float, float, float, float]]:
        """The four ends of each cell of this component that was asked for."""
        if self._extreme({}) is None:
            raise ContradictionError(f"no numbers fit {len(self.low)} unknowns together")
        found = {}
        for number, cell in enumerate(self.cells):
            if cell in asked:
                low, high, *shares = self._range(number, wide_enough)
                share_low, share_high = (round(100 * share, 6) + 0.0 for share in shares)
                found[int(cell)] = (low, high, share_low, share_high)
        return found

    def _range(self, number: int, wide_enough: Bounds) -> tuple[float, float, float, float]:
        """The four ends of a cell, shares as parts of one."""
        if self._is_seen_wide(number, wide_enough):
            return tuple(self.seen[number])
        counts = self._count_ends(number)
        if self._is_seen_wide(number, wide_enough):
            return tuple(self.seen[number])
        return (*counts, *self._share_ends(number, counts))

    def _is_seen_wide(self, number: int, wide_enough: Bounds) -> bool:
        """Whether the witnesses of a cell lie far enough apart, in persons and in points."""
        low, high, share_low, share_high = self.seen[number]
        persons, points = wide_enough
        return high - low >= persons and 100 * (share_high - share_low) >= points

    def _count_ends(self, number: int) -> Bounds:
        count = 2 * int(self.cells[number])
        if count not in self.place:
            return float(self.known_low[number, 0]), float(self.known_high[number, 0])
        return self._end_of(number, count, 1.0), self._end_of(number, count, -1.0)

    def _end_of(self, number: int, count: int, sign: float) -> float:
        """The least or greatest count; what was seen at its bound is at its end."""
        side = 0 if sign > 0 else 1
        bound = float((self.known_low, self.known_high)[side][number, 0])
        if sign * self.seen[number, side] <= sign * bound:
            return bound
        end = self._extreme({count: sign})
        return np.nan if end is None else round(end, 6)

    def _share_ends(self, number: int, counts: Bounds) -> Bounds:
        count, below = (2 * int(self.cells[number]) + kind for kind in (0, 1))
        if below not in self.place:
            fixed = float(self.known_low[number, 1])
            low, high = (fixed / end if end else np.nan for end in reversed(counts))
            return low, high
        ends = []
        for sign, outermost, side in ((1.0, 0.0, 2), (-1.0, 1.0, 3)):
            if sign * self.seen[number, side] <= sign * outermost:
                end: float | None = outermost
            elif count in self.place:
                end = self._extreme_share(count, below, sign)
            else:
                end = self._extreme({below: sign})
                end = None if end is None or not counts[0] else end / counts[0]
            ends.append(np.nan if end is None else end)
        return ends[0], ends[1]

    def _see(self, point: np.ndarray) -> None:
        """Keep the widest counts and shares that were seen to fit."""
        counts, belows = np.where(self.places >= 0, point[self.places], self.known_low).T
        shares = np.divide(belows, counts, out=np.full(len(counts), np.nan), where=counts > 0.5)
        for side, (values, widest) in enumerate(
            [(counts, np.fmin), (counts, np.fmax), (shares, np.fmin), (shares, np.fmax)]
        ):
            self.seen[:, side] = widest(self.seen[:, side], values)

    def _extreme(self, objective: Mapping[int, float]) -> float | None:
        """The least value (of -x: the greatest, as x) of one unknown; None if nothing fits."""
        costs = np.zeros(len(self.low))
        for unknown, sign in objective.items():
            costs[self.place[unknown]] = sign
        result = linprog(
            costs,
            A_ub=self.upper if len(self.upper_to) else None,
            b_ub=self.upper_to if len(self.upper_to) else None,
            A_eq=self.equal if len(self.equal_to) else None,
            b_eq=self.equal_to if len(self.equal_to) else None,
            bounds=np.column_stack([self.low, self.high]),
            method="highs",
        )
        if result.status == FOUND:
            self._see(result.x)
        return _value(result, sum(objective.values()))

    def _extreme_share(self, count: int, below: int, sign: float) -> float | None:
        """The least or greatest below / count, by the transformation of Charnes and Cooper.

        Every unknown is divided by the count, t stands for 1 / count: the share becomes an unknown.
        """
        equal, upper = self._divided_by_a_count()
        costs = np.zeros(len(self.low) + 1)
        costs[self.place[below]] = sign
        bounds = np.column_stack([np.zeros(len(costs)), np.full(len(costs), np.inf)])
        bounds[self.place[count]] = 1.0
        result = linprog(
            costs,
            A_ub=upper,
            b_ub=np.zeros(upper.shape[0]),
            A_eq=equal if equal.shape[0] else None,
            b_eq=np.zeros(equal.shape[0]) if equal.shape[0] else None,
            bounds=bounds,
            method="highs",
        )
        if result.status == FOUND and result.x[-1] > SMALLEST_PART:
            self._see(result.x[:-1] / result.x[-1])
        return _value(result, sign)

    def _divided_by_a_count(self) -> tuple[csc_array, csc_array]:
        """The rows and bounds of this component with every right side times t."""
        if self._divided is None:
            unit = eye_array(len(self.low), format="csc")
            has_high, has_low = np.isfinite(self.high), self.low > 0
            upper = vstack([self.upper, unit[has_high], -unit[has_low]], format="csc")
            upper_to = np.concatenate([self.upper_to, self.high[has_high], -self.low[has_low]])
            self._divided = (
                hstack([self.equal, csc_array(-self.equal_to[:, None])], format="csc"),
                hstack([upper, csc_array(-upper_to[:, None])], format="csc"),
            )
        return self._divided


def _value(result: object, sign: float) -> float | None:
    """What a programme found: a number, plus or minus infinity, or None if nothing fits."""
    status = result.status  # type: ignore[attr-defined]
    if status == INFEASIBLE:
        return None
    if status in (UNBOUNDED, UNCLEAR):
        return -np.inf * sign
    if status:
        raise RuntimeError(result.message)  # type: ignore[attr-defined]
    return float(result.fun) * (sign or 1.0)  # type: ignore[attr-defined]
