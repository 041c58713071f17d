"""How often the estimator's intervals hold the true effect, and what it calls effective.

Belongs here: runs of the estimator as production calls it, on inputs with a known truth
(`opora.demo.effects`), with the rules of the package, counted over consecutive seeds; and the naive
before-after figure of the same schools beside it.

`make test-effects` prints what 1,000 seeds find. `python tests/cycle/effect_coverage.py 1000 2000`
does the same for other seeds.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd
from scipy.stats import t as student

from opora.cycle.effect_input import effect_rules
from opora.cycle.effect_verdicts import VerdictRule
from opora.cycle.effects import EffectRules, effects
from opora.demo.effects import HALF_YEAR, KIND, EffectInputs, EffectScenario, make_effect_inputs
from opora.rules import load_rule

_USUAL = EffectScenario("municipality, 60 schools, 12 supported")
SETTINGS = (
    _USUAL,
    replace(_USUAL, name="the same, a few large and many small schools", has_skewed_sizes=True),
    replace(_USUAL, name="the same, exactly the worst are supported", is_worst_only=True),
    replace(_USUAL, name="the same, one year before", years_before=1),
    replace(_USUAL, name="the same, begun in two years", begins_in=(2022, 2023)),
    replace(_USUAL, name="the same, effects differ by 0.15", effect_spread=0.15),
    replace(_USUAL, name="small, 30 schools, 8 supported", schools=30, supported=8),
    replace(_USUAL, name="region, 400 schools, 80 supported", schools=400, supported=80),
    replace(
        _USUAL,
        name="the same, small and worst ones",
        schools=400,
        supported=80,
        has_skewed_sizes=True,
        is_worst_only=True,
    ),
    replace(_USUAL, name="few: 60 schools, 4 supported", supported=4),
)
#: Without an effect, with one and with a larger one.
EFFECTS = (0.0, 0.2, 0.4)
#: The rule that each of `effect_rules` is called by, in the order of its arguments.
_NUMBERS = (
    "dynamics_least_participants", "effect_previous_years", "effect_caliper_deviations",
    "effect_least_comparable_schools", "interval_deviations", "effect_least_supported_schools",
    "effect_schools_per_covariate", "effect_most_permutations",
)  # fmt: skip
#: Seeds that are estimated in one call.
_AT_ONCE = 100


@dataclass(frozen=True)
class Run:
    """One run. The interval is None where the effect was only described, or not told at all."""

    is_measured: bool
    estimate: float
    interval: tuple[float, float] | None
    is_effective: bool
    naive: float
    naive_interval: tuple[float, float]


@dataclass(frozen=True)
class Coverage:
    """What many runs found; shares from 0 to 1."""

    scenario: EffectScenario
    runs: int
    with_interval: int
    covered: float
    effective: float
    bias: float
    width: float
    naive_bias: float
    naive_covered: float
    naive_effective: float

    def __str__(self) -> str:
        """A row of the table."""
        has_intervals = self.with_interval > 0
        covered = f"{self.covered:.1%}" if has_intervals else "—"
        width = f"{self.width:.2f}" if has_intervals else "—"
        return (
            f"| {self.scenario.name} | {self.scenario.effect:.1f} | {self.with_interval} "
            f"| {covered} | {self.effective:.1%} | {self.bias:+.3f} | {width} "
            f"| {self.naive_bias:+.3f} | {self.naive_covered:.1%} | {self.naive_effective:.1%} |"
        )


HEADER = (
    "| territory | true effect | runs with an interval | interval holds it | called effective | "
    "mean error | width | naive: mean error | holds it | called effective |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


def scenarios() -> list[EffectScenario]:
    """Every setting with every effect."""
    return [replace(setting, effect=effect) for setting in SETTINGS for effect in EFFECTS]


@cache
def rules() -> tuple[EffectRules, list[VerdictRule]]:
    """The rules of the package, as the warehouse would hand them over."""
    values = {row["rule"]: row["value"] for row in load_rule("thresholds") if not row["procedure"]}
    ordered = sorted(load_rule("effect_verdicts"), key=lambda row: row["position"])
    verdicts = [
        VerdictRule(
            *(
                row[column]
                for column in (
                    "rule", "subject", "reason", "method", "direction", "interval",
                    "highest_p_value", "least_years", "least_schools", "least_other_share",
                    "verdict",
                )
            )
        )
        for row in ordered
    ]  # fmt: skip
    return effect_rules(*(values[number] for number in _NUMBERS)), verdicts


def run(seeds: Iterable[int], scenario: EffectScenario) -> list[Run]:
    """Generate, estimate, compare; all seeds in one call, each a population of its own."""
    inputs = {str(seed): make_effect_inputs(seed, scenario) for seed in seeds}
    of_half_year, verdicts = rules()
    found, _ = effects(
        pd.concat(one.schools for one in inputs.values()),
        pd.concat(one.results for one in inputs.values()),
        pd.concat(one.measures for one in inputs.values()),
        {HALF_YEAR: of_half_year},
        verdicts,
    )
    rows = found[found["measure_kind"] == KIND].set_index("population")
    return [_run(rows.loc[seed], one) for seed, one in inputs.items()]


def _run(row: pd.Series, inputs: EffectInputs) -> Run:
    naive, naive_interval = _naive(inputs)
    has_interval = row["state"] == "measured" and row["method"] == "interval"
    return Run(
        is_measured=row["state"] == "measured",
        estimate=row["effect"],
        interval=(row["interval_low"], row["interval_high"]) if has_interval else None,
        is_effective=row["verdict"] == "continue",
        naive=naive,
        naive_interval=naive_interval,
    )


def _naive(inputs: EffectInputs) -> tuple[float, tuple[float, float]]:
    """Mean change of the supported schools and its interval, as if nothing else changed them."""
    results = inputs.results.pivot(index="school_login", columns="assessment_year", values="result")
    supported = inputs.measures.set_index("school_login")["starts_on"].dt.year
    after = results.loc[supported.index, results.columns.max()]
    before = [results.at[login, year] for login, year in supported.items()]
    change = (after - before).to_numpy()
    error = change.std(ddof=1) / np.sqrt(len(change))
    half = float(student.ppf(0.975, len(change) - 1)) * error
    return float(change.mean()), (change.mean() - half, change.mean() + half)


def coverage(seeds: Sequence[int], scenario: EffectScenario) -> Coverage:
    """Count the runs of one scenario."""
    pieces = (seeds[start : start + _AT_ONCE] for start in range(0, len(seeds), _AT_ONCE))
    runs = [each for piece in pieces for each in run(piece, scenario)]
    truth = scenario.effect
    intervals = [each.interval for each in runs if each.interval is not None]
    measured = [each.estimate for each in runs if each.is_measured]
    naive = [each.naive_interval for each in runs]
    return Coverage(
        scenario=scenario,
        runs=len(runs),
        with_interval=len(intervals),
        covered=_share(low <= truth <= high for low, high in intervals),
        effective=_share(each.is_effective for each in runs),
        bias=float(np.mean(measured)) - truth,
        width=float(np.mean([high - low for low, high in intervals])) if intervals else np.nan,
        naive_bias=float(np.mean([each.naive for each in runs])) - truth,
        naive_covered=_share(low <= truth <= high for low, high in naive),
        naive_effective=_share(low > 0 for low, _ in naive),
    )


def _share(values: Iterable[bool]) -> float:
    found = list(values)
    return float(np.mean(found)) if found else np.nan


def table(seeds: range) -> list[Coverage]:
    """All scenarios, a process each."""
    with ProcessPoolExecutor() as pool:
        return list(pool.map(coverage, [seeds] * len(scenarios()), scenarios()))


def main(first: int, last: int) -> None:
    """Print the table of the seeds from the first to the last but one."""
    print(HEADER)
    for row in table(range(first, last)):
        print(row)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
