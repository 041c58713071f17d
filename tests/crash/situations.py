"""The situations in which a run is disturbed, and what an undisturbed run makes of each.

The very first run of an installation; the second, when a release is published and new deliveries
have come; the approval of a half-year after it. Belongs here: making them in a folder, once, for
whoever disturbs runs there. All runs are in one path: dbt reads the project anew for each other.

    python tests/crash/situations.py FOLDER
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from children import Ended, Enter, import_what_is_slow, in_child
from contents import contents, leftovers, published_hash
from small import AFTER, BEFORE, deliver
from stations import approve, run_all

from opora.home import Home

FIRST, SECOND, APPROVAL = "first run", "second run", "approval"
_SALT = b"a salt of the test, the same for all"


@dataclass(frozen=True)
class Situation:
    """A home as it is before a run; `durations`: seconds of an undisturbed run by station."""

    name: str
    durations: dict[str, float]
    #: What the home holds after an undisturbed run.
    expected: dict[str, str]
    #: The release that readers have before the run, if any.
    before: str | None


class Workshop:
    """A folder with the home in which runs are disturbed, and the states it starts from."""

    def __init__(self, folder: Path) -> None:
        """Empty, or prepared before."""
        self.folder = folder
        self.home = Home(folder / "home")
        self.log = folder / "log.txt"

    def prepare(self, *names: str) -> list[Situation]:
        """Make the situations asked for."""
        home = self.home
        home.private.mkdir(parents=True)
        salt = home.private / "salt"
        salt.write_bytes(_SALT)
        salt.chmod(0o600)
        deliver(home.landing, BEFORE)
        self.run()
        deliver(home.landing, BEFORE, AFTER)
        found = [self._measured(SECOND, published_hash(home))] if SECOND in names else []
        if APPROVAL in names:
            found.append(self._measured(APPROVAL, published_hash(home)))
        if FIRST in names:
            # what dbt has read of the project stays: reading it is not what is tested
            for area in (home.lake, home.warehouse, home.reports, home.root / "snapshots"):
                shutil.rmtree(area, ignore_errors=True)
            found.insert(0, self._measured(FIRST, None))
        record = json.dumps([asdict(each) for each in found], indent=1)
        (self.folder / "situations.json").write_text(record, encoding="utf-8")
        return found

    def prepared(self) -> list[Situation]:
        """The situations that were made here."""
        record = (self.folder / "situations.json").read_text(encoding="utf-8")
        return [Situation(**each) for each in json.loads(record)]

    def _measured(self, name: str, before: str | None) -> Situation:
        copy(self.home.root, self._template(name))
        ended = self.run(name)
        if left := leftovers(self.home):
            raise SystemExit(f"an undisturbed run leaves {left}")
        return Situation(name, ended.durations, contents(self.home), before)

    def work(self, name: str) -> Callable[[Enter], None]:
        """What a child does in a situation."""
        if name == APPROVAL:
            return lambda enter: approve(self.home, BEFORE, enter)
        return lambda enter: run_all(self.home, enter)

    def run(self, name: str = SECOND) -> Ended:
        """An undisturbed run that must succeed."""
        ended = in_child(self.work(name), self.log)
        if ended.code:
            raise SystemExit(f"an undisturbed run failed\n{self.last_words()}")
        return ended

    def restore(self, situation: Situation) -> None:
        """Put the home back to where it was before the run."""
        if self.home.root.exists():
            for path in self.home.root.iterdir():
                shutil.rmtree(path)
        copy(self._template(situation.name), self.home.root)

    def differences(self, situation: Situation) -> list[str]:
        """What differs from a home where nobody disturbed the run, and what was left behind."""
        found, expected = contents(self.home), situation.expected
        return [
            f"{name}: {found.get(name)}, expected {expected.get(name)}"
            for name in sorted(found.keys() | expected.keys())
            if found.get(name) != expected.get(name)
        ] + [f"left: {name}" for name in leftovers(self.home)]

    def seen_by_readers(self, situation: Situation) -> list[str]:
        """Why the published file is not one of the two releases that readers may see, whole."""
        try:
            seen = published_hash(self.home)
        except Exception as error:
            return [f"readers: {error}"]
        return [] if seen in (situation.before, situation.expected["release"]) else [f"see {seen}"]

    def last_words(self) -> str:
        """The end of what the children printed."""
        return self.log.read_text("utf-8", errors="replace")[-3000:]

    def _template(self, name: str) -> Path:
        return self.folder / name.replace(" ", "_")


def copy(source: Path, target: Path) -> None:
    """With times, which a build remembers of the ledger, and with the published link as a link."""
    shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)


if __name__ == "__main__":
    import_what_is_slow()
    Workshop(Path(sys.argv[1])).prepare(SECOND)
