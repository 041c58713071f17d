"""Random small trees in one to three revisions: no hidden interval is too short.

Belongs here: a reader of our own who solves the linear system of all that is published, written
from the promise of `opora.disclosure` alone. Not here: the attack that others wrote (`attack`).
"""

from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tables import RULES, revisions, table

from opora.disclosure import TOTAL

Row = dict[int, float]
_Rows = npt.NDArray[np.float64]
_HALF_STEP = 0.5 * 10.0**-RULES.decimals
_CLOSE = 1e-6


class Reader:
    """Unknowns: the count and the number below of every version of a cell that is published."""

    def __init__(self, published: list[pd.DataFrame]) -> None:
        self.place: dict[object, int] = {}
        self.equal: list[tuple[Row, float]] = []
        self.most: list[tuple[Row, float]] = []
        self.silent: list[tuple[str, str, int, int]] = []
        shown = {self._version(row) for each in published for row in _rows(each) if _is_seen(row)}
        for each in published:
            rows = _rows(each)
            for row in rows:
                if not row["is_omitted"]:
                    self._read(row, rows)
                    if row["is_hidden"] and self._version(row) not in shown:
                        self.silent.append(self._version(row))

    @staticmethod
    def _version(row: dict[str, object]) -> tuple[str, str, int, int]:
        return (row["column"], row["unit"], row["count"], row["below"])  # type: ignore[return-value]

    def _unknown(self, row: dict[str, object]) -> tuple[int, int]:
        version = self._version(row)
        if version not in self.place:
            self.place[version] = 2 * len(self.place)
            count = self.place[version]
            self.most += [({count: -1.0}, -1.0), ({count + 1: 1.0, count: -1.0}, 0.0)]
            self.most += [({count + 1: -1.0}, 0.0)]
        return self.place[version], self.place[version] + 1

    def _read(self, row: dict[str, object], rows: list[dict[str, object]]) -> None:
        count, below = self._unknown(row)
        parts = [each for each in rows if self._is_part(each, row)]
        if parts:
            for offset in (0, 1):
                sums = {count + offset: -1.0}
                for part in parts:
                    sums[self._unknown(part)[offset]] = 1.0
                self.equal.append((sums, 0.0))
        if _is_seen(row):
            self.equal.append(({count: 1.0}, float(row["count"])))  # type: ignore[arg-type]
            low, high = _limits(row)
            self.most += [({below: 1.0}, high), ({below: -1.0}, -low)]

    @staticmethod
    def _is_part(part: dict[str, object], row: dict[str, object]) -> bool:
        if row["column"] == TOTAL:
            return part["unit"] == row["unit"] and part["column"] != TOTAL
        return part["parent"] == row["unit"] and part["column"] == row["column"]

    def too_short(self) -> list[tuple[object, ...]]:
        """Hidden versions whose count or share this reader knows too well."""
        found: list[tuple[object, ...]] = []
        for version in dict.fromkeys(self.silent):
            count = self.place[version]
            ends = [self._count_end(count, sign) for sign in (1, -1)]
            shares = [self._share_end(count, sign) for sign in (1, -1)]
            if ends[1] - ends[0] < RULES.count_interval - _CLOSE:
                found.append((*version, "count", *ends))
            if 100 * (shares[1] - shares[0]) < RULES.share_interval - _CLOSE:
                found.append((*version, "share", *shares))
        return found

    @cached_property
    def _system(self) -> tuple[_Rows, _Rows]:
        return self._matrix(self.most), self._matrix(self.equal)

    def _matrix(self, rows: list[tuple[Row, float]]) -> _Rows:
        """Coefficients, and the right sides with the opposite sign as a last column."""
        matrix = np.zeros((len(rows), 2 * len(self.place) + 1))
        for number, (row, right) in enumerate(rows):
            for place, factor in row.items():
                matrix[number, place] += factor
            matrix[number, -1] = -right
        return matrix

    def _count_end(self, count: int, sign: int) -> float:
        most, equal = self._system
        aim = np.zeros(2 * len(self.place))
        aim[count] = sign
        solved = linprog(aim, most[:, :-1], -most[:, -1], equal[:, :-1], -equal[:, -1])
        assert solved.status in (0, 3), solved.message
        return sign * solved.fun if solved.status == 0 else -sign * np.inf

    def _share_end(self, count: int, sign: int) -> float:
        # Charnes and Cooper: everything divided by the count, which becomes one
        aim = np.zeros(2 * len(self.place) + 1)
        aim[count + 1] = sign
        one = np.zeros((1, len(aim)))
        one[0, count] = 1
        most, equal = self._system
        right = [0.0] * len(equal) + [1.0]
        solved = linprog(aim, most, np.zeros(len(most)), np.vstack([equal, one]), right)
        assert solved.status == 0, solved.message
        return sign * solved.fun


