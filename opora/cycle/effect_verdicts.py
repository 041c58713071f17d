"""Verdicts on what was found: continue, correct, stop, too early to tell; by rules that are data.

Belongs here: which rule of `effect_verdicts.csv` a row meets first. Not here: the estimate
(`effects`), or the words, which stand with the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class VerdictRule:
    """One rule; a condition that is None holds for every row.

    Attributes:
        rule: code.
        subject: "measure_kind" (all schools with it) or "school".
        reason: code of why nothing was measured; a rule without one is for what was measured.
        method: how the uncertainty is told.
        direction: "gain" or "loss": the sign of the effect.
        interval: "leaves_out_zero" or "holds_zero" (bounds at zero hold it).
        highest_p_value: the p-value is this or lower.
        least_years: years from base to outcome are this or more.
        least_schools: schools in the estimate are this or more.
        least_other_share: of these, the share with measures of other kinds too is this or more, and
            they are compared with schools without any measure: the effect is the mixture's.
        verdict: what follows.
    """

    rule: str
    subject: str | None
    reason: str | None
    method: str | None
    direction: Literal["gain", "loss"] | None
    interval: Literal["leaves_out_zero", "holds_zero"] | None
    highest_p_value: float | None
    least_years: float | None
    least_schools: int | None
    least_other_share: float | None
    verdict: str


def with_verdicts(
    effects: pd.DataFrame, rules: Sequence[VerdictRule], *, subject: str
) -> pd.DataFrame:
    """The rows with `verdict` and `verdict_rule`, of the first rule that each meets; or None.

    `effects` has state, reason, method, effect, interval_low, interval_high, p_value, years and
    `treated` (schools in the estimate); those of kinds `with_other_kinds` and `compared_with` too.
    """
    verdict = np.full(len(effects), None, dtype=object)
    code = np.full(len(effects), None, dtype=object)
    is_open = np.ones(len(effects), dtype=bool)
    for rule in rules:
        if rule.subject not in (None, subject):
            continue
        meets = is_open & _meets(effects, rule)
        verdict[meets], code[meets] = rule.verdict, rule.rule
        is_open &= ~meets
    return effects.assign(verdict=verdict, verdict_rule=code)


def _meets(rows: pd.DataFrame, rule: VerdictRule) -> np.ndarray:
    if rule.reason is not None:
        return (rows["reason"] == rule.reason).to_numpy()
    low, high = rows["interval_low"], rows["interval_high"]
    leaves_out = (low > 0) | (high < 0)
    conditions = [
        rows["state"] == "measured",
        (rows["method"] == rule.method) if rule.method else None,
        (rows["effect"] > 0) if rule.direction == "gain" else None,
        (rows["effect"] < 0) if rule.direction == "loss" else None,
        leaves_out if rule.interval == "leaves_out_zero" else None,
        (low.notna() & ~leaves_out) if rule.interval == "holds_zero" else None,
        (rows["p_value"] <= rule.highest_p_value) if rule.highest_p_value is not None else None,
        (rows["years"] >= rule.least_years) if rule.least_years is not None else None,
        (rows["treated"] >= rule.least_schools) if rule.least_schools is not None else None,
        _is_mixed(rows, rule.least_other_share) if rule.least_other_share is not None else None,
    ]
    meets = np.ones(len(rows), dtype=bool)
    for condition in conditions:
        if condition is not None:
            meets &= condition.to_numpy(dtype=bool, na_value=False)
    return meets


def _is_mixed(kinds: pd.DataFrame, least_share: float) -> pd.Series:
    # against schools without this kind, the effect is what the kind adds to other measures
    from_nothing = kinds["compared_with"] == "without_any"
    return from_nothing & (kinds["with_other_kinds"] / kinds["treated"] >= least_share)
