"""Which recommendations are issued, stay open and are closed, half-year by half-year.

A recommendation is issued in the first half-year in which the rules ask for it while none of its
lineage is open. It closes

- `done` when all its measures that were not cancelled are done, in the half-year of the last one;
- `declined` when its addressee says no, in the half-year of the answer;
- `resolved` in the first monitored half-year in which its finding is gone and the rules no longer
  ask for it (one practice may answer several findings).

What papers say comes before what is found, and the earlier paper before the later one; of two of
one half-year the finished measures count. After `done` and `declined` the rules decide how long
nobody is asked again. Belongs here: that loop, as a pure function of findings and papers. Where
they are read is `papers`, what is made of them `step`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

RESOLVED, DONE, DECLINED = REASONS = ("resolved", "done", "declined")

_ISSUED = ("lineage", "school_login", "finding_id", "rule", "object_id")
_COLUMNS = [
    "recommendation_id", "lineage", "half_year", "school_login", "finding_id", "rule", "object_id",
    "ordinal", "closed_half_year", "closed_reason",
]  # fmt: skip
_CANCELLED = "cancelled"
_NEVER = np.iinfo(np.int64).max

_Numbers = npt.NDArray[np.int64]
_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Papers:
    """What addressees sent back, the rows that count; of unknown recommendations, too.

    `answers`: recommendation_id, accepted, delivered_half_year. `measures`: recommendation_id,
    status, starts_on, ends_on, delivered_half_year. A half-year is blank for landing/history.
    """

    answers: pd.DataFrame
    measures: pd.DataFrame


def recommend(
    half_years: Sequence[str],
    recommendable: pd.DataFrame,
    findings: pd.DataFrame,
    papers: Papers,
) -> pd.DataFrame:
    """The rows of `cycle.recommendations`, in the order of half-year and id.

    `half_years`: the monitored ones. `recommendable`: what the rules ask for (half_year, lineage,
    school_login, finding_id, rule, object_id, repeat_after_half_years), a lineage once in a
    half-year. `findings`: half_year, finding_id; of those that recommendable names.
    """
    wanted = recommendable.sort_values(["half_year", "lineage"], ignore_index=True)
    lineage_codes, lineages = _coded(wanted["lineage"])
    finding_codes, findings_known = _coded(wanted["finding_id"])
    asked = wanted.assign(lineage_code=lineage_codes, finding_code=finding_codes)
    found = findings.assign(code=findings_known.get_indexer(pd.Index(findings["finding_id"])))
    asked_in = {str(key): rows for key, rows in asked.groupby("half_year")}
    found_in = {key: rows["code"].to_numpy() for key, rows in found.groupby("half_year")}
    closings_of = _closings_of(papers, lineages)
    state = _State(len(lineages))
    for half_year in sorted(half_years):
        now = half_year_number(half_year)
        rows = asked_in.get(half_year, asked.iloc[:0])
        is_wanted = np.zeros(len(lineages), dtype=bool)
        is_wanted[rows["lineage_code"]] = True
        stands = np.zeros(len(findings_known), dtype=bool)
        codes = found_in.get(half_year, np.empty(0, dtype=np.int64))
        stands[codes[codes >= 0]] = True
        state.close_by_papers(now)
        state.close_resolved(now, is_wanted, stands)
        state.issue(half_year, now, rows, closings_of.get(half_year))
        # an answer without a folder's half-year belongs to the one in which it was asked for
        state.close_by_papers(now)
    return state.result()


def _coded(names: pd.Series[str]) -> tuple[_Numbers, pd.Index[str]]:
    """Each name's place among the different ones, and these."""
    codes, different = pd.factorize(names)
    return codes, pd.Index(different)


