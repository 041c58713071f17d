"""Names as labels of charts: told apart where two are the same, broken where they are long.

Belongs here: from names to labels. How labels look: `look`.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence

from opora.reports.source import Row

#: Splits a label that `broken` has broken, as an axis of Vega shows it on several lines.
LINES = "split(datum.label, '\\n')"


def school_labels(rows: Sequence[Row]) -> dict[str, str]:
    """By login the name of a school, with its login where another one has the same name."""
    names = {row["school_login"]: row["name_ru"] or row["school_login"] for row in rows}
    times = Counter(names.values())
    return {
        login: name if times[name] == 1 else f"{name} ({login})" for login, name in names.items()
    }


def broken(text: str, width: int = 30) -> str:
    """The text in lines of at most so many letters; `LINES` shows it as such."""
    return "\n".join(textwrap.wrap(text, width))
