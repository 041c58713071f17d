"""The files of a half-year while something wrong is put into them.

Belongs here: adding rows and files that must be rejected, with what must be said of them. Not here:
the single defects (`defects`, `paper_defects`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from opora.demo.answers import Defect
from opora.demo.deliveries import Delivery, RawFile
from opora.demo.truth import Row

CRITICAL, WARNING = "critical", "warning"
REJECTED_ROWS, REFUSED = "partly_accepted", "refused"
UNKNOWN_LOGIN = "sch998888"


@dataclass
class HalfYearFiles:
    """The files of a half-year while defects are put in."""

    half_year: str
    deliveries: list[Delivery]
    raw: list[RawFile] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)

    def find(self, dataset: str, name: str = "") -> Delivery:
        """The first delivery of a dataset whose path holds `name`."""
        return next(d for d in self.deliveries if d.dataset == dataset and name in d.path)

    def reject(
        self, id: str, description: str, delivery: Delivery, rule: str, rows: Sequence[Row]
    ) -> None:
        """Add rows that a critical rule must reject."""
        first = delivery.row_number(len(delivery.rows) + len(delivery.broken))
        delivery.broken += rows
        places = tuple(range(first, first + len(rows)))
        self.defects.append(
            Defect(
                id, description, delivery.path, delivery.dataset, REJECTED_ROWS,
                rule, places, CRITICAL,
            )
        )  # fmt: skip

    def refuse(self, id: str, description: str, delivery: Delivery | RawFile) -> None:
        """Add a file that can't be taken as a whole."""
        if isinstance(delivery, RawFile):
            self.raw.append(delivery)
        else:
            delivery.is_refused = True
            self.deliveries.append(delivery)
        self.defects.append(Defect(id, description, delivery.path, delivery.dataset, REFUSED))
