"""Pairs of files of a foreign format, with one defect and without it, delivered all at once.

Belongs here: delivering them and looking at the answers. Not here: the defects (a test module for
each family of formats).
"""

from __future__ import annotations

import hashlib
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

    def path(self, verdict: str) -> str:
        """Where one of the two files is delivered; cases may share the file without a defect."""
        if verdict == "fail":
            return f"{self.half_year}/{self.defect}.{self.extension}"
        digest = hashlib.sha256(self.sound).hexdigest()[:16]
        return f"{self.half_year}/sound-{digest}.{self.extension}"


@dataclass(frozen=True)
class Answered:
    """What was answered to the files of all cases."""

    lake: Lake
    ledger: Sequence[LedgerRow]

    def answers(self, case: Case, verdict: str) -> list[LedgerRow]:
        """The answers to one of a case's files, one for each dataset that it feeds."""
        found = [row for row in self.ledger if row.path == case.path(verdict)]
        assert found
        return found

    def check_fail(self, case: Case) -> None:
        """The sender of the faulty file gets one clear answer, and the right rows are taken."""
        answers = self.answers(case, "fail")
        if case.dataset is not None and case.status != "refused":
            answers = [row for row in answers if row.dataset == case.dataset]
        (answer,) = answers
        assert answer.status == case.status, answer.message
        for words in case.words:
            assert words in str(answer.message), answer.message
        assert (answer.rows_received, answer.rows_accepted, answer.rows_quarantined) == case.rows

    def check_pass(self, case: Case) -> None:
        """The same file without the defect is taken whole, without a remark."""
        for answer in self.answers(case, "pass"):
            assert (answer.status, answer.message) == ("accepted", None)
            assert answer.rows_accepted == answer.rows_received > 0


def deliver(lake: Lake, cases: Sequence[Case]) -> Answered:
    """Deliver and take the files of all cases."""
    lake.land("history/schools/schools.csv", SCHOOLS_CSV)
    for case in cases:
        lake.land(case.path("fail"), case.faulty)
        lake.land(case.path("pass"), case.sound)
    return Answered(lake, lake.take().ledger)
