"""Which revision a report speaks of, and the words that every page says about it.

Belongs here: choosing the revision, and its state in Russian. What a revision is: `opora.snapshot`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from opora.office import on_the_office_clock
from opora.reports.numbers import day
from opora.reports.source import ReportError, Row

#: What stands on every page of what nobody has signed.
DRAFT = "ПРОЕКТ"

#: The states of what nobody has signed.
_STATES = {
    "proposed": "не утверждена",
    "confirmed": "совпадает с утверждённой",
    "lapsed": "заменена более поздней, утверждена не была",
}


@dataclass(frozen=True)
class Standing:
    """The revision that a report speaks of.

    `newer`: a proposed revision that came after it, with its causes; None where there is none.
    """

    half_year: str
    revision: int
    state: str
    content_hash: str
    approved_by: str | None
    approved_at: dt.datetime | None
    made_at: dt.datetime
    release: str | None
    newer: tuple[int, str] | None

    @property
    def is_draft(self) -> bool:
        """Whether nobody has signed it."""
        return self.approved_at is None

    @property
    def state_ru(self) -> str:
        """Its state in words, with who approved it and when."""
        if self.approved_at is None:
            return _STATES[self.state]
        on = day(on_the_office_clock(self.approved_at).date())
        later = ", заменена более поздней" if self.state == "replaced" else ""
        return f"утверждена {on}, {self.approved_by}{later}"

    @property
    def is_lapsed(self) -> bool:
        """Whether nobody has signed it, and nobody will: a newer one was made since."""
        return self.state == "lapsed"

    @property
    def short_hash(self) -> str:
        """As much of the content hash as people compare."""
        return self.content_hash[:16]

    @property
    def line(self) -> str:
        """What stands on every page."""
        draft = f"{DRAFT} · " if self.is_draft else ""
        return (
            f"{draft}{self.half_year} · редакция {self.revision} · {self.state_ru} · "
            f"хеш {self.short_hash}"
        )


def standing_of(manifests: Sequence[Row], half_year: str, revision: int | None = None) -> Standing:
    """The revision of that number; else the one in force, else the newest draft.

    `manifests`: the rows of `snapshot_manifest` of the half-year, oldest first. ReportError where
    there is no such revision.
    """
    if not manifests:
        raise ReportError(
            f"there is no snapshot of {half_year}; 'opora run' makes it of what was delivered"
        )
    newest = manifests[-1]
    if revision is None:
        found = next((each for each in manifests if each["is_in_force"]), newest)
    else:
        by_number = {each["revision"]: each for each in manifests}
        if revision not in by_number:
            known = ", ".join(str(number) for number in by_number)
            raise ReportError(f"{half_year} has no revision {revision}; it has {known}")
        found = by_number[revision]
    is_newer = newest is not found and newest["revision_state"] == "proposed"
    return Standing(
        half_year=half_year,
        revision=found["revision"],
        state=found["revision_state"],
        content_hash=found["content_hash"],
        approved_by=found["approved_by"],
        approved_at=found["in_force_from"],
        made_at=found["made_at"],
        release=found["release"],
        newer=(newest["revision"], newest["causes_ru"] or "") if is_newer else None,
    )
