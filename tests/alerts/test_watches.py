"""Looking at an installation: deliveries that did not come in, the disk, the backup."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections import namedtuple

import pytest
from published_deliveries import publish_deliveries
from published_quality import publish_quality
from some_troubles import MONDAY

from opora.alerts import Seen
from opora.alerts.settings import Settings
from opora.alerts.watches import look_at
from opora.alerts.watches.backup import backup_seen
from opora.alerts.watches.deliveries import deliveries_seen
from opora.alerts.watches.disk import disk_seen
from opora.backup.make import STAMP
from opora.home import Home

SETTINGS = Settings(installation="x")


@pytest.fixture
def published(home: Home) -> Home:
    publish_quality(home)
    publish_deliveries(home)
    return home


def of_kind(seen: Seen, kind: str) -> dict[str, tuple[str, str]]:
    return {each.name: (each.level, each.what) for each in seen.troubles if each.kind == kind}


def test_files_that_were_turned_away_are_told_by_half_year(published: Home) -> None:
    seen = deliveries_seen(published, dt.date(2024, 7, 1))
    # of the files refused or blocked one still lies in landing: the newest trace of broken.xlsx
    assert of_kind(seen, "refused") == {
        "2024-H1": ("error", "Не принято файлов: 1 («Педагогические работники»).")
    }
    assert of_kind(seen, "blocked") == {}
    (refused,) = (each for each in seen.troubles if each.kind == "refused")
    assert (refused.half_years, refused.datasets) == (("2024-H1",), ("staff",))
    (published.landing / "2024-H1/staff/gone.xlsx").touch()
    seen = deliveries_seen(published, dt.date(2024, 7, 1))
    assert set(of_kind(seen, "blocked")) == {"2024-H1"}
    (published.landing / "2024-H1/staff/broken.xlsx").unlink()
    assert of_kind(deliveries_seen(published, dt.date(2024, 7, 1)), "refused") == {}


def test_another_refusal_is_news(published: Home) -> None:
    def fingerprint() -> str:
        seen = deliveries_seen(published, dt.date(2024, 7, 1))
        (found,) = (each.fingerprint for each in seen.troubles if each.kind == "blocked")
        return found

    import duckdb

    (published.landing / "2024-H1/staff/gone.xlsx").touch()
    before = fingerprint()
    assert fingerprint() == before
    with duckdb.connect(published.published_file) as connection:
        connection.execute("UPDATE marts.deliveries SET delivery_id = 99 WHERE delivery_id = 8")
    assert fingerprint() != before


@pytest.mark.parametrize(
    ("day", "overdue"),
    [
        # of 2023-H2 one of two schools has never sent its staff
        ("2024-06-01", {"2023-H2 staff": "error"}),
        ("2024-07-10", {"2023-H2 staff": "error"}),
        # due on 10 July; of the conditions something came from everybody who owes them
        ("2024-07-11", {"2023-H2 staff": "error", "2024-H1 staff": "error"}),
    ],
)
def test_what_is_overdue_is_told_by_dataset(
    published: Home, day: str, overdue: dict[str, str]
) -> None:
    found = of_kind(deliveries_seen(published, dt.date.fromisoformat(day)), "overdue")
    assert {name: level for name, (level, _) in found.items()} == overdue
    if "2024-H1 staff" in found:
        assert found["2024-H1 staff"][1] == "Срок был 10.07.2024, не сдали 2 из 4."


def test_no_name_of_a_file_or_school_leaves_the_house(published: Home) -> None:
    (published.landing / "2024-H1/staff/gone.xlsx").touch()
    seen = deliveries_seen(published, dt.date(2025, 2, 1))
    assert {each.kind for each in seen.troubles} == {"refused", "blocked", "overdue"}
    for word in ("broken", "gone", ".xlsx", "Школа a", "Школа b"):
        assert word not in repr(seen)


def test_without_anything_published_nothing_is_known(home: Home) -> None:
    assert deliveries_seen(home, dt.date(2024, 7, 1)) == Seen()


def test_around_the_limit_the_disk_is_told_once(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")

    def seen(free: float, standing: frozenset[str] = frozenset()) -> bool:
        monkeypatch.setattr(
            shutil, "disk_usage", lambda _: usage(2**40, 0, int(2**40 * free / 100))
        )
        found = disk_seen(home, SETTINGS, standing)
        assert found.complete == {"disk"}
        return bool(found.troubles)

    assert not seen(10.1)
    assert seen(9.9)
    told = frozenset({"disk home"})
    assert seen(12.4, told)
    assert not seen(12.6, told)


def test_the_disk_of_a_home_that_is_not_there_yet_is_that_of_its_parent(home: Home) -> None:
    never = Settings(installation="x", disk_free_percent=0)
    assert disk_seen(Home(home.root / "a/b"), never, frozenset()).troubles == ()


def test_a_backup_is_known_by_its_stamp(home: Home) -> None:
    def level(now: dt.datetime) -> str | None:
        troubles = backup_seen(home, SETTINGS, now).troubles
        return troubles[0].level if troubles else None

    assert level(MONDAY) == "warning"
    stamp = home.private / STAMP
    stamp.parent.mkdir()
    stamp.touch()
    os.utime(stamp, (MONDAY.timestamp(), MONDAY.timestamp()))
    assert level(MONDAY + dt.timedelta(days=2)) is None
    assert level(MONDAY + dt.timedelta(days=2, seconds=1)) == "error"


def test_one_look_sees_it_all(published: Home) -> None:
    seen = look_at(published, SETTINGS, frozenset(), MONDAY, dt.date(2024, 7, 1))
    assert seen.complete == {"disk", "backup", "blocked", "refused", "overdue"}
