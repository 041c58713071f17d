"""The two-level model reproduces what the literature and other programs print."""

import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from published import high_school_and_beyond, inner_london

from opora.statistics import TwoLevelFit, fit_two_level, moments_of_rows, moments_of_sums


def _hsb() -> TwoLevelFit:
    rows = high_school_and_beyond()
    return fit_two_level(moments_of_rows(rows, outcome="mAch", group="school"))


def _exam(*, restricted: bool = False) -> TwoLevelFit:
    return fit_two_level(
        moments_of_rows(
            inner_london(), outcome="normexam", group="school", predictors=["standLRT"]
        ),
        restricted=restricted,
    )


def test_high_school_and_beyond() -> None:
    """Raudenbush & Bryk 2002, table 4.2: the null model by restricted maximum likelihood."""
    fit = _hsb()
    assert (fit.state, fit.groups, fit.observations) == ("fitted", 160, 7185)
    assert fit.coefficients["intercept"] == pytest.approx(12.637, abs=5e-4)
    assert fit.standard_errors["intercept"] == pytest.approx(0.244, abs=5e-4)
    assert fit.between_variance == pytest.approx(8.61, abs=5e-3)
    assert fit.within_variance == pytest.approx(39.15, abs=5e-3)
    assert fit.intraclass_correlation == pytest.approx(0.180, abs=5e-4)
    # lme4 prints the restricted deviance 47116.8
    assert -2 * fit.log_likelihood == pytest.approx(47116.8, abs=0.05)


def test_inner_london() -> None:
    """Goldstein et al. 1993; the figures of MLwiN's manual, by maximum likelihood."""
    fit = _exam()
    assert fit.coefficients["intercept"] == pytest.approx(0.002, abs=5e-4)
    assert fit.coefficients["standLRT"] == pytest.approx(0.563, abs=5e-4)
    assert fit.standard_errors["standLRT"] == pytest.approx(0.012, abs=5e-4)
    assert fit.between_variance == pytest.approx(0.092, abs=5e-4)
    assert fit.within_variance == pytest.approx(0.566, abs=5e-4)
    # MLwiN prints -2 log-likelihood 9357.242
    assert -2 * fit.log_likelihood == pytest.approx(9357.242, abs=2e-3)


@pytest.mark.parametrize("fit", [_hsb(), _exam()], ids=["hsb", "exam"])
def test_shrinkage_identity(fit: TwoLevelFit) -> None:
    table = fit.residuals.to_frame()
    tau, sigma2 = fit.between_variance, fit.within_variance
    reliability = table["count"] * tau / (table["count"] * tau + sigma2)
    shrunken = reliability * (table["actual"] - table["expected"])
    assert np.abs(table["shrunken_residual"] - shrunken).max() < 1e-9
    assert np.abs(table["reliability"] - reliability).max() < 1e-9


def _simulated(seed: int, between: float) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 30, 60)
    school = np.repeat(np.arange(60), sizes)
    pupil, context = rng.normal(2, 3, len(school)), rng.normal(50, 10, 60)[school]
    effect = rng.normal(0, np.sqrt(between), 60)[school]
    result = 60 + 0.8 * pupil - 0.2 * context + effect + rng.normal(0, 2, len(school))
    return pd.DataFrame({"school": school, "pupil": pupil, "context": context, "result": result})


