"""`opora demo`: the demonstration municipality, from generated files to a published warehouse."""

from __future__ import annotations

from rich.console import Console

from opora.cli.run import run_with_progress
from opora.cli.summary import (
    print_cycle,
    print_deliveries,
    print_indicators,
    print_next_steps,
    print_paths,
    print_warnings,
)
from opora.errors import OporaError
from opora.home import Home


def demo() -> None:
    """Write the files of an invented municipality to OPORA_HOME/landing and run everything."""
    from opora.demo import write_municipality

    home = Home.from_environment()
    console = Console()
    answers = home.root / "demo_answers.json"
    if not answers.exists():
        _refuse_mixing(home)
        with console.status("writing the files of the demonstration municipality"):
            write_municipality(home.landing).save(answers)
    done = run_with_progress(home, console)
    print_deliveries(console, done)
    if done.taken.ledger:
        console.print(
            f"The faulty files are there on purpose; {answers.name} lists every defect.\n"
        )
    print_indicators(console, home)
    print_cycle(console, home)
    print_warnings(console, done)
    print_paths(console, home, done)
    print_next_steps(console, home)


def _refuse_mixing(home: Home) -> None:
    """Invented schools must never get among real ones."""
    if home.landing.is_dir() and any(home.landing.iterdir()):
        raise OporaError(
            f"{home.landing} holds deliveries already; 'opora demo' writes invented ones. "
            "Set OPORA_HOME to another folder, or use 'opora run'"
        )
