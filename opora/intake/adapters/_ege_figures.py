"""What the figures of an ЕГЭ summary are called.

Belongs here: from a heading, or the way of headings over a column, to the figure. Not here: where
the header is (`_ege_summary`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from opora.intake.adapters._cells import heading_of
from opora.intake.adapters._exams import MARKS
from opora.intake.adapters._levels import Way

#: What figures are called; the first that fits counts.
_FIGURES: Mapping[str, re.Pattern[str]] = {
    "below_threshold": re.compile(
        r".*(не преодол|не сда[вл]|не набра|не получил\w* мин|ниже (мин|порог|уровн)).*"
    ),
    "average": re.compile(r".*средн\w*.*балл.*"),
    "other": re.compile(r".*(балл|высок|отличн|медал|место|рейтинг|выпускник).*"),
    "participants": re.compile(
        r".*(участник|участие|участвов|сдавал|писал|сдававш|писавш|всего сда).*"
    ),
    **{
        f"mark_{mark}": re.compile(rf"(отметк\w|оценк\w|получил\w*|на)?\s*[«\"]?{mark}[»\"]?")
        for mark in range(2, 6)
    },
}
TELLING = frozenset({"participants", "below_threshold", "average", *MARKS})
_SHARE = re.compile(r".*(%|процент|дол[яи]\b).*")
_UNIT = re.compile(r"(чел\w*\.?|человек|кол-?во\.?|количество|%|доля,? ?%?|процент\w*)")
_AROUND = re.compile(r"(из них|в том числе|в т\.? ?ч\.?|результат|егэ|итог|сведени|по предмет).*")
_TAIL = re.compile(r"[\s,(]*чел(овек)?\.?\)?$", re.IGNORECASE)


@lru_cache(maxsize=1 << 14)
def figure_of(heading: str) -> str | None:
    """The figure that a heading names."""
    heading = heading_of(heading)
    return next((name for name, word in _FIGURES.items() if word.fullmatch(heading)), None)


@lru_cache(maxsize=1 << 14)
def is_unit(heading: str) -> bool:
    """Whether a heading only says in what its figure is counted."""
    return _UNIT.fullmatch(heading_of(heading)) is not None


def figure_over(way: Way) -> tuple[str, str, bool] | None:
    """Subject, figure and whether it is a share, of a column."""
    for level in range(len(way) - 1, 0, -1):
        heading = way[level]
        if not heading or is_unit(heading):
            continue
        figure = figure_of(heading)
        if figure is None:
            return None
        above = [text for text in way[:level] if text and not _AROUND.match(heading_of(text))]
        if not above:
            return None
        is_share = any(_SHARE.fullmatch(heading_of(text)) for text in way[level:] if text)
        return _TAIL.sub("", above[-1]), figure, is_share
    return None
