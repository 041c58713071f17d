"""How a command is measured and ended; what it measures is never asserted in seconds."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil
import pytest

from opora.bench.measure import Limits, Measured, measure, observe
from opora.demo import write_region
from opora.errors import OporaError

#: Takes memory bit by bit, in a process of its own below the command.
_GREEDY = "held = []\nwhile True: held.append(bytearray(4 << 20))"


def _python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_command_is_measured_with_its_report(tmp_path: Path) -> None:
    write_region(tmp_path / "landing", tmp_path / "rules", schools=6, participants=300, files=2)
    files = next((tmp_path / "landing").glob("*/assessment_results"))
    measured = measure("opora.bench.floor", [str(files), str(tmp_path / "floor")], {})
    assert isinstance(measured, Measured)
    assert measured.seconds > 0
    assert measured.processor_seconds > 0
    assert measured.peak_bytes > 1 << 20
    assert measured.report["rows"] == 300


def test_a_failing_command_says_what_it_said_last(tmp_path: Path) -> None:
    with pytest.raises(OporaError, match=r"opora\.bench\.floor ended with code 1.*No files found"):
        measure("opora.bench.floor", [str(tmp_path / "nothing"), str(tmp_path / "floor")], {})


def test_what_takes_too_much_memory_is_ended_with_its_children() -> None:
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_GREEDY!r}])"
    before = set(psutil.Process().children(recursive=True))
    measured = observe(_python(code), {}, Limits(memory=100 << 20))
    assert measured.outcome == "out of memory"
    assert measured.said == "took more than 0.1 GB"
    assert measured.peak_bytes > 100 << 20
    assert set(psutil.Process().children(recursive=True)) <= before


@pytest.mark.parametrize(
    "raised",
    [
        "raise MemoryError",
        "raise Exception('Out of Memory Error: failed to allocate data')",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    ],
)
def test_what_gets_no_more_memory_has_run_out_of_it(raised: str) -> None:
    assert observe(_python(raised), {}).outcome == "out of memory"


def test_what_takes_too_long_is_ended() -> None:
    measured = observe(_python("import time; time.sleep(60)"), {}, Limits(seconds=0.2))
    assert (measured.outcome, measured.said) == ("out of time", "took longer than 0.2 s")


def test_a_talkative_command_is_not_held_up_and_its_last_line_is_its_report() -> None:
    code = "print('x' * 1_000_000); print('{\"rows\": 3}')"
    assert observe(_python(code), {}).report == {"rows": 3}
