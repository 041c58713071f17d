"""The estimator recovers what the generator put in; before-after figures don't."""

import effect_coverage
import pytest


def test_a_few_municipalities() -> None:
    found = effect_coverage.coverage(range(40), effect_coverage.SETTINGS[0])
    assert found.with_interval == 40
    assert found.covered >= 0.85
    assert found.naive_bias > 0.03 > abs(found.bias)


@pytest.mark.slow
def test_a_thousand_seeds() -> None:
    found = effect_coverage.table(range(1000))
    print(effect_coverage.HEADER, *found, sep="\n")
    for row in found:
        if row.with_interval:
            assert 0.93 <= row.covered <= 0.97, row
        if row.scenario.effect == 0:
            assert row.effective <= 0.07, row
