"""Runs that failed: whether something still has to be done about them.

Belongs here: reading the newest runs, and what is said of a failure. A failed run is well again
once a later run of the same job covers its half-years. One that Dagster starts again by itself is
not told of until the last try failed, nor is one that a person cancelled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import dagster as dg

from opora.alerts.settings import Settings
from opora.alerts.trouble import Seen, Trouble
from orchestration.alerts.reasons import reason

#: Of a department that is months: older failures stay told, and are well when they are covered.
_NEWEST = 100
#: What Dagster calls assets that a person chose.
_BY_HAND = "__ASSET_JOB"
_MAIN = "half_year"
_JOBS = {
    _MAIN: "расчёт полугодия",
    "history": "расчёт сведений за прошлые годы",
    "who_is_missing": "ежедневный вопрос, кто не сдал сведения",
    "engines_agree": "сверка витрин DuckDB и Spark",
}
_RANGE = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")
_FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE]


@dataclass(frozen=True)
class _Subject:
    """A job and its half-years, first and last; both empty where it has none.

    What a person chose is a job of its own for each choice.
    """

    job: str
    first: str = ""
    last: str = ""

    @property
    def name(self) -> str:
        return " ".join((self.job, *self.half_years))

    @property
    def half_years(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, (self.first, self.last))))

    def covers(self, other: _Subject) -> bool:
        """Whether, if this succeeded, nothing has to be done about the other."""
        is_part = self.job == _MAIN and other.job.startswith(_BY_HAND)
        if other.job != self.job and not is_part:
            return False
        return not other.first or (self.first <= other.first and other.last <= self.last)


def runs_seen(instance: dg.DagsterInstance, settings: Settings, standing: Iterable[str]) -> Seen:
    """What the newest runs say of failures, also of those that `standing` keys name."""
    newest = instance.get_runs(dg.RunsFilter(statuses=_FINISHED), limit=_NEWEST)
    told = [_of_key(key) for key in standing if key.startswith("run ")]
    failed: dict[_Subject, dg.DagsterRun] = {}
    well: set[_Subject] = set()
    for run in reversed(newest):
        subject = _subject(run)
        if run.status == dg.DagsterRunStatus.SUCCESS:
            covered = {each for each in (*told, *failed) if subject.covers(each)}
            well |= covered
            failed = {each: run for each, run in failed.items() if each not in covered}
        elif not _starts_again(run):
            failed.pop(subject, None)
            failed[subject] = run
            well.discard(subject)
    return Seen(
        tuple(_trouble(instance, settings, each, run) for each, run in failed.items()),
        well=frozenset(f"run {each.name}" for each in well),
    )


def _starts_again(run: dg.DagsterRun) -> bool:
    return run.tags.get("dagster/will_retry") == "true"


def _subject(run: dg.DagsterRun) -> _Subject:
    first, last = (run.tags.get(tag, "") for tag in _RANGE)
    one = run.tags.get("dagster/partition", "")
    job = run.job_name
    if job == _BY_HAND:
        chosen = sorted(
            map(str, (*(run.asset_selection or ()), *(run.asset_check_selection or ())))
        )
        job += f":{hashlib.sha256(repr(chosen).encode()).hexdigest()[:8]}"
    return _Subject(job, first or one, last or one)


def _of_key(key: str) -> _Subject:
    job, *half_years = key.split()[1:]
    return _Subject(job, half_years[0], half_years[-1]) if half_years else _Subject(job)


def _trouble(
    instance: dg.DagsterInstance, settings: Settings, subject: _Subject, run: dg.DagsterRun
) -> Trouble:
    what = _JOBS.get(subject.job, "расчёт, запущенный вручную")
    period = "–".join(subject.half_years)
    why = reason(instance, run)
    return Trouble(
        kind="run",
        name=subject.name,
        level="error",
        title=", ".join(filter(None, (what, period))),
        state="не выполнено",
        what=f"{why.text} Опубликованное осталось как было.",
        todo="Устраните причину и запустите расчёт ещё раз: он продолжит с того, что уже сделано.",
        where=settings.link(f"/runs/{run.run_id}", f"Dagster, Runs, {run.run_id[:8]}"),
        # what fails every day in the same way is told once
        fingerprint=why.fingerprint,
        half_years=subject.half_years,
    )
