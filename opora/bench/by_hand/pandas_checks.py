"""The rules of the contracts on pandas frames, with Great Expectations' own pandas engine.

Belongs here: which expectation of Great Expectations says the same as a rule of ours, and the rules
over whole rows, written in pandas. Not here: the pipeline's validation, which runs inside DuckDB.
What has no counterpart is told, not left out in silence.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

# Before the import: it would otherwise report usage to its makers.
os.environ["GX_ANALYTICS_ENABLED"] = "False"

import great_expectations as gx
import pandas as pd
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.registry import get_expectation_impl

from opora.bench.by_hand.pandas_reading import SEEDS, Read
from opora.contracts import SCHOOLS, Dataset, Rule

#: Every failing row by its index, no copies of the rows.
_RESULT_FORMAT = {"result_format": "COMPLETE", "include_unexpected_rows": False}

_SHARES = [
    "both_parents_higher_education", "single_parent", "unemployed_parents", "low_income",
    "on_prevention_register", "special_needs", "non_native_language",
]  # fmt: skip
_MARKS = ["mark_2", "mark_3", "mark_4", "mark_5"]

#: What a row has to satisfy, by rule; comparisons with what is missing hold.
_ROWS: Mapping[str, Callable[[pd.DataFrame], pd.Series]] = {
    "assessment_results.geometry_within_score": lambda rows: (
        ~(rows["geometry_score"] > rows["primary_score"])
    ),
    "assessment_results.vpr_score_has_mark": lambda rows: (
        (rows["procedure_kind"] != "vpr") | rows["mark"].notna() | rows["primary_score"].isna()
    ),
    "assessment_results.held_in_assessment_year": lambda rows: (
        ~((rows["held_on"].dt.year - rows["assessment_year"]).abs() > 1)
    ),
    "assessment_marks.measured_is_filled": lambda rows: (
        (rows["state"] != "measured")
        | rows[["participants", *_MARKS]].notna().all(axis=1)
        | (
            rows[["participants", "below_threshold"]].notna().all(axis=1)
            & rows[_MARKS].isna().all(axis=1)
        )
    ),
    "assessment_marks.threshold_within_participants": lambda rows: (
        ~(rows["below_threshold"] > rows["participants"].mask(rows["unit"] == "per_cent", 100))
    ),
    "assessment_marks.threshold_has_unit": lambda rows: (
        rows["below_threshold"].isna() | rows["mark_2"].notna() | rows["unit"].notna()
    ),
    "assessment_marks.threshold_instead_of_marks": lambda rows: (
        rows["below_threshold"].isna() | rows["mark_2"].isna()
    ),
    "assessment_marks.marks_add_up": lambda rows: _marks_add_up(rows),
    "assessment_marks.counts_are_whole": lambda rows: (
        (rows["unit"] != "count") | ~(rows[[*_MARKS, "below_threshold"]] % 1 > 0).any(axis=1)
    ),
    "schools.closed_after_opened": lambda rows: ~(rows["closed_on"] < rows["opened_on"]),
    "schools.not_its_own_parent": lambda rows: rows["parent_login"] != rows["school_login"],
    "schools.coordinates_together": lambda rows: (
        rows["latitude"].isna() == rows["longitude"].isna()
    ),
    "school_lists.dates_in_order": lambda rows: ~(rows["valid_to"] < rows["valid_from"]),
    "school_lists.end_has_reason": lambda rows: (
        rows["valid_to"].isna() | rows["end_reason"].notna()
    ),
    "school_lists.reason_has_end": lambda rows: (
        rows["end_reason"].isna() | rows["valid_to"].notna()
    ),
    "school_lists.has_basis": lambda rows: rows["basis_document"].notna(),
    "school_lists.capacity_of_hubs": lambda rows: (
        rows["capacity"].isna() | (rows["category"] == "hub")
    ),
    "social_conditions.some_share_given": lambda rows: rows[_SHARES].notna().any(axis=1),
    "social_conditions.all_shares_given": lambda rows: rows[_SHARES].notna().all(axis=1),
    "social_conditions.shares_in_per_cent": lambda rows: (
        ~rows[_SHARES].max(axis=1).between(0.000001, 1)
    ),
    "measures.dates_in_order": lambda rows: ~(rows["ends_on"] < rows["starts_on"]),
    "practices.can_be_found": lambda rows: rows["link"].notna(),
    "recommendation_responses.refusal_is_explained": lambda rows: (
        (rows["accepted"] == True) | rows["comment"].notna()  # noqa: E712 - may be missing
    ),
    "recommendation_responses.accepted_has_term": lambda rows: (
        (rows["accepted"] != True) | rows["due_on"].notna()  # noqa: E712 - may be missing
    ),
}


@dataclass
class Checked:
    """What came of a dataset: how many rules were asked, which were not, who failed which."""

    rules: int = 0
    left_out: list[str] = field(default_factory=list)
    #: Rule -> index of its failing rows; critical rules only.
    rejected: dict[str, pd.Index] = field(default_factory=dict)

    @property
    def rejected_rows(self) -> pd.Index:
        """All rows that failed a critical rule."""
        failing = [pd.Series(rows) for rows in self.rejected.values()]
        rows: pd.Index = pd.Index(pd.concat(failing).unique() if failing else [], dtype="int64")
        return rows


def check(read: Read, dataset: Dataset, schools: Collection[str]) -> Checked:
    """Ask the rules of a dataset; `schools`: the logins that are known."""
    checked, expectations, conditions = Checked(), [], {}
    for rule in dataset.rules:
        if rule.kind == "readable":
            checked.rules += 1
            _note(checked, rule, read.unreadable.get(rule.column or "", pd.Index([])))
            continue
        condition = _condition(rule, read.frame)
        if condition is not None:
            conditions[rule.id] = condition
        expectation = _expectation(rule, schools, condition is not None)
        if expectation is None:
            checked.left_out.append(rule.id)
        else:
            checked.rules += 1
            expectations.append(expectation)
    rules = {rule.id: rule for rule in dataset.rules}
    frame = read.frame.assign(**conditions)
    for outcome in _validate(frame, dataset.name, expectations):
        rule = rules[outcome.expectation_config.meta["rule"]]
        _note(checked, rule, pd.Index(outcome.result["unexpected_index_list"], dtype="int64"))
    return checked


def _note(checked: Checked, rule: Rule, failing: pd.Index) -> None:
    if len(failing) and rule.severity == "critical":
        checked.rejected[rule.id] = failing


def _validate(frame: pd.DataFrame, name: str, expectations: list[Any]) -> list[Any]:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("pandas").add_dataframe_asset(name)
    suite = context.suites.add(gx.ExpectationSuite(name=name, expectations=expectations))
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(
            name=name, data=asset.add_batch_definition_whole_dataframe("all"), suite=suite
        )
    )
    result = definition.run(batch_parameters={"dataframe": frame}, result_format=_RESULT_FORMAT)
    outcomes: list[Any] = result.results
    for outcome in outcomes:
        if "unexpected_index_list" not in outcome.result:
            rule = outcome.expectation_config.meta["rule"]
            raise ValueError(f"rule {rule} can't be asked: {outcome.exception_info}")
    return outcomes


def _expectation(rule: Rule, schools: Collection[str], has_condition: bool) -> Any:
    """What Great Expectations has for a rule on pandas; None: nothing."""
    kwargs = dict(rule.kwargs)
    if has_condition:
        return _made("expect_column_values_to_be_in_set", rule, column=rule.id, value_set=[True])
    if rule.expectation == "expect_column_values_to_not_be_null" or rule.kind == "range":
        return _made(rule.expectation, rule, **kwargs)
    if rule.expectation == "expect_column_values_to_match_pattern":
        whole = f"^(?:{kwargs['pattern']})$"
        return _made("expect_column_values_to_match_regex", rule, column=rule.column, regex=whole)
    if rule.expectation == "expect_column_values_to_be_known":
        if kwargs["reference_table"] != SCHOOLS:
            return None
        known = list(schools)
        return _made("expect_column_values_to_be_in_set", rule, column=rule.column, value_set=known)
    if rule.kind == "unique" and len(kwargs["columns"]) > 1:
        return _made("expect_compound_columns_to_be_unique", rule, column_list=kwargs["columns"])
    if rule.kind == "unique":
        return _made("expect_column_values_to_be_unique", rule, column=kwargs["columns"][0])
    return None


def _made(expectation: str, rule: Rule, **kwargs: Any) -> Any:
    return get_expectation_impl(expectation)(meta={"rule": rule.id}, **kwargs)


def _condition(rule: Rule, rows: pd.DataFrame) -> pd.Series | None:
    """Whether each row satisfies a rule over several of its columns; None: no such rule."""
    if rule.kind != "half_year":
        holds = _ROWS.get(rule.id)
        if holds is None:
            return None
        satisfied: pd.Series = holds(rows)
        return satisfied
    claimed = rows["delivered_half_year"]
    dated = rule.kwargs.get("dated")
    if dated is not None:
        day = rows[dated].dt
        second = (day.month > 6) + 1
        found = day.year.astype("Int64").astype("str") + "-H" + second.astype("str")
        lies: pd.Series = claimed.isna() | (found == claimed) | rows[dated].isna()
        return lies
    key = ["procedure_kind", "assessment_year", "session"]
    windows = pd.read_csv(SEEDS / "assessment_windows.csv")[[*key, "half_year"]]
    found = rows[key].merge(windows, how="left", on=key)["half_year"]
    falls: pd.Series = claimed.isna() | (found == claimed)
    return falls


def _marks_add_up(rows: pd.DataFrame) -> pd.Series:
    total = rows[_MARKS].sum(axis=1, skipna=False)
    is_count = (rows["unit"].isna() | (rows["unit"] == "count")) & (
        (total - rows["participants"]).abs() < 0.5
    )
    is_per_cent = (rows["unit"].isna() | (rows["unit"] == "per_cent")) & (
        (total.round(2) - 100).abs() <= 1
    )
    return (rows["state"] != "measured") | total.isna() | is_count | is_per_cent
