"""What a way's report has to say: a benchmark of wrong results is none.

Belongs here: comparing totals with those of the generator; each function returns what is wrong in
words, or nothing. Where the totals are not foretold (a municipality), none are compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from opora.bench.sizes import Expected


def wrong_totals(expected: Expected | None, report: Mapping[str, Any]) -> str:
    """Of a way that rejects what can't be."""
    if expected is None:
        return ""
    return _differences(
        {
            "rejected": expected.rejected,
            "participants": expected.participants,
            "below_threshold": expected.below_threshold,
        },
        report,
    )


def wrong_rows(expected: Expected | None, report: Mapping[str, Any]) -> str:
    """Of a way that only counts rows."""
    if expected is None:
        return ""
    return _differences({"rows": expected.rows}, report)


def wrong_unchecked_totals(expected: Expected | None, report: Mapping[str, Any]) -> str:
    """Of a way without checks: rows that can't be right are participants like any other."""
    if expected is None:
        return ""
    return _differences(
        {
            "rows": expected.rows,
            "participants": expected.participants + expected.rejected,
            "below_threshold": expected.below_threshold,
        },
        report,
    )


def wrong_release(expected: Expected | None, report: Mapping[str, Any]) -> str:
    """Of a run to which nothing new came."""
    return "it made a release though nothing was new" if report.get("released") else ""


def _differences(wanted: Mapping[str, int], report: Mapping[str, Any]) -> str:
    wrong = {
        name: f"{report.get(name)} instead of {value}"
        for name, value in wanted.items()
        if report.get(name) != value
    }
    return ", ".join(f"{name}: {what}" for name, what in wrong.items())
