"""Which files are new, and what each of them holds: the first step of taking deliveries.

Belongs here: comparing the landing zone with the ledger, opening and recognising new files.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from opora.contracts import Dataset
from opora.home import Home
from opora.intake.adapted import Foreign
from opora.intake.adapters import Known
from opora.intake.checksums import Checksums
from opora.intake.landing import LandedFile, discover
from opora.intake.layout import Layout
from opora.intake.mapping import LayoutMapping
from opora.intake.recognise import recognise
from opora.intake.refusal import Refusal
from opora.intake.sheets import read_sheets
from opora.intake.sniff import FileFormat, sniff
from opora.lake.ledger import RETRIED, KnownFile, Ledger
from opora.rules import load_rule

#: Instead of the checksum of a file that may not be read; once it may be, it is another content.
UNREADABLE = ""


_CLOSED = (
    "файл не открывается: на него нет прав или диск не читается. Проверьте права и положите файл "
    "снова."
)


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


def open_deliveries(
    new: Iterable[tuple[LandedFile, str]],
    first: int,
    earlier: Mapping[tuple[str | None, str], KnownFile],
    datasets: Mapping[str, Dataset],
    mappings: Collection[LayoutMapping],
    calendar: Collection[str],
    known: Known,
) -> Iterator[Delivery]:
    """Open new files in their order; whatever is wrong with one ends up in its `refusal`.

    `first`: the number of the first delivery; `earlier`: what was delivered before, by half-year
    and checksum.
    """
    seen: set[tuple[str | None, str]] = set()
    for delivery_id, (file, checksum) in enumerate(new, start=first):
        delivery = Delivery(delivery_id, file, checksum, file.path.stat().st_size)
        content = (file.half_year, checksum)
        same = earlier.get(content)
        if content in seen or (same is not None and same.status not in RETRIED):
            yield replace(delivery, is_duplicate=True)
            continue
        if file.half_year is not None and file.half_year not in calendar:
            opened = replace(delivery, refusal=_no_such_half_year(file.half_year, calendar))
        else:
            opened = _open(delivery, datasets, mappings, known)
        if opened.refusal is None:
            # A file that was refused in the wrong folder may lie in the right one, too.
            seen.add(content)
        yield opened


def _no_such_half_year(half_year: str, calendar: Collection[str]) -> str:
    return (
        f"полугодия {half_year} нет в календаре (он от {min(calendar)} до {max(calendar)}). "
        "Переложите файл или дополните «half_years.csv» в папке «rules»."
    )


def _open(
    delivery: Delivery,
    datasets: Mapping[str, Dataset],
    mappings: Collection[LayoutMapping],
    known: Known,
) -> Delivery:
    file = delivery.file
    if file.problem is not None:
        return replace(delivery, refusal=file.problem)
    try:
        file_format = sniff(file.path)
        delivery = replace(delivery, format=file_format)
        sheets = read_sheets(file.path, file_format)
        foreign = Foreign(known, lambda: read_sheets(file.path, file_format, whole=True))
        layouts = recognise(sheets, file.dataset, datasets, mappings, foreign)
    except Refusal as refusal:
        at = (refusal.sheet, refusal.row_no) if refusal.row_no is not None else None
        return replace(delivery, refusal=str(refusal), refused_at=at)
    except OSError:
        return replace(delivery, refusal=_CLOSED)
    return replace(delivery, layouts=tuple(layouts))
