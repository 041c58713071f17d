"""What an attack on all that was approved makes out, in numbers and words.

Belongs here: the verdict on several half-years together. Not here: which cells are secrets and who
the reader is (`verdict`), what was published (`open_data`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from open_data import false_rows, shown_again
from tables import RULES
from verdict import WHERE, found_out, ranges, secrets, untrue

#: How far intervals are followed, persons and points: enough to tell the smallest ones.
FOLLOWED = (8.0, 30.0)


@dataclass(frozen=True)
class Outcome:
    """What an attack on everything that was approved of one seed made out.

    Attributes:
        wrong: what is untrue or was found out, as text; blank where all is well.
        known_anyway: secrets that two revisions give away even if the later one is silent.
        tables: published tables, two of each approved revision.
        hidden: hidden cells, over all revisions.
        smallest_count: the smallest interval of a hidden count, in persons; followed to `FOLLOWED`.
        smallest_share: the smallest interval of a hidden share, in points; the same.
    """

    wrong: str
    known_anyway: int
    tables: int
    hidden: int
    smallest_count: float
    smallest_share: float


def judge(tables: Sequence[Sequence[pd.DataFrame]]) -> Outcome:
    """The verdict on all tables of a seed."""
    wrong, narrow, hidden, counts, shares = [], 0, 0, [], []
    for revisions in tables:
        false = pd.concat([false_rows(revisions), *(untrue(each) for each in revisions)])
        if len(false):
            wrong.append(f"untrue:\n{false.to_string()}")
            continue  # no numbers may fit
        again = shown_again(revisions)
        if len(again):
            wrong.append(f"hidden before:\n{again.to_string()}")
        found = ranges(revisions, FOLLOWED)
        kept = secrets(revisions).merge(found, on=WHERE, how="left")
        width = (kept["count_high"] - kept["count_low"]).round(6)
        points = (kept["share_high"] - kept["share_low"]).round(6)
        # a row without an interval is a small cell that is shown
        is_open = ~((width >= RULES.count_interval) & (points >= RULES.share_interval))
        if is_open.any():
            blamed = found_out(revisions)
            narrow += int(is_open.sum()) - len(blamed)
            if len(blamed):
                wrong.append(f"found out:\n{blamed.to_string()}")
        hidden += sum(int(each["is_hidden"].sum()) for each in revisions)
        counts.append(width[~is_open].min())
        shares.append(points[~is_open].min())
    return Outcome(
        wrong="\n".join(wrong),
        known_anyway=narrow,
        tables=sum(map(len, tables)),
        hidden=hidden,
        smallest_count=float(pd.Series(counts, dtype=float).min()),
        smallest_share=float(pd.Series(shares, dtype=float).min()),
    )
