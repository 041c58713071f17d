"""Workbooks made to harm: each is refused with a clear sentence, with bounded memory and time."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hostile import HOSTILE, LEFT_ALONE
from make_fixtures import SUPPORT, event

from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet
from opora.intake.sheets import read_sheets
from opora.intake.sniff import sniff

#: What a child that reads them may take in all; the interpreter and its libraries are in it.
_ADDRESS_SPACE = 3 << 30


def read(path: Path, content: bytes) -> list[Sheet]:
    path.write_bytes(content)
    return read_sheets(path, sniff(path))


def refusal(path: Path, content: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        read(path, content)
    return str(caught.value)


@pytest.mark.parametrize("defect", HOSTILE)
def test_a_hostile_workbook_is_refused(tmp_path: Path, defect: str) -> None:
    fail, _, words = HOSTILE[defect]
    answer = refusal(tmp_path / "fail.xlsx", fail())
    assert words in answer
    assert re.search(r"(Откройте|Снимите|Сохраните|Удалите|Разделите|Оставьте|Отмените)", answer)


@pytest.mark.parametrize("defect", HOSTILE)
def test_the_same_workbook_without_the_defect_is_read(tmp_path: Path, defect: str) -> None:
    _, good, _ = HOSTILE[defect]
    (sheet,) = read(tmp_path / "pass.xlsx", good())
    assert sheet.rows[0] == list(SUPPORT)
    assert sheet.rows[1][0] == event("a")[0]


@pytest.mark.parametrize("what", LEFT_ALONE)
def test_what_a_workbook_carries_along_is_not_opened(tmp_path: Path, what: str) -> None:
    (sheet,) = read(tmp_path / "pass.xlsx", LEFT_ALONE[what]())
    assert sheet.rows == [list(SUPPORT), event("a")]


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of a process is set as Linux does")
def test_memory_is_bounded(tmp_path: Path) -> None:
    """A child that may not take more reads all of them; one that was let through would kill it."""
    for defect, (fail, _, _) in HOSTILE.items():
        (tmp_path / f"{defect}.xlsx").write_bytes(fail())
    child = (
        "import resource, sys; from pathlib import Path\n"
        "from opora.intake.refusal import Refusal\n"
        "from opora.intake.sheets import read_sheets\n"
        "from opora.intake.sniff import sniff\n"
        f"resource.setrlimit(resource.RLIMIT_AS, ({_ADDRESS_SPACE},) * 2)\n"
        "refused = 0\n"
        "for path in Path(sys.argv[1]).iterdir():\n"
        "    try: read_sheets(path, sniff(path))\n"
        "    except Refusal: refused += 1\n"
        "print(refused)\n"
    )
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", child, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == (str(len(HOSTILE)), "")
