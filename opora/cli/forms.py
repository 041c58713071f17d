"""`opora forms`: every dataset as a workbook for people to fill in.

What it prints is Russian: officers of a department read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Annotated

import typer
from rich.console import Console

from opora.cli.progress import shown_progress
from opora.forms import Known, Written, datasets_named, period_of, what_is_known, write_forms
from opora.home import Home
from opora.lock import LockedError, writer_lock

#: More forms than these are counted, not named.
_SHOWN_KEPT = 10


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
            progress=lambda done, total: progress("записываю формы", done, total),
        )
    # imported here: templates take their time, and the other commands need none
    from opora.reports.start_page import write_start_page

    # a run that is at work writes the page itself
    with suppress(LockedError), writer_lock(home):
        write_start_page(home)
    for line in (*_told(written), *_kept(written), *_unknown(home, known, written)):
        console.print(line, highlight=False, soft_wrap=True, markup=False)


def _told(written: Sequence[Written]) -> Iterator[str]:
    """A line per form that lies ready; the forms of schools are counted."""
    ready = [form for form in written if not form.is_kept]
    for _, group in groupby(ready, key=lambda form: (form.dataset, form.is_of_school)):
        forms = list(group)
        first, rows = forms[0], sum(form.rows for form in forms)
        filled = f"уже заполнено строк: {rows}" if rows else "пустая"
        if first.is_of_school:
            place = first.path.parent.parent / "<логин>" / f"{first.dataset}_<логин>.xlsx"
            filled = filled if rows else "пустые"
            yield f"{place}: форм {len(forms)}, {filled}"
        else:
            yield f"{first.path}: {filled}"


def _kept(written: Sequence[Written]) -> Iterator[str]:
    """Which forms were not written over, and that the others were written."""
    kept = [form.path.name for form in written if form.is_kept]
    if not kept:
        return
    if len(kept) == 1:
        told = f"Форма {kept[0]} уже заполняется, она не тронута."
    else:
        shown = ", ".join(kept[:_SHOWN_KEPT])
        more = f" и ещё {len(kept) - _SHOWN_KEPT}" if len(kept) > _SHOWN_KEPT else ""
        told = f"Формы {shown}{more} уже заполняются, они не тронуты."
    others = len(written) - len(kept)
    yield f"{told} Остальные записаны: {others}." if others else told
    yield "Записать заново поверх заполненного: --overwrite."


def _unknown(home: Home, known: Known, written: Sequence[Written]) -> Iterator[str]:
    """Why forms are empty that could begin with something."""
    asks = any(form.dataset == "recommendation_responses" for form in written)
    if not known.schools:
        yield "Перечень школ ещё не сдан: начните с формы schools. Пока логины выбрать не из чего."
    if asks and not known.recommendations:
        yield (
            "Открытых рекомендаций в этом полугодии нет."
            if home.published_file.exists()
            else "Рекомендаций ещё нет: они появятся, когда данные опубликует opora run."
        )
