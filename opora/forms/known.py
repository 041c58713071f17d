"""What an installation knows that forms of a half-year can begin with.

Belongs here: gathering it from the lake and the published file. Not here: the questions to them
(`register`, `recommendations`), or what of it stands in which form (`contents`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from opora.contracts import Dataset
from opora.errors import OporaError
from opora.forms.form import Period, Row
from opora.forms.recommendations import open_recommendations
from opora.forms.register import DECISIONS, Register
from opora.forms.windows import windows_of
from opora.home import Home
from opora.lake.unlocked import asked_again
from opora.rules import load_rule


@dataclass(frozen=True)
class Known:
    """What is known: schools (login -> name), the open ones, rows that stand, recommendations."""

    schools: Mapping[str, str] = field(default_factory=dict)
    open_schools: Sequence[str] = ()
    #: Dataset -> the rows with which its form begins.
    registers: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    recommendations: Sequence[Row] = ()
    #: Codes of decisions, whatever became of them.
    decisions: Sequence[str] = ()


@asked_again
def what_is_known(home: Home, period: Period, datasets: Iterable[Dataset]) -> Known:
    """What the forms of some datasets need; nothing of it on a department's first day."""
    datasets = list(datasets)
    register = Register(home, period)
    targets = {reference.target for each in datasets for reference in each.references}
    return Known(
        schools=register.schools(),
        open_schools=register.open_schools(),
        registers={
            each.name: register.standing(each)
            for each in datasets
            if each.filling.begins_with == "register"
        },
        recommendations=(
            open_recommendations(home, period.half_year) if "recommendations" in targets else ()
        ),
        decisions=register.decisions() if DECISIONS in targets else (),
    )


def period_of(home: Home, half_year: str) -> Period:
    """The half-year as the calendar has it."""
    for row in load_rule("half_years", home):
        if row["half_year"] == half_year:
            windows = windows_of(half_year, load_rule("assessment_windows", home))
            return Period(half_year, row["starts_on"], row["ends_on"], windows)
    raise OporaError(
        f"Полугодия «{half_year}» в календаре нет. Полугодие пишут как 2024-H1 или 2024-H2; "
        "календарь продолжает файл rules/half_years.csv."
    )
