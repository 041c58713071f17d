"""The known answers of a demonstration: what a pipeline has to find in its files.

Belongs here: what is known by construction. The indicators are not computed here: tests do that,
from the truth, in their own way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from opora.demo.deliveries import Delivery
from opora.demo.flaws import Flaw
from opora.demo.planted import Planted
from opora.demo.truth import Truth


@dataclass(frozen=True)
class Defect:
    """Something wrong in a file.

    `rule`: the id of the rule that must name `rows` (as a person sees them), or None where the
    `status` of the whole delivery is the answer. `severity` is that of the rule.
    """

    id: str
    description: str
    path: str
    dataset: str
    status: str
    rule: str | None = None
    rows: tuple[int, ...] = ()
    severity: str | None = None


@dataclass(frozen=True)
class DeliveryAnswer:
    """What becomes of one file, for each dataset that it feeds.

    Rows are None where it isn't taken as a table at all.

    Papers may wait for what they name: the answer is what becomes of them in the end.
    """

    path: str
    dataset: str
    status: str
    received: int | None = None
    accepted: int | None = None
    quarantined: int | None = None


@dataclass(frozen=True)
class KnownAnswers:
    """Everything that is known of a demonstration before a pipeline has seen it."""

    seed: int
    half_years: tuple[str, ...]
    deliveries: tuple[DeliveryAnswer, ...]
    defects: tuple[Defect, ...]
    #: Broken chains of papers that are accepted all the same.
    flaws: tuple[Flaw, ...]
    planted: Planted
    #: The good rows; kept in memory for tests, not saved (they name people).
    truth: Truth

    def save(self, path: Path) -> None:
        """Write what is known, but for the good rows, as JSON, outside the landing zone."""
        answers: dict[str, Any] = {
            "seed": self.seed,
            "half_years": self.half_years,
            "deliveries": [asdict(delivery) for delivery in self.deliveries],
            "defects": [asdict(defect) for defect in self.defects],
            "flaws": [asdict(flaw) for flaw in self.flaws],
            "planted": asdict(self.planted),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(answers, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")


def answers_of(delivery: Delivery) -> Iterator[DeliveryAnswer]:
    """What becomes of a delivery that is a table, and of what else it gives."""
    yield _answer(delivery)
    for dataset, rows in delivery.also.items():
        yield DeliveryAnswer(delivery.path, dataset, "accepted", len(rows), len(rows), 0)


def _answer(delivery: Delivery) -> DeliveryAnswer:
    if delivery.is_refused:
        return DeliveryAnswer(delivery.path, delivery.dataset, "refused")
    accepted, quarantined = len(delivery.rows), len(delivery.broken)
    status = "accepted"
    if quarantined:
        status = "partly_accepted" if accepted else "rejected"
    return DeliveryAnswer(
        delivery.path, delivery.dataset, status, accepted + quarantined, accepted, quarantined
    )