def _rows(published: pd.DataFrame) -> list[dict[str, object]]:
    return published.to_dict("records")  # type: ignore[return-value]


def _is_seen(row: dict[str, object]) -> bool:
    return not (row["is_hidden"] or row["is_omitted"])


def _limits(row: dict[str, object]) -> tuple[float, float]:
    count, share = float(row["count"]), float(row["share"])  # type: ignore[arg-type]
    if row["bound"] == "at_most":
        return 0.0, count * share / 100
    if row["bound"] == "at_least":
        return count * share / 100, count
    return max(0.0, count * (share - _HALF_STEP) / 100), count * (share + _HALF_STEP) / 100


_CELL = st.one_of(
    st.tuples(st.integers(1, 12), st.sampled_from([0.0, 0.0, 1.0, 0.3])),
    st.tuples(st.integers(10, 60), st.sampled_from([0.0, 0.02, 0.2, 0.97, 1.0])),
).map(lambda drawn: (drawn[0], round(drawn[0] * drawn[1])))


@st.composite
def half_years(draw: st.DrawFn) -> list[pd.DataFrame]:
    """One to three revisions of a region of a few schools with one or two columns."""
    places = [
        f"r/m{municipality}/s{municipality}{school}"
        for municipality in range(draw(st.integers(1, 3)))
        for school in range(draw(st.integers(1, 4)))
    ]
    columns = ["c", "k"][: draw(st.integers(1, 2))]
    cells = {name: {place: draw(_CELL) for place in places} for name in columns}
    tables = [table(cells)]
    for _ in range(draw(st.integers(0, 2))):
        name, place = draw(st.sampled_from(columns)), draw(st.sampled_from(places))
        cells[name] = cells[name] | {place: draw(_CELL)}
        if draw(st.booleans()) and len(cells["c"]) > 1:
            gone = draw(st.sampled_from(sorted(cells["c"])))
            cells["c"] = {key: cell for key, cell in cells["c"].items() if key != gone}
        tables.append(table(cells))
    return tables


_SETTINGS = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@_SETTINGS
@given(half_years())
def test_no_hidden_interval_is_too_short(tables: list[pd.DataFrame]) -> None:
    assert Reader(revisions(*tables)).too_short() == []


@_SETTINGS
@given(half_years())
def test_what_is_shown_is_true(tables: list[pd.DataFrame]) -> None:
    for published in revisions(*tables):
        for row in _rows(published):
            if _is_seen(row):
                low, high = _limits(row)
                assert low - _CLOSE <= float(row["below"]) <= high + _CLOSE  # type: ignore[arg-type]
                assert row["column"] == TOTAL or row["count"] >= RULES.least_count  # type: ignore[operator]


@_SETTINGS
@given(half_years())
def test_an_unchanged_revision_is_the_same_again(tables: list[pd.DataFrame]) -> None:
    published = revisions(*tables, tables[-1])
    pd.testing.assert_frame_equal(published[-2], published[-1])


@_SETTINGS
@given(half_years())
def test_hidden_stays_hidden(tables: list[pd.DataFrame]) -> None:
    before: set[tuple[str, str]] = set()
    for published in revisions(*tables):
        seen = {(row["column"], row["unit"]) for row in _rows(published) if _is_seen(row)}
        assert not before & seen
        before |= {(row["column"], row["unit"]) for row in _rows(published) if row["is_hidden"]}


def test_the_reader_finds_what_only_the_least_count_hides() -> None:
    cells = table({"c": {"m/a": (9, 0), "m/b": (20, 0)}}, has_totals=False)
    open_table = cells.assign(
        is_hidden=cells["count"] < RULES.least_count, is_omitted=False, share=5.0, bound="at_most"
    )
    assert [each[4] for each in Reader([open_table]).too_short()] == ["count"]
