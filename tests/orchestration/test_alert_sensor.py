"""What Dagster knows reaches people: runs, checks and freshness that fail, and their all-clear."""

from __future__ import annotations

import datetime as dt
import errno
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest
from alert_servers import Posts, webhook
from dagster._core.definitions.freshness import FreshnessState, FreshnessStateChange
from dagster._core.events import EngineEventData
from dagster._utils.error import serializable_error_info_from_exc_info

from opora.errors import OporaError
from opora.full_disk import FullDiskError, full_disk_said
from opora.home import Home
from opora.intake.refusal import Refusal
from opora.lock import LockedError
from opora.rules import RuleError
from opora.server.address import ServerAwayError
from orchestration.alerts import alert_sensor
from orchestration.checks import RULES
from orchestration.resources import Installation

sys.path.append(str(Path(__file__).parents[1] / "alerts"))

HALF_YEARS = dg.StaticPartitionsDefinition(["2023-H2", "2024-H1", "2024-H2"])
STAFF = dg.AssetKey(["lake", "staff"])


class RowError(OporaError):
    """Ours: written for people."""


class World:
    """What the next run does."""

    error: Exception | None = None
    check: tuple[bool, dg.AssetCheckSeverity] = (True, dg.AssetCheckSeverity.ERROR)


@dg.multi_asset(
    name="take_half_year",
    specs=[
        dg.AssetSpec(
            STAFF,
            freshness_policy=dg.FreshnessPolicy.cron("0 12 20 1,7 *", dt.timedelta(days=19)),
        )
    ],
    check_specs=[dg.AssetCheckSpec(name, asset=STAFF) for name in (RULES, "told_elsewhere")],
    partitions_def=HALF_YEARS,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def take_half_year() -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    if World.error:
        raise World.error
    yield dg.MaterializeResult(asset_key=STAFF)
    passed, severity = World.check
    metadata = {"failing_places": 3}
    for name in (RULES, "told_elsewhere"):
        yield dg.AssetCheckResult(
            asset_key=STAFF, check_name=name, passed=passed, severity=severity, metadata=metadata
        )


class Office:
    """An installation with Dagster and somebody who is told by webhook."""

    def __init__(self, home: Home, instance: dg.DagsterInstance, posts: Posts) -> None:
        self.home, self.instance, self.posts = home, instance, posts
        self.cursor: str | None = None
        self.defs = dg.Definitions(
            assets=[take_half_year],
            jobs=[dg.define_asset_job(name, selection=[STAFF]) for name in ("half_year", "other")],
            sensors=[alert_sensor(elsewhere=("told_elsewhere",))],
            resources={"installation": Installation(root=str(home.root))},
        )
        World.error, World.check = None, (True, dg.AssetCheckSeverity.ERROR)

    def run(self, *half_years: str, job: str = "half_year", **tags: str) -> dg.DagsterRun:
        first, last = half_years[0], half_years[-1]
        given = {
            "dagster/asset_partition_range_start": first,
            "dagster/asset_partition_range_end": last,
        }
        if first == last:
            given = {"dagster/partition": first}
        done = self.defs.resolve_job_def(job).execute_in_process(
            instance=self.instance,
            tags=given | {name.replace("__", "/"): text for name, text in tags.items()},
            raise_on_error=False,
        )
        return done.dagster_run

    def look(self) -> list[tuple[str, str]]:
        """What is told now: events and keys."""
        before = len(self.posts.news)
        context = dg.build_sensor_context(
            instance=self.instance,
            cursor=self.cursor,
            definitions=self.defs,
            resources={"installation": Installation(root=str(self.home.root))},
        )
        tick = self.defs.resolve_sensor_def("alerts").evaluate_tick(context)
        self.cursor = tick.cursor
        return [(each["event"], each["key"]) for each in self.posts.news[before:]]


@pytest.fixture
def office(
    tmp_path: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    monkeypatch.setenv("OPORA_DAGSTER_URL", "https://opora.example.org/dagster/")
    home = Home(tmp_path)
    home.rules.mkdir()
    with webhook() as posts:
        rows = (f"{posts.url},{kind},error" for kind in ("run", "check", "freshness"))
        (home.rules / "alerts.csv").write_text("\n".join(("address,kind,level", *rows)))
        yield Office(home, instance, posts)


def test_a_failing_check_is_told_once_and_its_all_clear(office: Office) -> None:
    key = "check lake/staff:contract_rules"
    office.run("2024-H1")
    assert office.look() == []
    World.check = (False, dg.AssetCheckSeverity.ERROR)
    office.run("2024-H1")
    assert office.look() == [("new", key)]
    assert office.posts.news[0] == office.posts.news[0] | {
        "title": "проверка «Педагогические работники»",
        "state": "строки нарушают правила контракта",
        "what": "Проверка contract_rules таблицы lake/staff, мест: 3.",
        "where": "https://opora.example.org/dagster/assets/lake/staff?view=checks"
        "&checkDetail=contract_rules",
        "datasets": ["staff"],
    }
    assert office.look() == []
    office.run("2024-H1")
    assert office.look() == []
    World.check = (True, dg.AssetCheckSeverity.ERROR)
    office.run("2024-H1")
    assert office.look() == [("well", key)]


def test_a_check_that_only_warns_is_not_told_to_who_asks_for_errors(office: Office) -> None:
    World.check = (False, dg.AssetCheckSeverity.WARN)
    office.run("2024-H1")
    assert office.look() == []


def test_a_failed_run_is_well_once_its_half_years_are_covered(office: Office) -> None:
    World.error = RowError("строка 7: нет школы Иванова")
    office.run("2023-H2", "2024-H1")
    key = "run half_year 2023-H2 2024-H1"
    assert office.look() == [("new", key)]
    (news,) = office.posts.news
    assert news["title"] == "расчёт полугодия, 2023-H2–2024-H1"
    assert news["what"] == (
        "Шаг take_half_year: данные, правила или настройки не позволяют продолжать; подробности в "
        "журнале. Опубликованное осталось как было."
    )
    assert news["half_years"] == ["2023-H2", "2024-H1"]
    World.error = None
    for other in (("2024-H1",), ("2024-H1", "2024-H2")):
        office.run(*other)
        assert office.look() == []
    office.run("2023-H2", "2024-H1", job="other")
    assert office.look() == []
    office.run("2023-H2", "2024-H2")
    assert office.look() == [("well", key)]


def test_only_another_reason_is_news(office: Office) -> None:
    World.error = RowError("x")
    office.run("2024-H1")
    office.look()
    office.run("2024-H1")
    assert office.look() == []
    World.error = RowError("y")
    office.run("2024-H1")
    assert office.look() == [("changed", "run half_year 2024-H1")]


def test_a_run_that_starts_again_by_itself_is_not_told(office: Office) -> None:
    World.error = RowError("x")
    run = office.run("2024-H1")
    office.instance.add_run_tags(run.run_id, {"dagster/will_retry": "true"})
    assert office.look() == []


def _full_disk(home: Home) -> Exception:
    path = home.reports / "2024-H1" / "deliveries" / "000123-Иванова Мария, школа 5.xlsx"
    with pytest.raises(FullDiskError) as error, full_disk_said(home):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))
    assert "Иванова" in str(error.value)
    return error.value


