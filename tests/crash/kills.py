"""Kill the pipeline a hundred times and compare what the next run makes of it.

    python tests/crash/kills.py --kills 100 --seed 1

A run is killed by SIGKILL at a moment drawn within a station, in one of three situations. Then the
pipeline runs undisturbed, and everything must be as if nobody had been killed: the release, every
snapshot, the rows of the lake, the ledger. Between the kill and the next run readers must have the
old release or the new one, whole. With --in-a-row one home takes all the kills, one after another,
before it may recover: a harder case, and a faster one.

Belongs here: drawing, killing, the table.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from children import import_what_is_slow, in_child
from situations import APPROVAL, FIRST, SECOND, Situation, Workshop
from stations import APPROVING, STATIONS

from opora.leaving import silence_stderr


@dataclass
class Outcome:
    """One kill and what came of it."""

    situation: str
    #: Where the run was when it was killed: the station drawn or, in a row, one behind it.
    station: str
    after: float
    problems: list[str] = field(default_factory=list)


def kill(
    workshop: Workshop,
    situation: Situation,
    station: str,
    chance: random.Random,
    share: float = 1.0,
) -> Outcome | None:
    """Start a run and kill it at a moment drawn within a station; None where it was through.

    `share`: the first part of the station, in which the moment lies.
    """
    after = chance.uniform(0, share * situation.durations[station])
    ended = in_child(workshop.work(situation.name), workshop.log, kill_in=station, after=after)
    if ended.was_killed:
        seen = workshop.seen_by_readers(situation)
        return Outcome(situation.name, ended.entered[-1][0], after, seen)
    if ended.code:
        return Outcome(situation.name, station, after, [f"failed: {workshop.last_words()}"])
    return None


def recover(workshop: Workshop, situation: Situation) -> list[str]:
    """Run undisturbed; what is different from a home where nobody was killed."""
    # an approval that was killed is finished by a run, or has to be said again
    for name in (SECOND, APPROVAL) if situation.name == APPROVAL else (SECOND,):
        if in_child(workshop.work(name), workshop.log).code:
            return [f"the next run failed: {workshop.last_words()}"]
    return workshop.differences(situation)


def one_by_one(
    workshop: Workshop, situations: list[Situation], plan: list[str], chance: random.Random
) -> list[Outcome]:
    """Each kill in a fresh home that then recovers; the situations take turns."""
    outcomes: list[Outcome] = []
    turns = Counter[str]()
    for station in plan:
        possible = [each for each in situations if _is_of(station, each)]
        situation = possible[turns[station] % len(possible)]
        turns[station] += 1
        outcome, share = None, 1.0
        while outcome is None or (outcome.station != station and not outcome.problems):
            workshop.restore(situation)
            outcome = kill(workshop, situation, station, chance, share)
            # this run is faster than the one that was measured
            share *= 0.7
        outcome.problems += recover(workshop, situation)
        outcomes.append(outcome)
        _print(len(outcomes), len(plan), outcome)
    return outcomes


def _is_of(station: str, situation: Situation) -> bool:
    """An approval runs through other stations, too, but only for its own is it killed."""
    return (station == APPROVING) == (situation.name == APPROVAL)


def in_a_row(
    workshop: Workshop, situation: Situation, plan: list[str], chance: random.Random
) -> list[Outcome]:
    """All kills in one home, in the order of the stations, and one recovery."""
    workshop.restore(situation)
    outcomes: list[Outcome] = []
    for station in sorted(plan, key=STATIONS.index):
        # half: a run that is through would leave the later ones nothing to do
        if outcome := kill(workshop, situation, station, chance, share=0.5):
            outcomes.append(outcome)
            _print(len(outcomes), len(plan), outcome)
    outcomes[-1].problems += recover(workshop, situation)
    return outcomes


def table(outcomes: list[Outcome]) -> str:
    """Station, kills, how many recovered to the same contents."""
    kills = Counter((each.situation, each.station) for each in outcomes)
    good = Counter((each.situation, each.station) for each in outcomes if not each.problems)
    lines = [f"{'situation':12} {'station':16} {'kills':>6} {'recovered, same hash':>21}"]
    for situation in dict.fromkeys(each.situation for each in outcomes):
        for station in STATIONS:
            key = (situation, station)
            if kills[key]:
                lines.append(f"{situation:12} {station:16} {kills[key]:6} {good[key]:21}")
    lines.append(f"{'all':29} {len(outcomes):6} {sum(good.values()):21}")
    return "\n".join(lines)


def main() -> int:
    """Print the table; 1 where anything is not as it was expected."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--kills", type=int, default=100)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--stations", nargs="+", default=STATIONS, choices=STATIONS)
    arguments.add_argument("--in-a-row", action="store_true")
    arguments.add_argument("--prepared", type=Path, help="a folder of situations.py")
    asked = arguments.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311
    plan = [asked.stations[number % len(asked.stations)] for number in range(asked.kills)]
    import_what_is_slow()
    with _workshop(asked.prepared) as workshop:
        names = (SECOND,) if asked.in_a_row else (FIRST, SECOND, APPROVAL)
        situations = workshop.prepared() if asked.prepared else workshop.prepare(*names)
        if asked.in_a_row:
            outcomes = in_a_row(workshop, situations[-1], plan, chance)
        else:
            outcomes = one_by_one(workshop, situations, plan, chance)
    print(table(outcomes))
    return 1 if any(each.problems for each in outcomes) else 0


@contextmanager
def _workshop(prepared: Path | None) -> Iterator[Workshop]:
    if prepared:
        yield Workshop(prepared)
        return
    with tempfile.TemporaryDirectory(prefix="opora-kills-") as folder:
        yield Workshop(Path(folder))


def _print(number: int, of: int, outcome: Outcome) -> None:
    print(
        f"{number}/{of} {outcome.situation}, {outcome.station} after {outcome.after:.2f} s",
        *outcome.problems or ["as it should be"],
        sep="\n    " if outcome.problems else ": ",
        flush=True,
    )


if __name__ == "__main__":
    code = main()
    silence_stderr()
    sys.exit(code)
