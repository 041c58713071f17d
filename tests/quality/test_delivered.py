"""Every file counts once, by what became of it; one that is gone from landing is not waited for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from published_deliveries import publish_deliveries
from published_quality import publish_quality

from opora.home import Home
from opora.quality.delivered import Delivered, Deliveries
from opora.quality.freshness import published_marts


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("delivered"))
    publish_quality(home)
    publish_deliveries(home)
    return home


@pytest.fixture
def deliveries(home: Home) -> Iterator[Deliveries]:
    with published_marts(home) as connection:
        yield Deliveries(home, connection)


def test_every_file_counts_once(deliveries: Deliveries) -> None:
    # 7 of partly, 4 of correction; 2 + 3 + 1 rows are open
    staff = Delivered(
        "staff", accepted=1, partly=1, rejected=2, turned_away=1, withdrawn=1, resolved=1,
        rows=11, rows_open=6,
    )  # fmt: skip
    nobody_knew = Delivered(None, 0, 0, 0, 0, 0, 0, 0, 0)
    assert deliveries.by_dataset("2024-H1") == [staff, nobody_knew]
    assert deliveries.by_dataset("2024-H1", "staff") == [staff]
    assert deliveries.by_dataset("2019-H1") == []


def test_half_years_and_history(deliveries: Deliveries) -> None:
    found = {each.name: (each.accepted, each.rows) for each in deliveries.by_half_year()}
    assert found == {"2023-H2": (1, 5), "2024-H1": (1, 11), "history": (1, 7)}
    assert [each.name for each in deliveries.by_half_year("schools")] == ["history"]


def test_what_waits_and_the_first_row_that_is_open(deliveries: Deliveries) -> None:
    found = deliveries.waiting("2024-H1")
    assert [
        (Path(each.path).name, each.rows_open, each.rows_received, each.sheet, each.row_no)
        for each in found
    ] == [
        ("all_wrong.xlsx", 3, 3, None, 2),
        ("broken.xlsx", 0, 0, None, None),
        ("partly.xlsx", 2, 9, "Кадры", 4),
        ("unknown.xlsx", 1, 1, None, 2),
    ]
    # the newest of its readings; not the row that was corrected
    assert found[1].message_ru == "книга повреждена."
    assert found[2].reason_ru == "Нет должности."
    assert deliveries.waiting("2024-H1", "schools") == []


def test_a_file_that_lies_in_landing_again_is_waited_for_again(tmp_path: Path) -> None:
    home = Home(tmp_path)
    publish_quality(home)
    publish_deliveries(home)
    (home.landing / "2024-H1" / "staff" / "broken.xlsx").unlink()
    (home.landing / "2024-H1" / "staff" / "gone.xlsx").touch()
    with published_marts(home) as connection:
        found = Deliveries(home, connection).waiting("2024-H1")
    assert [Path(each.path).name for each in found if not each.rows_open] == ["gone.xlsx"]
