"""`opora docs`: the documentation of the warehouse, as a page to browse."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from opora.full_disk import full_disk_said
from opora.home import Home
from opora.lock import writer_lock


def docs(
    wait: Annotated[
        bool, typer.Option(help="Wait for another run that is at work instead of giving up.")
    ] = False,
) -> None:
    """Write the documentation of the warehouse: models, columns, lineage, tests, SQL.

    One page without values that works offline: OPORA_HOME/reports/warehouse_docs/index.html. The
    same words stand in the published file, as comments and in marts.data_dictionary.
    """
    # imported here: dbt takes seconds to start
    from opora.warehouse.documentation import write_documentation

    home, console = Home.from_environment(), Console()
    with full_disk_said(home, "docs"), writer_lock(home, wait=wait, on_wait=console.print):
        path = write_documentation(home)
    console.print(str(path), highlight=False, markup=False, soft_wrap=True)
