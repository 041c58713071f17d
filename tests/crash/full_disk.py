"""Run the pipeline on a file system of its own that is too small, and then with room.

    unshare --mount python tests/crash/full_disk.py --sizes 20 --seed 1

Inside a private mount namespace a tmpfs lies over the home of the test; `--rooms` are the
kilobytes that are free when a run begins. Each such run must end with one line and exit code 1,
readers keep their release, and when there is room again everything is as if there always had been.
Drawn sizes (`--sizes`) begin each with a fresh home; given `--rooms` follow each other in one.

Belongs here: the small file system and what is asked of a run on it.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from children import Enter, import_what_is_slow, in_child
from situations import SECOND, Situation, Workshop
from stations import run_all

_PLENTY = "600m"
#: In kilobytes: from nothing for the lock's note to enough for all but the release.
_SMALLEST, _LARGEST = 4, 80_000


class SmallDisk:
    """The home of a workshop on a tmpfs; its memory is used only as far as it is filled."""

    def __init__(self, workshop: Workshop) -> None:
        """Only this process and its children see the mount."""
        self._workshop = workshop
        self._root = workshop.home.root
        self._root.mkdir(exist_ok=True)
        subprocess.run(  # noqa: S603
            ["mount", "-t", "tmpfs", "-o", f"size={_PLENTY}", "tmpfs", self._root],  # noqa: S607
            check=True,
        )

    def leave(self, room: int | None) -> None:
        """Let so many kilobytes be free; None: plenty."""
        size = _PLENTY if room is None else f"{shutil.disk_usage(self._root).used // 1024 + room}k"
        subprocess.run(  # noqa: S603
            ["mount", "-o", f"remount,size={size}", self._root],  # noqa: S607
            check=True,
        )

    def run(self, situation: Situation, room: int) -> tuple[str, list[str]]:
        """Run the command with so much room: the station it got to, what is wrong with its end."""
        said = self._workshop.folder / "stderr.txt"
        self.leave(room)
        ended = in_child(lambda enter: _command(self._workshop, said, enter), self._workshop.log)
        code = os.waitstatus_to_exitcode(ended.code)
        station = ended.entered[-1][0] if ended.entered else "before the first"
        words = said.read_text("utf-8", errors="replace")
        if code == 0:
            return "there was room", []
        problems = self._workshop.seen_by_readers(situation)
        if code != 1:
            problems.append(f"exit code {code}")
        if words.count("\n") != 1 or not words.startswith("opora: the disk is full: "):
            problems.append(f"said {words[:2000]!r}")
        if words.count("\n") == 1:
            station += f" ({words.split(':')[2].strip()[:100]})"
        return station, problems


def _command(workshop: Workshop, said: Path, enter: Enter) -> None:
    """`opora run`, as the command line does it, with its errors in a file."""
    os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    os.environ["OPORA_HOME"] = str(workshop.home.root)
    sys.argv = ["opora", "run"]
    from opora.cli import main as command

    run_all(workshop.home, enter, command)


def one_home(workshop: Workshop, situation: Situation, rooms: list[int]) -> bool:
    """Run with each room, then with plenty; whether all was as it should be."""
    disk_problems = []
    disk = SmallDisk(workshop)
    workshop.restore(situation)
    for room in rooms:
        station, problems = disk.run(situation, room)
        print(f"{room} kB: {station}", *problems or ["as it should be"], sep="; ", flush=True)
        disk_problems += problems
    disk.leave(None)
    workshop.run()
    differences = workshop.differences(situation)
    print("with room:", *differences or ["as if there always had been"], flush=True)
    subprocess.run(["umount", workshop.home.root], check=True)  # noqa: S603, S607
    return not disk_problems and not differences


def main() -> int:
    """1 where anything is not as it was expected."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--rooms", type=int, nargs="+", metavar="KB")
    arguments.add_argument("--sizes", type=int, default=20, help="how many to draw")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--prepared", type=Path, help="a folder of situations.py")
    asked = arguments.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311
    drawn = [
        [round(_SMALLEST * (_LARGEST / _SMALLEST) ** chance.random())] for _ in range(asked.sizes)
    ]
    import_what_is_slow()
    with tempfile.TemporaryDirectory(prefix="opora-full-") as folder:
        workshop = Workshop(asked.prepared or Path(folder))
        (*_, situation) = workshop.prepared() if asked.prepared else workshop.prepare(SECOND)
        is_good = [
            one_home(workshop, situation, rooms)
            for rooms in ([asked.rooms] if asked.rooms else drawn)
        ]
    return 0 if all(is_good) else 1


if __name__ == "__main__":
    sys.exit(main())
