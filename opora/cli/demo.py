"""`opora demo`: the demonstration municipality, from generated files to a published warehouse."""

from __future__ import annotations

from rich.console import Console

from opora.cli.run import run_with_progress
from opora.cli.summary import print_deliveries, print_indicators, print_next_steps, print_paths
from opora.home import Home


def demo() -> None:
    """Write the files of an invented municipality to OPORA_HOME/landing and run everything."""
    from opora.demo import write_municipality

    home = Home.from_environment()
    console = Console()
    if not any(home.landing.glob("*/*/demo_*")):
        with console.status("writing the files of the demonstration municipality"):
            answers = write_municipality(home.landing)
            answers.save(home.root / "demo_answers.json")
    done = run_with_progress(home, console)
    print_deliveries(console, done.taken)
    print_indicators(console, home)
    print_paths(console, home, done)
    print_next_steps(console, home)
