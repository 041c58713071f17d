"""`opora forms`: every dataset as a workbook for people to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Annotated

import typer
from rich.console import Console

from opora.cli.half_year import check_half_year
from opora.cli.progress import shown_progress
from opora.forms import Known, Written, datasets_named, period_of, what_is_known, write_forms
from opora.home import Home


def forms(
    half_year: Annotated[str, typer.Argument(help="The half-year, such as 2024-H1.")],
    dataset: Annotated[
        list[str] | None,
        typer.Option(
            help="Only the form of this dataset (a contract's name, such as staff). Repeatable; "
            "default all."
        ),
    ] = None,
    per_school: Annotated[
        bool,
        typer.Option(help="A file per school for what schools fill in, below forms/schools/."),
    ] = False,
    overwrite: Annotated[
        bool, typer.Option(help="Write over forms that are there already, filled in or not.")
    ] = False,
) -> None:
    """Write a form (.xlsx) for each dataset to OPORA_HOME/reports/<half-year>/forms.

    What is known stands in them beforehand: registers as they were last delivered, open
    recommendations, logins of the schools. A form that was filled in is delivered like any other
    file: put it into OPORA_HOME/landing/<half-year>/<dataset>.
    """
    check_half_year(half_year)
    asked = datasets_named(dataset)
    home = Home.from_environment()
    period = period_of(home, half_year)
    known = what_is_known(home, period, asked)
    console = Console()
    with shown_progress(console) as progress:
        written = write_forms(
            home,
            period,
            known,
            asked,
            per_school=per_school,
            overwrite=overwrite,
            progress=lambda done, total: progress("writing forms", done, total),
        )
    for line in (*_told(written), *_unknown(home, known, written)):
        console.print(line, highlight=False, soft_wrap=True, markup=False)


def _told(written: Sequence[Written]) -> Iterator[str]:
    """A line per form; the forms of schools are counted."""
    for _, group in groupby(written, key=lambda form: (form.dataset, form.is_of_school)):
        forms = list(group)
        first, rows = forms[0], sum(form.rows for form in forms)
        filled = f"{rows} rows filled in beforehand" if rows else "empty"
        if first.is_of_school:
            place = first.path.parent.parent / "<login>" / f"{first.dataset}_<login>.xlsx"
            yield f"{place}: {len(forms)} files, {filled}"
        else:
            yield f"{first.path}: {filled}"


def _unknown(home: Home, known: Known, written: Sequence[Written]) -> Iterator[str]:
    """Why forms are empty that could begin with something."""
    asks = any(form.dataset == "recommendation_responses" for form in written)
    if not known.schools:
        yield "No school was delivered yet: the forms know none, and offer no logins."
    if asks and not known.recommendations:
        published = home.published_file.exists()
        yield (
            "No recommendation is open in this half-year."
            if published
            else "Nothing is published yet, so no recommendation is known: 'opora run' publishes."
        )