def _refused(home: Home) -> Exception:
    with pytest.raises(Refusal) as refused:
        raise Refusal("файл «Иванова Мария.xlsx», строка 7: 112-233-445 95")
    return refused.value


def _locked(home: Home) -> Exception:
    return LockedError(f"{home.root} is being written by process 7: opora check Иванова.xlsx")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (_full_disk, "на диске нет места"),
        (_refused, "ошибка Refusal"),
        (_locked, "в установку пишет другой процесс"),
        (
            lambda _: ServerAwayError("postgresql://opora@db/Иванова: no answer"),
            "сервер PostgreSQL не отвечает или занят",
        ),
        (lambda _: ValueError("Иванова Мария, 112-233-445 95"), "ошибка ValueError"),
    ],
)
def test_of_an_error_its_kind_is_told_and_never_its_text(
    office: Office, error: Callable[[Home], Exception], told: str
) -> None:
    World.error = error(office.home)
    office.run("2024-H1")
    office.look()
    (news,) = office.posts.news
    for word in ("Иванова", "xlsx", "112-233", str(office.home.root)):
        assert word not in repr(news)
    assert news["what"].startswith(f"Шаг take_half_year: {told}; подробности в журнале.")


def test_a_run_that_could_not_even_start_says_why(office: Office) -> None:
    run = dg.DagsterRun(job_name="half_year", tags={"dagster/partition": "2024-H1"})
    office.instance.add_run(run)
    try:
        raise RuleError("thresholds.csv, row 2: thirty")
    except RuleError:
        error = serializable_error_info_from_exc_info(sys.exc_info())
    office.instance.report_engine_event(
        "Could not load job definition.", run, EngineEventData(error=error)
    )
    office.instance.report_run_failed(run)
    office.look()
    assert office.posts.news[0]["what"].startswith(
        "Расчёт не начался: в файле правил ошибка; подробности в журнале."
    )


def test_a_run_without_a_failed_step_lost_its_process(office: Office) -> None:
    run = dg.DagsterRun(job_name="half_year", tags={"dagster/partition": "2024-H1"})
    office.instance.add_run(run)
    office.instance.report_run_failed(run)
    office.look()
    assert office.posts.news[0]["what"].startswith("Процесс расчёта исчез")


@pytest.mark.parametrize(("state", "told"), [(FreshnessState.FAIL, 1), (FreshnessState.UNKNOWN, 0)])
def test_a_release_that_is_late(office: Office, state: FreshnessState, told: int) -> None:
    def report(new: FreshnessState, old: FreshnessState) -> None:
        office.instance._report_runless_asset_event(
            FreshnessStateChange(
                key=STAFF, new_state=new, previous_state=old, state_change_timestamp=1.0
            )
        )

    report(state, FreshnessState.PASS)
    assert office.look() == [("new", "freshness lake/staff")] * told
    report(FreshnessState.PASS, state)
    assert office.look() == [("well", "freshness lake/staff")] * told


def test_without_recipients_it_only_says_so(office: Office) -> None:
    (office.home.rules / "alerts.csv").unlink()
    World.error = RowError("x")
    office.run("2024-H1")
    assert office.look() == []
