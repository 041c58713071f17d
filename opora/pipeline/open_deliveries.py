"""Which files are new, and what each of them holds: the first step of taking deliveries.

Belongs here: comparing the landing zone with the ledger, the order of new files, and copies among
them. Not here: what is done to a single file (`opening`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from opora.home import Home
from opora.intake.checksums import Checksums
from opora.intake.landing import LandedFile, discover
from opora.intake.layout import Layout
from opora.intake.sheet import Sheet
from opora.intake.sniff import FileFormat
from opora.lake.ledger import RETRIED, KnownFile, Ledger
from opora.rules import load_rule

#: Instead of the checksum of a file that may not be read; once it may be, it is another content.
UNREADABLE = ""


@dataclass(frozen=True)
class Delivery:
    """A new file: what it holds, or why it is refused, or that it is the copy of another."""

    delivery_id: int
    file: LandedFile
    sha256: str
    bytes: int
    format: FileFormat | None = None
    layouts: tuple[Layout, ...] = ()
    refusal: str | None = None
    #: Sheet and row that are to blame for it, where it is one row.
    refused_at: tuple[str | None, int] | None = None
    is_duplicate: bool = False


def half_years(home: Home) -> frozenset[str]:
    """The half-years that folders may name: those of the calendar and of assessment windows."""
    named = (load_rule(rule, home) for rule in ("half_years", "assessment_windows"))
    return frozenset(row["half_year"] for rows in named for row in rows)


def new_files(
    home: Home,
    ledger: Ledger,
    datasets: Collection[str],
    periods: Collection[str | None] | None,
    read_with: str,
    on_touched: Callable[[], None] = lambda: None,
) -> Iterator[tuple[LandedFile, str]]:
    """Files that the ledger doesn't know, with their checksums, after those that are tried again.

    A file that was turned away is tried again when the way of reading it changes, unless something
    was accepted in its place since: that may be its correction, and must stay the later one. A file
    of a blocked half-year is also tried again when anything new comes for that half-year, which may
    put it right. They come first, in their old order, before what is new.

    `periods`: the half-years to look at (None among them: the history); None: everything;
    `on_touched` is called before files are read that may be new.
    """
    new: list[tuple[LandedFile, str]] = []
    turned_away: list[tuple[KnownFile, LandedFile, str]] = []
    checksums = Checksums(home)
    files = [
        file
        for file in discover(home, frozenset(datasets))
        if periods is None or file.half_year in periods
    ]
    checksums.read_ahead(files, on_touched)
    for file in files:
        try:
            checksum = checksums.of(file)
        except FileNotFoundError:
            # its sender took it away, or gave it another name, since the folder was read
            continue
        except OSError:
            checksum = UNREADABLE
        known = ledger.by_path.get((file.relative, checksum))
        if known is None:
            new.append((file, checksum))
        elif known.status in RETRIED:
            turned_away.append((known, file, checksum))
    checksums.remember()
    half_years = {file.half_year for file, _ in new}
    for known, file, checksum in sorted(turned_away, key=lambda each: each[0].delivery_id):
        may_pass_now = known.status == "blocked" and file.half_year in half_years
        is_read_anew = known.read_with != read_with and not ledger.is_overtaken(
            file.half_year, known
        )
        if may_pass_now or is_read_anew:
            yield file, checksum
    yield from new


class Opening(Protocol):
    """How files are opened: one by one, or many at a time (`opening`, `opening_pool`)."""

    #: So many files may be under way, or wait for those before them.
    ahead: int

    def begin(self, delivery: Delivery) -> Callable[[], Delivery]:
        """Set about opening a file; what is returned waits for it and gives what was found."""
        ...


def open_deliveries(
    new: Iterable[tuple[LandedFile, str]],
    first: int,
    earlier: Mapping[tuple[str | None, str], KnownFile],
    calendar: Collection[str],
    opening: Opening,
) -> Iterator[Delivery]:
    """Open new files and give them in their order, however many are opened at a time.

    Whatever is wrong with one ends up in its `refusal`. `first`: the number of the first delivery;
    `earlier`: what was delivered before, by half-year and checksum.
    """
    in_order = _InOrder(earlier, calendar, opening)
    under_way: deque[tuple[Delivery, Callable[[], Delivery] | None]] = deque()
    for delivery_id, (file, checksum) in enumerate(new, start=first):
        delivery = Delivery(delivery_id, file, checksum, _bytes(file))
        under_way.append((delivery, in_order.begin(delivery)))
        if len(under_way) >= opening.ahead:
            yield in_order.end(*under_way.popleft())
    while under_way:
        yield in_order.end(*under_way.popleft())


class _InOrder:
    """What becomes of a file after those before it: the copy of one that was opened is none."""

    def __init__(
        self,
        earlier: Mapping[tuple[str | None, str], KnownFile],
        calendar: Collection[str],
        opening: Opening,
    ) -> None:
        self._calendar = calendar
        self._opening = opening
        self._taken = {content for content, same in earlier.items() if same.status not in RETRIED}
        self._under_way: set[tuple[str | None, str]] = set()
        self._shapes: dict[str, Layout] = {}

    def begin(self, delivery: Delivery) -> Callable[[], Delivery] | None:
        """Set about it, unless it may turn out to be a copy."""
        content = _content(delivery)
        if content in self._taken or content in self._under_way:
            return None
        self._under_way.add(content)
        half_year = delivery.file.half_year
        if half_year is not None and half_year not in self._calendar:
            refused = replace(delivery, refusal=_no_such_half_year(half_year, self._calendar))
            return lambda: refused
        return self._opening.begin(delivery)

    def end(self, delivery: Delivery, opened: Callable[[], Delivery] | None) -> Delivery:
        """What became of it; all before it have ended."""
        content = _content(delivery)
        if content in self._taken:
            return replace(delivery, is_duplicate=True)
        opened = opened or self.begin(delivery)
        assert opened is not None  # noqa: S101 - what it may be the copy of has ended
        found = opened()
        self._under_way.discard(content)
        if found.refusal is None:
            # A file that was refused in the wrong folder may lie in the right one, too.
            self._taken.add(content)
        return replace(found, layouts=tuple(map(self._shared, found.layouts)))

    def _shared(self, layout: Layout) -> Layout:
        """The layout, of one piece with those of other files that look the same."""
        shape = replace(layout, sheet=_NO_SHEET, declared=(), aside={})
        if shape.stands or shape.elsewhere:
            return layout
        return replace(
            self._shapes.setdefault(repr(shape), shape),
            sheet=layout.sheet,
            declared=layout.declared,
            aside=layout.aside,
        )


_NO_SHEET = Sheet(None, [])


def _bytes(file: LandedFile) -> int:
    try:
        return file.path.stat().st_size
    except OSError:
        # taken away meanwhile; opening it says that it can't be opened
        return 0


def _content(delivery: Delivery) -> tuple[str | None, str]:
    return delivery.file.half_year, delivery.sha256


def _no_such_half_year(half_year: str, calendar: Collection[str]) -> str:
    return (
        f"полугодия {half_year} нет в календаре (он от {min(calendar)} до {max(calendar)}). "
        "Переложите файл или дополните «half_years.csv» в папке «rules»."
    )
