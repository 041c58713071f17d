"""Files opened by several processes at a time.

A process per thread here, each asked for one file at a time over pipes. So it is known which file a
process was opening when it died, that process is the only thing lost, and processes end with the
run that started them, however it ends: the pipe tells them. `concurrent.futures` loses all files
under way when one process dies, and its processes outlive a run that was killed; `multiprocessing`
imports the program that runs (of Dagster: seconds) into each of them.

Belongs here: starting, asking and ending them, and when that pays. Not here: what they do
(`opening_process`).
"""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Lock, local

from opora.home import REPOSITORY
from opora.intake import sheets
from opora.intake.landing import LandedFile
from opora.intake.readers import readers
from opora.pipeline.open_deliveries import Delivery, Opening
from opora.pipeline.opening import Means, Opener
from opora.pipeline.opening_process import READY

_MODULE = "opora.pipeline.opening_process"
#: Bytes of workbooks beside the largest one, which others can read meanwhile: two seconds of work,
#: where starting a process costs half a second.
PAYS_FROM = 2_000_000
#: A workbook takes so much longer to read than a text table of its size.
_BOOK_TO_TEXT = 8
#: Files of each process that may wait for those before them: what is kept of one is small.
_AHEAD = 32
#: Seconds between two looks at how far the others are, while one file takes long.
_TOLD_EVERY = 0.5
_DIED = (
    "файл не читается: программа чтения дважды прервалась на нём. Он повреждён или слишком велик "
    "для памяти этой машины. Сохраните его заново или разделите на несколько и отправьте снова."
)
_NOT_AN_ANSWER = (OSError, EOFError, pickle.UnpicklingError)
_log = logging.getLogger(__name__)


class _DiedError(Exception):
    """A process ended in the middle of a file."""


class _NotStartedError(Exception):
    """A process could not be started."""


def processes_for(files: Iterable[LandedFile]) -> int:
    """How many processes shall open files; 1: none beside this one.

    As many as there are `readers`, where there is enough that can be done at the same time.
    """
    most = readers()
    if most == 1:
        return 1
    number, work, longest = 0, 0.0, 0.0
    for file in files:
        with suppress(OSError):
            own = _work(file)
            work, longest = work + own, max(longest, own)
        number += 1
        if number >= most and work - longest >= PAYS_FROM:
            return most
    return number if work - longest >= PAYS_FROM else 1


def _work(file: LandedFile) -> float:
    size = file.path.stat().st_size
    if file.path.suffix.lower() == ".xlsx":
        return size
    # of larger ones only the head is read here
    return min(size, sheets.LARGE_BYTES) / _BOOK_TO_TEXT


@contextmanager
def opening(
    means: Means, processes: int, on_wait: Callable[[int], None] = lambda done: None
) -> Iterator[Opening]:
    """What opens files, in so many processes (1: in this one); they are gone in the end.

    `on_wait` is called while a file takes long, with the number of later ones that are done.
    """
    if processes == 1:
        yield Opener(means)
        return
    pool = _Pool(means, processes, on_wait)
    try:
        yield pool
    finally:
        pool.end()


class _Pool:
    """Gives each file to a process that has nothing to do."""

    def __init__(self, means: Means, processes: int, on_wait: Callable[[int], None]) -> None:
        self.ahead = _AHEAD * processes
        self._means = means
        self._on_wait = on_wait
        self._threads = ThreadPoolExecutor(processes, "opening")
        self._own = local()
        self._lock = Lock()
        self._processes: set[_Process] = set()
        self._under_way: set[Future[Delivery]] = set()
        self._here: Opener | None = None
        self._has_ended = False

    def begin(self, delivery: Delivery) -> Callable[[], Delivery]:
        """Have a file opened as soon as a process has nothing else to do."""
        future = self._submit(delivery)
        return lambda: self._opened(delivery, future)

    def end(self) -> None:
        """End all processes, in the middle of a file if need be."""
        with self._lock:
            self._has_ended = True
            for process in self._processes:
                process.end()
        self._threads.shutdown(cancel_futures=True)

    def _submit(self, delivery: Delivery, *, here: bool = True) -> Future[Delivery]:
        future = self._threads.submit(self._open, delivery, here)
        self._under_way.add(future)
        return future

    def _opened(self, delivery: Delivery, future: Future[Delivery]) -> Delivery:
        try:
            return self._waited_for(future)
        except _DiedError as died:
            _log.warning("%s while it read %s; once more, alone", died, delivery.file.relative)
        # the others may have had the memory that it needed
        wait(self._under_way)
        try:
            return self._waited_for(self._submit(delivery, here=False))
        except (_DiedError, _NotStartedError) as died:
            _log.warning("%s while it read %s; the file is refused", died, delivery.file.relative)
            return replace(delivery, refusal=_DIED)

    def _waited_for(self, future: Future[Delivery]) -> Delivery:
        while not wait([future], timeout=_TOLD_EVERY).done:
            self._on_wait(sum(other.done() for other in self._under_way))
        self._under_way.discard(future)
        return future.result()

    # -- in the threads -----------------------------------------------------------------------

    def _open(self, delivery: Delivery, here: bool) -> Delivery:
        """`here`: whether it may be opened in this process, where there is no other."""
        try:
            process = getattr(self._own, "process", None) or self._start()
        except _NotStartedError as error:
            if not here:
                raise
            return self._open_here(delivery, error)
        self._own.process = process
        try:
            return process.ask(delivery)
        except _DiedError:
            self._own.process = None
            with self._lock:
                self._processes.discard(process)
            raise

    def _start(self) -> _Process:
        with self._lock:
            if self._has_ended or self._here is not None:
                raise _NotStartedError("no other could be started")
            process = _Process()
            self._processes.add(process)
        process.prepare(self._means)
        return process

    def _open_here(self, delivery: Delivery, error: _NotStartedError) -> Delivery:
        with self._lock:
            if self._here is None:
                _log.warning("no process to read files with (%s): they are read here", error)
                self._here = Opener(self._means)
            return self._here.open(delivery)


class _Process:
    """A process that opens files, seen from here."""

    def __init__(self) -> None:
        """Start it; raises a _NotStartedError."""
        path = [str(REPOSITORY), *filter(None, [os.environ.get("PYTHONPATH")])]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-P", "-m", _MODULE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
                # Ctrl-C is for the run, which then ends it
                start_new_session=True,
            )
        except OSError as error:
            raise _NotStartedError(str(error)) from error

    def prepare(self, means: Means) -> None:
        """Tell it what it has to know, and wait until it is ready; raises a _NotStartedError."""
        try:
            ready = self._asked(means)
        except _NOT_AN_ANSWER:
            raise _NotStartedError(f"it {self._ended()} at once") from None
        if ready != READY:
            raise _NotStartedError(f"it said {ready!r}")

    def ask(self, delivery: Delivery) -> Delivery:
        """Have it open a file; raises a _DiedError, or what was raised there."""
        try:
            answer = self._asked(delivery)
        except _NOT_AN_ANSWER:
            raise _DiedError(f"a process {self._ended()}") from None
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Delivery)  # noqa: S101 - that is all it answers
        return answer

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait()

    def _asked(self, question: object) -> object:
        to_it, from_it = self._process.stdin, self._process.stdout
        assert to_it is not None  # noqa: S101 - both are pipes
        assert from_it is not None  # noqa: S101
        pickle.dump(question, to_it)
        to_it.flush()
        return pickle.load(from_it)  # noqa: S301 - of a process that was started here

    def _ended(self) -> str:
        """How it ended; it does, as soon as nobody asks it any more."""
        self.end()
        code = self._process.returncode
        return f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
