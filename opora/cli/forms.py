"""`opora forms`: the registers of the cycle as workbooks for people to fill in."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from opora.cli.half_year import check_half_year
from opora.errors import OporaError
from opora.forms import OFFERED, open_papers, write_forms
from opora.home import Home


def forms(
    half_year: Annotated[str, typer.Argument(help="The half-year, such as 2024-H1.")],
    dataset: Annotated[
        list[str] | None,
        typer.Option(help=f"Only this form: {', '.join(OFFERED)}. Repeatable; default all."),
    ] = None,
    per_school: Annotated[
        bool,
        typer.Option(help="A file per school for what a school answers, below forms/schools/."),
    ] = False,
    overwrite: Annotated[
        bool, typer.Option(help="Write over forms that are there already, filled in or not.")
    ] = False,
) -> None:
    """Write the cycle's registers as .xlsx forms to OPORA_HOME/reports/<half-year>/forms.

    Open recommendations and unfinished measures stand in them beforehand. A form that was filled in
    is delivered like any other file: put it into OPORA_HOME/landing/<half-year>/<dataset>.
    """
    check_half_year(half_year)
    for name in dataset or ():
        if name not in OFFERED:
            raise OporaError(f"there is no form of {name!r}; expected one of {', '.join(OFFERED)}")
    home = Home.from_environment()
    papers = open_papers(home, half_year)
    written = write_forms(
        home,
        half_year,
        papers,
        datasets=dataset or OFFERED,
        per_school=per_school,
        overwrite=overwrite,
    )
    console = Console()
    for form in written:
        filled = f"{form.rows} rows filled in beforehand" if form.rows else "empty"
        console.print(f"{form.path}: {filled}", highlight=False, soft_wrap=True, markup=False)
    if not papers.recommendations:
        console.print(f"No recommendation is open in {half_year}.", highlight=False)
