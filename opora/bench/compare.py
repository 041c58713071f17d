"""Runs the ways over the files of a size, each as a process of its own, and keeps every run.

Belongs here: the order of the runs, and what ends one. Ratios hold within one call only: machines
are noisy. Not here: what is run (`ways`), how it is measured (`measure`), what follows (`figures`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from opora.bench.measure import Limits, Measured, observe
from opora.bench.results import Result, folder, keep
from opora.bench.setting import setting
from opora.bench.sizes import SIZES, Files, OnStep, prepare
from opora.bench.ways import BASELINES, WAYS, Command, LeftOut, Way
from opora.home import Home


def compare(
    home: Home,
    sizes: Sequence[str],
    ways: Collection[str],
    repeat: int,
    limits: Limits,
    on_step: OnStep,
    on_result: Callable[[Result], None] = lambda result: None,
) -> list[Result]:
    """Measure the sizes `repeat` times each; what a way fails at, it fails at once.

    What others are held against, and what others go on with, runs whether it was asked for or not.
    """
    invocation = datetime.now(UTC).isoformat(timespec="seconds")
    results: list[Result] = []
    for name in sizes:
        files = prepare(Home(folder(home) / name), SIZES[name], on_step)
        chosen = _with_needed(ways, name)
        given_up: set[str] = set()
        for number in range(1, repeat + 1):
            for way in chosen:
                if way.name in given_up or way.after in given_up:
                    continue
                what = f"{name}, {way.title}, {number}/{repeat}"
                result = _run(invocation, files, way, number, limits, what, on_step)
                keep(home, result)
                results.append(result)
                on_result(result)
                if result.outcome != "done":
                    given_up.add(way.name)
    return results


def _with_needed(ways: Collection[str], size: str) -> list[Way]:
    wanted = {*ways, BASELINES[size]}
    wanted |= {way.after for way in WAYS if way.name in wanted and way.after}
    return [way for way in WAYS if way.name in wanted and size in way.sizes]


def _run(
    invocation: str,
    files: Files,
    way: Way,
    number: int,
    limits: Limits,
    what: str,
    on_step: OnStep,
) -> Result:
    on_step(what, None)
    where = setting()
    try:
        command = way.command(files)
    except LeftOut as reason:
        outcome, said, measured = "left out", str(reason), Measured(0.0, 0, {})
    else:
        outcome, said, measured = _measured(files, way, command, limits, what, on_step)
    return Result(
        invocation=invocation,
        size=files.size,
        way=way.name,
        number=number,
        outcome=outcome,
        said=said,
        seconds=round(measured.seconds, 3),
        processor_seconds=round(measured.processor_seconds, 3),
        peak_bytes=measured.peak_bytes,
        files=files.count,
        bytes=files.bytes,
        expected=asdict(files.expected) if files.expected else None,
        memory_limit=limits.memory,
        report=measured.report,
        setting=where,
    )


def _measured(
    files: Files, way: Way, command: Command, limits: Limits, what: str, on_step: OnStep
) -> tuple[str, str, Measured]:
    measured = observe(
        command.words,
        command.environment,
        limits,
        lambda spent: on_step(f"{what}: {spent:.0f} s", None),
    )
    if measured.outcome == "done":
        wrong = way.wrong(files.expected, measured.report)
        if wrong:
            return "failed", f"its results are wrong: {wrong}", measured
    return measured.outcome, measured.said, measured
