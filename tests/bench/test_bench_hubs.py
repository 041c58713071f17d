"""The country of the hub benchmark: as uneven as a country is, and small ones can be matched."""

from __future__ import annotations

from opora.bench.hubs import country, match_country


def test_the_largest_region_has_a_tenth_and_the_smallest_few() -> None:
    sizes = country().needs["region"].value_counts()
    assert 900 < sizes.iloc[0] < 1100
    assert sizes.iloc[-1] < 20


def test_a_small_country_is_matched_within_its_places() -> None:
    report = match_country(country(schools=200, hubs=100))
    assert (report["schools"], report["hubs"]) == (200, 100)
    assert 0 < int(str(report["matched"])) <= 200
