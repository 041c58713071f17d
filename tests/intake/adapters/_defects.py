"""Pairs of files of a foreign format, with one defect and without it, delivered all at once.

Belongs here: delivering them and looking at the answers. Not here: the defects (a test module for
each family of formats).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deliveries import Lake

from adapters._valid import SCHOOLS_CSV
from opora.lake.ledger import LedgerRow


@dataclass(frozen=True)
class Case:
    """A defect: a file that has it, the same file without it, and what the answer must say.

    `rows`: received, accepted and quarantined of the faulty file in `dataset`.
    """

    defect: str
    faulty: bytes
    sound: bytes
    status: str
    words: tuple[str, ...]
    rows: tuple[int, int, int] = (0, 0, 0)
    dataset: str | None = None
    half_year: str = "2024-H1"
    extension: str = "xlsx"


@dataclass(frozen=True)
class Answered:
    """What was answered to the files of all cases."""

    lake: Lake
    ledger: Sequence[LedgerRow]

    def answer(self, case: Case, verdict: str) -> LedgerRow:
        """The answer to one of a case's files: to its dataset, or the only one."""
        path = f"{case.half_year}/{case.defect}-{verdict}.{case.extension}"
        found = [row for row in self.ledger if row.path == path]
        if case.dataset is None or (case.status == "refused" and verdict == "fail"):
            assert len(found) == 1 or verdict == "pass", found
            return found[0]
        return next(row for row in found if row.dataset == case.dataset)

    def check_fail(self, case: Case) -> None:
        """The sender of the faulty file gets one clear answer, and the right rows are taken."""
        answer = self.answer(case, "fail")
        assert answer.status == case.status, answer.message
        for words in case.words:
            assert words in str(answer.message), answer.message
        assert (answer.rows_received, answer.rows_accepted, answer.rows_quarantined) == case.rows

    def check_pass(self, case: Case) -> None:
        """The same file without the defect is taken whole, without a remark."""
        path = f"{case.half_year}/{case.defect}-pass.{case.extension}"
        found = [row for row in self.ledger if row.path == path]
        assert found
        for answer in found:
            assert (answer.status, answer.message) == ("accepted", None)
            assert answer.rows_accepted == answer.rows_received > 0


def deliver(lake: Lake, cases: Sequence[Case]) -> Answered:
    """Deliver and take the files of all cases."""
    lake.land("history/schools/schools.csv", SCHOOLS_CSV)
    for case in cases:
        for verdict, content in (("fail", case.faulty), ("pass", case.sound)):
            lake.land(f"{case.half_year}/{case.defect}-{verdict}.{case.extension}", content)
    return Answered(lake, lake.take().ledger)
