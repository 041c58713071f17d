"""What an alert is about: something that fails, told apart from all else by its key.

Belongs here: the kinds that a recipient may choose, and what is known of one trouble. Neither
persons nor values nor names of files stand in it: messages leave the house. Not here: finding
troubles (`watches`, `orchestration.alerts`), or telling of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]

#: What may be asked for, with the words that a heading has for it.
KINDS: Mapping[str, str] = {
    "run": "расчёт",
    "check": "проверка",
    "freshness": "обновление данных",
    "blocked": "приём полугодия",
    "refused": "приём файлов",
    "overdue": "срок сдачи",
    "disk": "место на диске",
    "backup": "резервная копия",
    "service": "служба",
}


@dataclass(frozen=True)
class Trouble:
    """Something that fails now.

    `name` tells it from others of its kind; `title` names what fails, `state` how (in Russian, to
    be read one after the other); `fingerprint` changes when there is something new to say of it;
    `where` is an address to open, or words that say where to look.
    """

    kind: str
    name: str
    level: Level
    title: str
    state: str
    what: str
    todo: str
    where: str
    fingerprint: str = ""
    half_years: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What it is known by."""
        return f"{self.kind} {self.name}"

    @property
    def headline(self) -> str:
        """What fails, and how."""
        return f"{self.title}: {self.state}"


@dataclass(frozen=True)
class Seen:
    """What one look found.

    Of the kinds in `complete`, all that is not among the troubles is well. Of other kinds only what
    `well` names by its key is: the rest is as it was.
    """

    troubles: tuple[Trouble, ...] = ()
    complete: frozenset[str] = frozenset()
    well: frozenset[str] = frozenset()

    def is_well(self, key: str) -> bool:
        """Whether a key that was told of stands for nothing any more."""
        if any(trouble.key == key for trouble in self.troubles):
            return False
        return key in self.well or key.partition(" ")[0] in self.complete

    def __add__(self, other: Seen) -> Seen:
        """Both looks together."""
        return Seen(
            self.troubles + other.troubles,
            self.complete | other.complete,
            self.well | other.well,
        )
