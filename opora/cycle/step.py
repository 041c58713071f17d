"""The management cycle as a step of the build: what is read from the warehouse, what is written.

Belongs here: tables, and the order of the parts. How each part decides is in its own module.
"""

from __future__ import annotations

from opora.home import Home


def run_cycle(home: Home) -> tuple[str, ...]:
    """Decide and write all tables of the cycle; returns a line per thing that is missing.

    The caller holds the writers' lock and has built the models that are read here.
    """
    return ()
