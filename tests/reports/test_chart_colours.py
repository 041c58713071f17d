"""Colours of charts: told apart by their lightness, too."""

from __future__ import annotations

from opora.reports.charts.look import BAD, FACT, GOOD, QUIET, WARN


def test_colours_side_by_side_differ_in_a_copy_in_black_and_white() -> None:
    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    # as bars of measures and deliveries have them beside one another
    for one, other in ((BAD, WARN), (WARN, FACT), (FACT, GOOD), (GOOD, QUIET), (GOOD, BAD)):
        assert abs(lightness(one) - lightness(other)) > 25
