"""`python -m opora.contracts`: write the generated files; `--check`: exit 1 where one is stale."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from opora.contracts.generate import stale, write
from opora.contracts.load import load_contracts
from opora.errors import OporaError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m opora.contracts", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, name stale files")
    arguments = parser.parse_args(argv)
    try:
        datasets = load_contracts()
    except OporaError as error:
        print(error, file=sys.stderr)
        return 1
    if arguments.check:
        paths = stale(datasets)
        for path in paths:
            print(f"{path}: stale, run `python -m opora.contracts`", file=sys.stderr)
        return 1 if paths else 0
    for path in write(datasets):
        print(f"written: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