class _State:
    """What is open, by lineage, and all that was issued."""

    def __init__(self, lineages: int) -> None:
        self._open: _Numbers = np.full(lineages, -1, dtype=np.int64)
        self._finding: _Numbers = np.zeros(lineages, dtype=np.int64)
        self._closes: _Numbers = np.full(lineages, _NEVER, dtype=np.int64)
        self._closes_as: _Numbers = np.zeros(lineages, dtype=np.int64)
        self._pause: _Numbers = np.zeros(lineages, dtype=np.int64)
        self._earliest: _Numbers = np.zeros(lineages, dtype=np.int64)
        self._times: _Numbers = np.zeros(lineages, dtype=np.int64)
        self._issued: list[pd.DataFrame] = []
        self._count = 0
        self._closed: list[pd.DataFrame] = []

    def close_by_papers(self, now: int) -> None:
        answered = np.flatnonzero((self._open >= 0) & (self._closes <= now))
        self._earliest[answered] = self._closes[answered] + self._pause[answered]
        self._close(answered, self._closes[answered], self._closes_as[answered])

    def close_resolved(self, now: int, is_wanted: _Flags, stands: _Flags) -> None:
        if not len(stands):
            return
        gone = np.flatnonzero((self._open >= 0) & ~is_wanted & ~stands[self._finding])
        self._close(gone, np.full(len(gone), now), np.full(len(gone), REASONS.index(RESOLVED)))

    def issue(
        self, half_year: str, now: int, rows: pd.DataFrame, closings: pd.DataFrame | None
    ) -> None:
        codes = rows["lineage_code"].to_numpy()
        is_new = (self._open[codes] < 0) & (self._earliest[codes] <= now)
        rows, codes = rows[is_new], codes[is_new]
        self._times[codes] += 1
        self._open[codes] = self._count + np.arange(len(codes))
        self._count += len(codes)
        self._finding[codes] = rows["finding_code"]
        self._pause[codes] = rows["repeat_after_half_years"]
        self._closes[codes] = _NEVER
        if closings is not None:
            # only what is issued now can be answered
            answered = closings[np.isin(closings["lineage_code"], codes)]
            at = answered["lineage_code"].to_numpy()
            self._closes[at] = answered["number"]
            self._closes_as[at] = answered["reason"]
        issued = rows[list(_ISSUED)].assign(half_year=half_year, ordinal=self._times[codes])
        self._issued.append(issued)

    def result(self) -> pd.DataFrame:
        if not self._issued:
            return pd.DataFrame(columns=_COLUMNS)
        rows = pd.concat(self._issued, ignore_index=True)
        rows["recommendation_id"] = recommendation_ids(rows["half_year"], rows["lineage"])
        rows["closed_half_year"] = pd.Series(None, index=rows.index, dtype=object)
        rows["closed_reason"] = pd.Series(None, index=rows.index, dtype=object)
        closed = pd.concat(self._closed, ignore_index=True)
        place = closed["row"].to_numpy()
        names = {number: half_year_name(number) for number in closed["number"].unique()}
        rows.loc[place, "closed_half_year"] = closed["number"].map(names).to_numpy(object)
        rows.loc[place, "closed_reason"] = np.array(REASONS, object)[closed["reason"]]
        return rows[_COLUMNS]

    def _close(self, codes: _Numbers, numbers: _Numbers, reasons: _Numbers) -> None:
        closed = {"row": self._open[codes], "number": numbers, "reason": reasons}
        self._closed.append(pd.DataFrame(closed))
        self._open[codes] = -1


def recommendation_ids(half_year: pd.Series[str], lineage: pd.Series[str]) -> pd.Series[str]:
    """R-<half-year of issue>-<lineage>."""
    return "R-" + half_year + "-" + lineage


def half_year_number(half_year: str) -> int:
    """Half-years, counted: the next one is one more."""
    return int(half_year[:4]) * 2 + int(half_year[-1]) - 1


def half_year_name(number: int) -> str:
    """The half-year of a number."""
    return f"{number // 2}-H{number % 2 + 1}"


def _closings_of(papers: Papers, lineages: pd.Index[str]) -> Mapping[str, pd.DataFrame]:
    """When and how papers close a recommendation, by the half-year in its id: one row per id."""
    closings = pd.concat([_refusals(papers.answers), _completions(papers.measures)])
    closings = closings.sort_values(["number", "reason"]).drop_duplicates("recommendation_id")
    named = _named(closings["recommendation_id"])
    closings = closings.assign(
        half_year=named["half_year"], lineage_code=lineages.get_indexer(pd.Index(named["lineage"]))
    )
    closings = closings[closings["lineage_code"] >= 0]
    return {str(key): rows for key, rows in closings.groupby("half_year")}


def _refusals(answers: pd.DataFrame) -> pd.DataFrame:
    answers = answers[~answers["accepted"].astype(bool)]
    issued = _named(answers["recommendation_id"])["half_year"]
    return _closings(
        answers["recommendation_id"], _numbers(answers["delivered_half_year"]), issued, DECLINED
    )


def _completions(measures: pd.DataFrame) -> pd.DataFrame:
    """The half-year of the last measure, where all are done."""
    measures = measures[measures["status"] != _CANCELLED]
    number = _numbers(_half_years_of(measures["ends_on"]))
    number = number.fillna(_numbers(measures["delivered_half_year"]))
    number = number.fillna(_numbers(_half_years_of(measures["starts_on"])))
    kept = measures.assign(is_done=measures["status"] == DONE, number=number)
    found = kept.groupby("recommendation_id").agg(
        is_done=("is_done", "all"), number=("number", "max")
    )
    found = found[found["is_done"]].reset_index()
    issued = _named(found["recommendation_id"])["half_year"]
    return _closings(found["recommendation_id"], found["number"], issued, DONE)


def _closings(
    ids: pd.Series[str], numbers: pd.Series[float], issued: pd.Series[str], reason: str
) -> pd.DataFrame:
    """Nothing closes before it is issued; what has no date closes then."""
    first = _numbers(issued)
    rows = pd.DataFrame({"recommendation_id": ids, "number": numbers.fillna(first).clip(first)})
    rows = rows[first.notna()]
    return rows.assign(number=rows["number"].astype(np.int64), reason=REASONS.index(reason))


def _named(ids: pd.Series[str]) -> pd.DataFrame:
    """The half-year and the lineage that ids name; blank where a text is no such id."""
    return ids.astype(str).str.extract(r"^R-(?P<half_year>\d{4}-H[12])-(?P<lineage>.+)$")


def _numbers(half_years: pd.Series[str]) -> pd.Series[float]:
    known = {each: float(half_year_number(each)) for each in half_years.dropna().unique()}
    return half_years.map(known).astype(float)


def _half_years_of(days: pd.Series[pd.Timestamp]) -> pd.Series[str]:
    days = pd.to_datetime(days)
    half = np.where(days.dt.month <= 6, "-H1", "-H2")
    return (days.dt.year.astype("Int64").astype(str) + half).where(days.notna())
