"""Progress of a run in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from opora.pipeline.take import Progress as OnProgress

_STEPS = {
    "reading": "reading deliveries",
    "checking": "checking contracts",
    "documenting": "writing Data Docs",
    "writing": "writing the lake",
    "answering": "answering senders",
    "approving": "approving",
    "building": "building the warehouse",
    "publishing": "publishing",
    "describing": "documenting the warehouse",
    "reporting": "writing reports",
}


@contextmanager
def shown_progress(console: Console) -> Iterator[OnProgress]:
    """A line per step that is under way; it stays when the step is done.

    A step that comes again has another line: it would seem to have lasted all the while.
    """
    columns = (
        SpinnerColumn(finished_text="[green]✓[/]"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[count]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        tasks: dict[str, TaskID] = {}
        totals: dict[str, int] = {}

        def finish_others(step: str | None) -> None:
            for name, task in tasks.items():
                if name != step and not bar.tasks[task].finished:
                    bar.update(task, total=1, completed=1)
                    if totals[name] > 1:
                        bar.update(task, count=f"{totals[name]}/{totals[name]}")

        # dbt's threads tell of their models at the same time
        one_at_a_time = Lock()

        def on_progress(step: str, done: int, total: int) -> None:
            with one_at_a_time:
                show(step, done, total)

        def show(step: str, done: int, total: int) -> None:
            finish_others(step)
            if step not in tasks or bar.tasks[tasks[step]].finished:
                tasks[step] = bar.add_task(_STEPS.get(step, step), total=None, count="")
            totals[step] = total
            count = f"{done}/{total}" if total > 1 else str(done or "")
            # One more than there is: a step is finished when the next one starts.
            bar.update(tasks[step], completed=done, total=total + 1 if total else None, count=count)

        yield on_progress
        finish_others(None)
