"""`python -m orchestration`: Dagster on this installation.

Without an argument it opens on this machine (`make dev`); `code`, `webserver` and `daemon` are the
processes of a server, `dagster …` is any command of Dagster's own. Belongs here: choosing.
"""

from __future__ import annotations

import argparse
import sys

from opora.errors import OporaError
from opora.home import Home
from orchestration import services

_PARTS = {
    "dev": services.develop,
    "code": services.serve_code,
    "webserver": services.serve_web,
    "daemon": services.serve_daemon,
}


def main() -> None:
    """Prepare OPORA_HOME and become the program that was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m orchestration", description="Dagster on this installation."
    )
    parser.add_argument(
        "part",
        nargs="?",
        default="dev",
        choices=[*_PARTS, "dagster"],
        help="dev (default): all in one terminal; code, webserver, daemon: the processes of a "
        "server; dagster: one of Dagster's own commands",
    )
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="of Dagster's command")
    asked = parser.parse_args()
    home = Home.from_environment()
    try:
        if asked.part == "dagster":
            services.command(home, asked.arguments)
        _PARTS[asked.part](home)
    except OporaError as error:
        sys.exit(f"opora: {error}")


if __name__ == "__main__":
    main()
