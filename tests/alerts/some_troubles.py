"""Troubles and recipients, as short as tests want them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from opora.alerts import KINDS, Trouble
from opora.alerts.recipients import Recipient, Wish

MONDAY = dt.datetime(2024, 7, 1, 6, tzinfo=dt.UTC)


def trouble(name: str = "half_year 2024-H1", **given: Any) -> Trouble:
    return Trouble(
        **{
            "kind": "run",
            "name": name,
            "level": "error",
            "title": name,
            "state": "не выполнено",
            "what": "Шаг build_models: нет места.",
            "todo": "Освободите место.",
            "where": "https://opora.example.org/runs/1",
            **given,
        }
    )


def recipient(address: str = "duty@example.org", **wishes: Wish) -> Recipient:
    return Recipient(address, wishes or {kind: Wish("error", 7) for kind in KINDS})
