"""What the public holds of results and indicators, beside the truth of it.

Belongs here: reading published rows as the tables that `verdict` judges, with a roll-up of the
truth that shares nothing with the package's own. Not here: the verdict.

Rows of results have level, territory, school_id, procedure_kind, procedure, assessment_year,
session, participants, fail_share, bound and state; those of indicators level, territory, indicator,
denominator, value, bound and state. Both are the columns of the schema `open_marts`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import numpy as np
import pandas as pd
from attack import TOTAL

from opora.home import Home
from opora.snapshot.revisions import Revision, read_revisions

KEY = ["group", "column", "unit"]
Parents = Mapping[str, str | None]


def approved(home: Home, half_year: str) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """All approved revisions of a half-year, oldest first: results, indicators.

    What was omitted is taken out of the files before it is read, as for the public.
    """
    revisions = [each for each in read_revisions(home, half_year) if each.approval]
    both = [_read_approved(each) for each in revisions]
    return [results for results, _ in both], [values for _, values in both]


def _read_approved(revision: Revision) -> tuple[pd.DataFrame, pd.DataFrame]:
    territories = _parquet(revision, "territories")
    parents = parents_of(territories)
    shown = {
        name: _public(revision.approval_folder / f"{name}.parquet")
        for name in ("open_results", "open_values")
    }
    return (
        beside(
            seen_results(shown["open_results"], parents),
            true_results(_parquet(revision, "cells"), parents),
        ),
        beside(
            seen_values(shown["open_values"], parents),
            true_values(_parquet(revision, "values"), parents),
        ),
    )


def _parquet(revision: Revision, name: str) -> pd.DataFrame:
    return _read(f"select * from read_parquet('{revision.table(name)}')")


def _public(path: object) -> pd.DataFrame:
    return _read(
        "select *, case when is_hidden then 'suppressed' else 'measured' end as state "
        f"from read_parquet('{path}') where not is_omitted"
    )


def _read(query: str) -> pd.DataFrame:
    # a connection of its own: others leave results open on the module's
    with duckdb.connect() as connection:
        return connection.execute(query).df()


def parents_of(territories: pd.DataFrame) -> Parents:
    """Territory -> territory above it, None where that one is not among them."""
    known = set(territories["territory"])
    pairs = zip(territories["territory"], territories["parent"], strict=True)
    return {territory: parent if parent in known else None for territory, parent in pairs}


def seen_results(rows: pd.DataFrame, parents: Parents) -> pd.DataFrame:
    """Published results as units in columns: key, parent, is_hidden, shown_count, share, bound."""
    is_school = rows["level"] == "school"
    territory = rows["territory"].astype(object)
    return pd.DataFrame(
        {
            "group": _group(rows),
            "column": rows["procedure"],
            "unit": territory.mask(is_school, _school(rows["school_id"])),
            "parent": _or_none(territory.where(is_school, territory.map(parents))),
            "is_hidden": rows["state"] == "suppressed",
            "shown_count": rows["participants"].astype(float),
            "share": rows["fail_share"].astype(float),
            "bound": rows["bound"],
        }
    )


def seen_values(rows: pd.DataFrame, parents: Parents) -> pd.DataFrame:
    """Published indicators, the same."""
    return pd.DataFrame(
        {
            "group": rows["indicator"],
            "column": rows["indicator"],
            "unit": rows["territory"],
            "parent": _or_none(rows["territory"].map(parents)),
            "is_hidden": rows["state"] == "suppressed",
            "shown_count": rows["denominator"].astype(float),
            "share": rows["value"].astype(float),
            "bound": rows["bound"],
        }
    )


def true_results(cells: pd.DataFrame, parents: Parents) -> pd.DataFrame:
    """The cells of schools, summed up the tree and over the procedures of a kind.

    Returns key, parent, count, below; a total only for units with more than one procedure.
    """
    measured = cells[(cells["state"] == "measured") & (cells["participants"] > 0)]
    schools = pd.DataFrame(
        {
            "group": _group(measured),
            "column": measured["procedure"],
            "unit": _school(measured["school_id"]),
            "parent": measured["territory"].astype(object),
            "count": measured["participants"].astype(int),
            "below": measured["below_threshold"].astype(int),
        }
    )
    levels = [schools]
    while len(below := levels[-1].dropna(subset="parent")):
        above = below.groupby(["group", "column", "parent"], as_index=False)[
            ["count", "below"]
        ].sum()
        above = above.rename(columns={"parent": "unit"})
        levels.append(above.assign(parent=above["unit"].map(parents)))
    units = pd.concat(levels)
    # territories may lie at different depths below the same one
    units = units.groupby(KEY, as_index=False).agg(
        {"parent": "first", "count": "sum", "below": "sum"}
    )
    totals = units.groupby(["group", "unit"], as_index=False).agg(
        parent=("parent", "first"),
        count=("count", "sum"),
        below=("below", "sum"),
        columns=("column", "size"),
    )
    totals = totals[totals["columns"] > 1].drop(columns="columns").assign(column=TOTAL)
    found = pd.concat([units, totals], ignore_index=True)
    return found.assign(parent=_or_none(found["parent"]))


def true_values(values: pd.DataFrame, parents: Parents) -> pd.DataFrame:
    """The indicators that are measured, the same; nothing has to be summed up."""
    measured = values[(values["state"] == "measured") & (values["denominator"] > 0)]
    return pd.DataFrame(
        {
            "group": measured["indicator"],
            "column": measured["indicator"],
            "unit": measured["territory"],
            "parent": _or_none(measured["territory"].map(parents)),
            "count": measured["denominator"].astype(int),
            "below": measured["numerator"].astype(int),
        }
    ).reset_index(drop=True)


def beside(seen: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """What is published and what is true, cell by cell; what is not published is omitted.

    Raises AssertionError where something is published that is not there, or stands elsewhere.
    """
    both = truth.merge(
        seen.rename(columns={"parent": "seen_parent"}),
        on=KEY,
        how="outer",
        validate="one_to_one",
        indicator="where",
    )
    assert not (both["where"] == "right_only").any(), both[both["where"] == "right_only"]
    is_seen = both["where"] == "both"
    elsewhere = is_seen & (both["parent"].fillna("") != both["seen_parent"].fillna(""))
    assert not elsewhere.any(), both[elsewhere]
    both["is_omitted"] = ~is_seen
    both["is_hidden"] = both["is_hidden"].eq(True)
    both["bound"] = both["bound"].fillna("")
    counted = both[["count", "below"]].astype(int)
    return both.assign(**counted, parent=_or_none(both["parent"])).drop(
        columns=["seen_parent", "where"]
    )


def false_rows(published: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Rows that show a count that is not the true one, or numbers although they are hidden."""
    rows = pd.concat(published)
    is_silent = rows["is_hidden"] | rows["is_omitted"]
    is_wrong = ~is_silent & (rows["shown_count"] != rows["count"])
    is_wrong |= is_silent & (rows["shown_count"].notna() | rows["share"].notna())
    return rows[is_wrong]


def shown_again(published: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Rows that show numbers of a cell that an earlier revision had hidden."""
    found = []
    hidden = pd.DataFrame(columns=KEY)
    for frame in published:
        rows = frame.merge(hidden, on=KEY)
        found.append(rows[~(rows["is_hidden"] | rows["is_omitted"])])
        hidden = pd.concat([hidden, frame.loc[frame["is_hidden"], KEY]]).drop_duplicates()
    return pd.concat(found)


def _group(rows: pd.DataFrame) -> pd.Series:
    return (
        rows["procedure_kind"] + "/" + rows["assessment_year"].astype(str) + "/" + rows["session"]
    )


def _school(numbers: pd.Series) -> pd.Series:
    return "school " + numbers.astype("Int64").astype(str)


def _or_none(values: pd.Series) -> pd.Series:
    return pd.Series(np.where(values.isna(), None, values), index=values.index, dtype=object)
