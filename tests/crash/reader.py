"""A process that reads the published warehouse over and over, as one kind of client does.

`python reader.py KIND PUBLISHED STOP`: reads the file PUBLISHED until STOP exists, then once more
over a new connection; prints what it saw as JSON. It knows nothing of Opora: only the name of the
file, as readers do. Every release holds the same number in `marts.one` and `marts.two`.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

_QUERY = """
select one.number, two.number, one.rows, two.rows, release.release
from (select max(number) as number, count(*) as rows from {schema}.one) as one
cross join (select max(number) as number, count(*) as rows from {schema}.two) as two
cross join {schema}.release as release
"""
_POOL = 4


@dataclass
class Seen:
    """What a reader saw: numbers in the order of its answers, errors and answers that mix."""

    numbers: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    answers: int = 0
    last: int = 0

    def add(self, connection: duckdb.DuckDBPyConnection, schema: str = "marts") -> None:
        """Ask twice over one connection; both answers must be of one release."""
        answers = [connection.execute(_QUERY.format(schema=schema)).fetchall() for _ in range(2)]
        ((one, two, *_),) = answers[0]
        if one != two or answers[0] != answers[1]:
            self.mixed.append(repr(answers))
        self.answers += len(answers)
        self.last = int(one)
        if self.numbers[-1:] != [self.last]:
            self.numbers.append(self.last)


Ask = Callable[[Seen], None]


@contextmanager
def one_for_ever(published: Path) -> Iterator[Ask]:
    """A notebook: one connection, opened in the morning."""
    with duckdb.connect(published, read_only=True) as connection:
        yield lambda seen: seen.add(connection)


@contextmanager
def anew_each_time(published: Path) -> Iterator[Ask]:
    """A script: a connection for each question."""

    def ask(seen: Seen) -> None:
        with duckdb.connect(published, read_only=True) as connection:
            seen.add(connection)

    yield ask


@contextmanager
def pool(published: Path) -> Iterator[Ask]:
    """A BI server: some connections are kept, one of them is closed and opened anew at times."""
    kept = [duckdb.connect(published, read_only=True) for _ in range(_POOL)]
    chance = random.Random(1)  # noqa: S311

    def ask(seen: Seen) -> None:
        number = chance.randrange(_POOL)
        if chance.random() < 0.3:
            # opened before the old one is closed: this process always has the file open
            new = duckdb.connect(published, read_only=True)
            kept[number].close()
            kept[number] = new
        seen.add(kept[number])

    yield ask
    for connection in kept:
        connection.close()


@contextmanager
def attached(published: Path) -> Iterator[Ask]:
    """A warehouse of their own that attaches the file behind the name."""
    with duckdb.connect() as connection:

        def ask(seen: Seen) -> None:
            connection.execute(f"attach '{published.resolve()}' as opora (read_only)")
            seen.add(connection, "opora.marts")
            connection.execute("detach opora")

        yield ask


KINDS = {kind.__name__: kind for kind in (one_for_ever, anew_each_time, pool, attached)}


def main(kind: str, published: Path, stop: Path) -> None:
    """Read until told to stop, and once more with a new connection in the same process."""
    seen, last = Seen(), Seen()
    with KINDS[kind](published) as ask:
        print("reading", flush=True)
        while not stop.exists():
            _guarded(ask, seen)
        with anew_each_time(published) as ask_newest:
            _guarded(ask_newest, last)
    print(json.dumps(asdict(seen) | {"newest": last.last, "errors": seen.errors + last.errors}))


def _guarded(ask: Ask, seen: Seen) -> None:
    try:
        ask(seen)
    except (duckdb.Error, OSError) as error:
        seen.errors.append(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