@pytest.mark.parametrize("restricted", [True, False])
@pytest.mark.parametrize(
    ("rows", "outcome", "predictors"),
    [
        (high_school_and_beyond(), "mAch", []),
        (high_school_and_beyond(), "mAch", ["ses", "meanses"]),
        (inner_london(), "normexam", ["standLRT", "schavg"]),
        (_simulated(1, 4.0), "result", ["pupil", "context"]),
        (_simulated(2, 0.3), "result", ["context"]),
    ],
    ids=["hsb", "hsb-context", "exam", "simulated", "weak"],
)
def test_agrees_with_statsmodels(
    rows: pd.DataFrame, outcome: str, predictors: list[str], restricted: bool
) -> None:
    ours = fit_two_level(
        moments_of_rows(rows, outcome=outcome, group="school", predictors=predictors),
        restricted=restricted,
    )
    model = smf.mixedlm(f"{outcome} ~ {' + '.join(predictors) or '1'}", rows, groups=rows["school"])
    for method in ("powell", "bfgs"):
        theirs = model.fit(reml=restricted, method=method)
        assert ours.log_likelihood == pytest.approx(theirs.llf, rel=1e-7)
        # a better fit than theirs may not be missed
        assert ours.log_likelihood > theirs.llf - 1e-6
        assert list(ours.coefficients.values()) == pytest.approx(theirs.fe_params, rel=1e-3)
        # theirs come from a numerical second derivative
        assert list(ours.standard_errors.values()) == pytest.approx(theirs.bse_fe, rel=1e-2)
        assert ours.between_variance == pytest.approx(theirs.cov_re.iloc[0, 0], rel=5e-3)
        assert ours.within_variance == pytest.approx(theirs.scale, rel=1e-3)
        effects = [theirs.random_effects[label].iloc[0] for label in ours.residuals.groups]
        spread = np.sqrt(ours.between_variance)
        assert ours.residuals.shrunken_residual == pytest.approx(effects, abs=1e-3 * spread)


def test_statsmodels_alone_can_be_wrong() -> None:
    """Why two ways have to agree: lbfgs calls a variance of zero converged, on these very data."""
    rows = high_school_and_beyond()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = smf.mixedlm("mAch ~ 1", rows, groups=rows["school"]).fit(method="lbfgs")
    assert theirs.converged and theirs.cov_re.iloc[0, 0] == 0
    assert _hsb().between_variance > 8


def test_standard_errors_of_predictions() -> None:
    """Henderson's mixed model equations, solved for everything at once, say the same."""
    rows = inner_london()
    fit = _exam(restricted=True)
    x = np.column_stack([np.ones(len(rows)), rows["standLRT"]])
    z = (rows["school"].to_numpy()[:, None] == fit.residuals.groups).astype(float)
    both = np.hstack([x, z])
    matrix = both.T @ both
    matrix[2:, 2:] += np.eye(z.shape[1]) * fit.within_variance / fit.between_variance
    inverse = np.linalg.inv(matrix)
    solution = inverse @ (both.T @ rows["normexam"].to_numpy())
    errors = np.sqrt(fit.within_variance * inverse.diagonal())
    assert list(fit.coefficients.values()) == pytest.approx(solution[:2], abs=1e-9)
    assert list(fit.standard_errors.values()) == pytest.approx(errors[:2], abs=1e-9)
    assert fit.residuals.shrunken_residual == pytest.approx(solution[2:], abs=1e-9)
    assert fit.residuals.standard_error == pytest.approx(errors[2:], abs=1e-9)
    given = fit.residuals.standard_error_given_coefficients
    assert (given <= fit.residuals.standard_error).all()


@pytest.mark.parametrize("restricted", [True, False])
def test_sums_of_schools_say_what_their_pupils_say(restricted: bool) -> None:
    rows = high_school_and_beyond()
    schools = (
        rows.assign(square=rows["mAch"] ** 2)
        .groupby("school")
        .agg(
            count=("mAch", "size"),
            total=("mAch", "sum"),
            total_of_squares=("square", "sum"),
            meanses=("meanses", "first"),
        )
    )
    by_pupils = fit_two_level(
        moments_of_rows(rows, outcome="mAch", group="school", predictors=["meanses"]),
        restricted=restricted,
    )
    by_sums = fit_two_level(
        moments_of_sums(
            schools.index.to_numpy(),
            schools["count"],
            schools["total"],
            schools["total_of_squares"],
            {"meanses": schools["meanses"]},
        ),
        restricted=restricted,
    )
    assert by_sums.between_variance == pytest.approx(by_pupils.between_variance, rel=1e-9)
    assert by_sums.within_variance == pytest.approx(by_pupils.within_variance, rel=1e-9)
    assert by_sums.coefficients == pytest.approx(by_pupils.coefficients, rel=1e-9)
    for name in ("expected", "shrunken_residual", "standard_error", "reliability"):
        assert getattr(by_sums.residuals, name) == pytest.approx(
            getattr(by_pupils.residuals, name), abs=1e-9
        )
