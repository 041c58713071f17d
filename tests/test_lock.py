"""The writers' lock, with real second processes."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from opora.home import Home
from opora.lock import LockedError, writer_lock

HOLDER = """
import sys
from pathlib import Path
from opora.home import Home
from opora.lock import writer_lock
with writer_lock(Home(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def another_process_holds(home: Home) -> Iterator[subprocess.Popen[str]]:
    holder = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", HOLDER, str(home.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield holder
    finally:
        holder.kill()
        holder.communicate()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_a_taken_lock_names_its_holder(home: Home) -> None:
    with another_process_holds(home) as holder:
        with pytest.raises(LockedError) as caught, writer_lock(home):
            pass
        assert f"process {holder.pid} since 20" in str(caught.value)
        assert f"-c {home.root}" in str(caught.value)


def test_waiting_says_so_once_and_ends_with_the_holder(home: Home) -> None:
    said: list[str] = []
    with another_process_holds(home) as holder:

        def let_go(sentence: str) -> None:
            said.append(sentence)
            assert holder.stdin is not None
            holder.stdin.write("\n")
            holder.stdin.flush()

        with writer_lock(home, wait=True, on_wait=let_go):
            pass
    assert len(said) == 1
    assert said[0].endswith("Waiting.")


def test_a_killed_holder_lets_go(home: Home) -> None:
    with another_process_holds(home) as holder:
        holder.kill()
        holder.wait()
        with writer_lock(home):
            pass


def test_the_same_thread_may_take_it_again(home: Home) -> None:
    with writer_lock(home):
        with writer_lock(home):
            pass
        with pytest.raises(subprocess.CalledProcessError):
            _take_in_another_process(home)
    _take_in_another_process(home)


def test_another_thread_may_not(home: Home) -> None:
    refused: list[LockedError] = []

    def take() -> None:
        try:
            with writer_lock(home):
                pass
        except LockedError as error:
            refused.append(error)

    with writer_lock(home):
        thread = threading.Thread(target=take)
        thread.start()
        thread.join()
    assert len(refused) == 1


def test_an_error_inside_lets_go(home: Home) -> None:
    with pytest.raises(ZeroDivisionError), writer_lock(home):
        _ = 1 / 0
    _take_in_another_process(home)


def test_two_homes_do_not_meet(tmp_path: Path) -> None:
    with another_process_holds(Home(tmp_path / "one")), writer_lock(Home(tmp_path / "two")):
        pass


def _take_in_another_process(home: Home) -> None:
    code = HOLDER.replace("sys.stdin.readline()", "pass")
    subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, str(home.root)], check=True, capture_output=True
    )
