"""What becomes of deliveries over several runs: order, copies, blocks, schools that come late."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from deliveries import SCHOOLS, SUPPORT, Lake, event

from opora.intake.landing import LandedFile
from opora.lake.ledger import Ledger

STAFF = (
    "СНИЛС;ФИО;Дата рождения;Логин ОО;Работает с;Работает по;Должность;Предмет;"
    "Внешний совместитель\n"
)
EVENTS = "2024-H1/methodical_support"


def staff(part_time: str, rows: int = 10) -> str:
    """Staff of the school, with names that differ in one letter."""
    return STAFF + "".join(
        f";Иванова Мария {chr(ord('а') + number)};01.02.1980;sch990001;01.09.2020;;Учитель;"
        f"Математика;{part_time}\n"
        for number in range(rows)
    )


def test_the_order_of_intake_is_history_first_then_half_years(lake_with_school: Lake) -> None:
    lake = lake_with_school
    lake.land("2024-H2/methodical_support/a.csv", SUPPORT + event("b", day="01.09.2024"))
    lake.land(f"{EVENTS}/z.csv", SUPPORT + event("a"))
    assert [(row.delivery_id, row.path.split("/")[0]) for row in lake.take().ledger] == [
        (1, "history"),
        (2, "2024-H1"),
        (3, "2024-H2"),
    ]
    lake.land(f"{EVENTS}/a.csv", SUPPORT + event("c"))
    assert [(row.delivery_id, row.path) for row in lake.take().ledger] == [(4, f"{EVENTS}/a.csv")]


def test_the_same_file_is_taken_once_in_a_batch_and_over_runs(lake_with_school: Lake) -> None:
    lake = lake_with_school
    lake.land(f"{EVENTS}/a.csv", SUPPORT + event("a"))
    lake.land(f"{EVENTS}/copy.csv", SUPPORT + event("a"))
    answers = lake.answers()
    assert answers[f"{EVENTS}/a.csv"].status == "accepted"
    assert answers[f"{EVENTS}/copy.csv"].status == "duplicate"
    assert lake.take().ledger == []
    lake.land(f"{EVENTS}/late_copy.csv", SUPPORT + event("a"))
    assert [row.status for row in lake.take().ledger] == ["duplicate"]
    assert lake.accepted("methodical_support", "event_id", "delivery_id") == [("a", 2)]


def test_a_file_refused_in_the_wrong_folder_is_taken_from_the_right_one(
    lake_with_school: Lake,
) -> None:
    lake_with_school.land("2024-H1/measures/a.csv", SUPPORT + event("a"))
    lake_with_school.land(f"{EVENTS}/a.csv", SUPPORT + event("a"))
    answers = lake_with_school.answers()
    assert answers["2024-H1/measures/a.csv"].status == "refused"
    assert answers[f"{EVENTS}/a.csv"].status == "accepted"


def test_rows_that_replace_each_other_within_a_file_are_warned_of(lake_with_school: Lake) -> None:
    lake = lake_with_school
    own, other = (f"2024-H1/methodical_support/{name}.csv" for name in ("own", "other"))
    lake.land(own, SUPPORT + event("М-1") + event("М-2") + event("М-1", topic="Другая тема"))
    lake.land(other, SUPPORT + event("М-2"))
    answers = lake.answers()
    assert (answers[own].status, answers[own].rows_accepted) == ("accepted", 3)
    found = lake.rows("findings", "delivery_id, row_no, rule_id, severity")
    number = answers[own].delivery_id
    assert found == [(number, row, "methodical_support.unique", "warning") for row in (2, 4)]


def test_a_changed_file_is_a_new_delivery_that_comes_later(lake_with_school: Lake) -> None:
    lake = lake_with_school
    lake.land(f"{EVENTS}/a.csv", SUPPORT + event("a", topic="Первая тема"))
    lake.take()
    lake.land(f"{EVENTS}/a.csv", SUPPORT + event("a", topic="Вторая тема"))
    lake.take()
    # both stay; which of them counts is the contract's rule, applied by dbt
    assert lake.accepted("methodical_support", "delivery_id", "topic") == [
        (2, "Первая тема"),
        (3, "Вторая тема"),
    ]


def test_what_was_turned_away_is_tried_again_when_the_rules_change(lake_with_school: Lake) -> None:
    lake = lake_with_school
    lake.land("2024-H1/schools/x.csv", SCHOOLS.replace("00701000", "00702000"))
    assert lake.answers()["2024-H1/schools/x.csv"].status == "rejected"
    assert lake.take().ledger == []
    lake.home.rules.mkdir()
    (lake.home.rules / "territories.csv").write_text(
        "territory,parent,level,name_ru,valid_from,valid_to,source\n"
        "00702000,00700000,municipality,Новый округ,2000-01-01,,проверка\n",
        encoding="utf-8",
    )
    (row,) = lake.take().ledger
    assert (row.delivery_id, row.status) == (3, "accepted")


def test_a_killed_batch_leaves_nothing(lake_with_school: Lake) -> None:
    lake = lake_with_school
    lake.land(f"{EVENTS}/a.csv", SUPPORT + event("a"))
    first = lake.take()
    assert first.batch_id is not None
    # killed before the ledger was in place: its rows are there, and the work folder
    (lake.home.ledger / f"{first.batch_id}.parquet").unlink()
    left = lake.home.private / "work-killed"
    left.mkdir()
    (left / "work.duckdb").write_bytes(b"rows")
    again = lake.take()
    assert [row.delivery_id for row in again.ledger] == [1, 2]
    assert lake.accepted("methodical_support", "event_id") == [("a",)]
    assert not left.exists()


# -- blocked half-years ---------------------------------------------------------------------------


def test_a_blocked_half_year_is_left_out_whole_and_comes_with_its_correction(
    lake_with_school: Lake,
) -> None:
    lake = lake_with_school
    lake.land("2024-H1/staff/staff.csv", staff("да"))
    lake.land(f"{EVENTS}/a.csv", SUPPORT + event("a"))
    lake.land("2024-H2/staff/staff.csv", staff("нет"))
    # refers to a school that only the blocked half-year brings
    lake.land("2024-H1/schools/new.csv", SCHOOLS.replace("sch990001", "sch990002"))
    lake.land(
        "2024-H2/methodical_support/b.csv", SUPPORT + event("b", "sch990002", day="01.09.2024")
    )
    answers = lake.answers()
    for path in ("2024-H1/staff/staff.csv", f"{EVENTS}/a.csv", "2024-H1/schools/new.csv"):
        assert answers[path].status == "blocked"
        assert answers[path].rows_received == 0
        assert "«Педагогические работники»: Все работники" in str(answers[path].message)
    assert answers["2024-H2/staff/staff.csv"].status == "accepted"
    assert answers["2024-H2/methodical_support/b.csv"].status == "rejected"
    assert lake.accepted("staff", "count(*)", "any_value(delivered_half_year)") == [(10, "2024-H2")]
    assert lake.accepted("schools", "school_login") == [("sch990001",)]
    assert lake.take().ledger == []

    lake.land("2024-H1/staff/staff.csv", staff("нет", 12))
    answers = lake.answers()
    assert answers["2024-H1/staff/staff.csv"].rows_accepted == 12
    assert answers[f"{EVENTS}/a.csv"].status == "accepted"
    # and with the school, the row that waited for it
    assert lake.accepted("methodical_support", "event_id") == [("a",), ("b",)]


def test_a_correction_beside_the_bad_file_is_the_later_one(lake_with_school: Lake) -> None:
    lake = lake_with_school
    lake.land("2024-H1/staff/staff.csv", staff("да"))
    lake.take()
    lake.land("2024-H1/staff/a_correction.csv", staff("нет"))
    ledger = lake.take().ledger
    assert [(row.path, row.status) for row in ledger] == [
        ("2024-H1/staff/staff.csv", "accepted"),
        ("2024-H1/staff/a_correction.csv", "accepted"),
    ]


def test_a_batch_of_nothing_but_a_blocked_half_year(lake_with_school: Lake) -> None:
    lake_with_school.take()
    lake_with_school.land("2024-H1/staff/staff.csv", staff("да"))
    assert [row.status for row in lake_with_school.take().ledger] == ["blocked"]


# -- schools that come late -----------------------------------------------------------------------


@pytest.fixture
def waiting(lake_with_school: Lake) -> Lake:
    """A lake with rows of a school that nobody knows yet."""
    lake = lake_with_school
    lake.land(
        f"{EVENTS}/a.csv",
        SUPPORT
        + event("a")
        + event("b", "sch990002")
        + event("c", "sch990002", day="01.09.2024")
        + event("d", "sch990003"),
    )
    lake.take()
    return lake


def test_rows_that_waited_for_their_school_are_taken_with_it(waiting: Lake) -> None:
    waiting.land("2024-H1/schools/new.csv", SCHOOLS.replace("sch990001", "sch990002"))
    new, recovered = waiting.take().ledger
    assert (new.delivery_id, recovered.delivery_id) == (3, 4)
    assert (recovered.path, recovered.dataset) == (f"{EVENTS}/a.csv", "methodical_support")
    assert (recovered.rows_received, recovered.rows_accepted) == (1, 1)
    assert "которые ждали сведений о школе, — 1." in str(recovered.message)
    # the row of another fault (c) and the row of another school (d) still wait
    assert waiting.accepted("methodical_support", "event_id", "delivery_id", "row_no") == [
        ("a", 2, 2),
        ("b", 4, 3),
    ]
    assert waiting.take().ledger == []
    waiting.land("2024-H1/schools/again.csv", SCHOOLS.replace("sch990001", "sch990004"))
    assert len(waiting.take().ledger) == 1


def test_a_correction_in_the_meantime_wins_over_the_row_that_waited(waiting: Lake) -> None:
    waiting.land("2024-H1/schools/new.csv", SCHOOLS.replace("sch990001", "sch990002"))
    waiting.land(f"{EVENTS}/correction.csv", SUPPORT + event("b", "sch990002", topic="Верная тема"))
    waiting.take()
    assert waiting.accepted("methodical_support", "event_id", "topic") == [
        ("a", "Разбор типичных ошибок"),
        ("b", "Верная тема"),
    ]


def test_a_row_that_waited_never_replaces_the_accepted_rows_of_its_own_file(
    lake_with_school: Lake,
) -> None:
    """An agreement with an unknown hub beside one with a known hub: their scope is the school."""
    lake = lake_with_school
    lake.land("2024-H1/schools/hub.csv", SCHOOLS.replace("sch990001", "sch990005"))
    lake.land(
        "2024-H1/network_partnerships/a.csv",
        "Логин ОО;Логин опорной школы;Договор с;Договор по;Договор\n"
        "sch990001;sch990005;01.01.2024;;Договор 1\nsch990001;sch990007;01.01.2024;;Договор 2\n",
    )
    lake.take()
    lake.land("2024-H1/schools/late.csv", SCHOOLS.replace("sch990001", "sch990007"))
    lake.take()
    assert lake.accepted("network_partnerships", "hub_login") == [("sch990005",)]


IDENTIFIERS = "Система;Код;Действует с;Логин ОО;Действует по\n"


def test_other_codes_of_a_school_become_its_login(waiting: Lake) -> None:
    """Also for rows that waited; the code is what older files use."""
    waiting.land(
        "history/school_identifiers/codes.csv",
        IDENTIFIERS + "РИС;SCH990003;01.01.2020;sch990001;\nРИС;77-001;01.01.2020;sch990001;\n",
    )
    waiting.take()
    waiting.land(f"{EVENTS}/e.csv", SUPPORT + event("e", "77-001"))
    waiting.take()
    found = waiting.accepted("methodical_support", "event_id", "school_login")
    assert found == [("a", "sch990001"), ("d", "sch990001"), ("e", "sch990001")]


# -- files that are hard to get at ----------------------------------------------------------------


def test_a_large_file_is_never_read_from_another_that_its_name_matches(
    lake_with_school: Lake,
) -> None:
    lake = lake_with_school
    lake.land(f"{EVENTS}/list1.csv", SUPPORT + "".join(event(f"a{n}") for n in range(7000)))
    lake.land(f"{EVENTS}/list[1].csv", SUPPORT + "".join(event(f"b{n}") for n in range(8000)))
    answers = lake.answers()
    assert answers[f"{EVENTS}/list1.csv"].rows_accepted == 7000
    assert answers[f"{EVENTS}/list[1].csv"].rows_accepted == 8000


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_text_is_refused_and_stops_nobody(lake_with_school: Lake) -> None:
    lake = lake_with_school
    lake.land(f"{EVENTS}/a.csv", SUPPORT + event("a"))
    name = os.fsencode(lake.home.landing / EVENTS) + b"/\xee\xf2.csv"
    Path(os.fsdecode(name)).write_text(SUPPORT + event("b"), encoding="utf-8")
    answers = lake.answers()
    assert answers[f"{EVENTS}/a.csv"].status == "accepted"
    refused = answers[rf"{EVENTS}/\udcee\udcf2.csv"]
    assert (refused.status, "не в UTF-8" in str(refused.message)) == ("refused", True)


def test_a_file_that_may_not_be_read_is_taken_once_it_may(
    lake_with_school: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = lake_with_school
    lake.land(f"{EVENTS}/a.csv", SUPPORT + event("a"))
    lake.land(f"{EVENTS}/b.csv", SUPPORT + event("b"))
    read = Path.open

    def forbid(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == "b.csv":
            raise PermissionError(13, "Permission denied")
        return read(path, *arguments, **options)

    with monkeypatch.context() as forbidden:
        forbidden.setattr(Path, "open", forbid)
        answers = lake.answers()
        assert answers[f"{EVENTS}/a.csv"].status == "accepted"
        assert "файл не открывается" in str(answers[f"{EVENTS}/b.csv"].message)
        assert lake.take().ledger == []
    assert lake.answers()[f"{EVENTS}/b.csv"].status == "accepted"


# -- the rest -------------------------------------------------------------------------------------


def test_half_years_can_be_taken_one_by_one(lake_with_school: Lake) -> None:
    from opora.pipeline.take import take

    lake = lake_with_school
    lake.land(f"{EVENTS}/a.csv", SUPPORT + event("a"))
    lake.land("2024-H2/methodical_support/b.csv", SUPPORT + event("b", day="01.09.2024"))
    assert [row.path for row in take(lake.home, {None}).ledger] == ["history/schools/schools.csv"]
    assert [row.path for row in take(lake.home, {"2024-H2"}).ledger] == [
        "2024-H2/methodical_support/b.csv"
    ]


def test_the_ledger_survives_being_read_again(lake_with_school: Lake) -> None:
    lake_with_school.take()
    ledger = Ledger(lake_with_school.home)
    (path, checksum), known = next(iter(ledger.by_path.items()))
    assert path == "history/schools/schools.csv"
    assert known.status == "accepted"
    file = LandedFile(lake_with_school.home.landing / path, path, None, "schools")
    assert file.sha256() == checksum
    assert ledger.next_delivery == 2


def test_a_lost_landing_zone_changes_nothing(lake_with_school: Lake) -> None:
    lake_with_school.take()
    shutil.rmtree(lake_with_school.home.landing)
    assert lake_with_school.take().ledger == []


def test_a_total_in_the_column_of_names_is_no_person(lake_with_school: Lake) -> None:
    lake_with_school.land(
        "2024-H1/staff/staff.csv",
        "ФИО;Дата рождения;Логин ОО;Работает с;Работает по;Должность;Предмет;Внешний совместитель\n"
        "Вымышленная Анна;01.02.1980;sch990001;01.09.2020;;учитель;Математика;нет\n"
        "Итого: 1;;;;;;;\n",
    )
    staff = next(row for row in lake_with_school.take().ledger if row.dataset == "staff")
    assert (staff.rows_received, staff.status) == (1, "accepted"), staff.message
    assert len(staff.declared_totals) == 1


def test_a_file_tried_again_never_replaces_what_was_accepted_since(lake_with_school: Lake) -> None:
    lake = lake_with_school
    lake.land("2024-H1/schools/x.csv", SCHOOLS.replace("00701000", "unheard of"))
    assert lake.answers()["2024-H1/schools/x.csv"].status == "rejected"
    lake.land("2024-H1/schools/y.csv", SCHOOLS.replace("Школа 1", "Школа Y"))
    assert lake.answers()["2024-H1/schools/y.csv"].status == "accepted"
    lake.home.rules.mkdir(parents=True)
    (lake.home.rules / "territories.csv").write_text(
        "territory,parent,level,name_ru,valid_from,valid_to,source\n"
        "00701001,00700000,municipality,unheard of,2000-01-01,,a test\n",
        encoding="utf-8",
    )
    assert lake.take().ledger == []


def test_a_half_year_that_no_calendar_knows_is_refused(lake_with_school: Lake) -> None:
    lake_with_school.land("2077-H1/schools/schools.csv", SCHOOLS)
    answer = lake_with_school.answers()["2077-H1/schools/schools.csv"]
    assert answer.status == "refused"
    assert "2077-H1 нет в календаре" in str(answer.message)


def test_a_workbench_that_a_kill_left_is_gone_after_the_next_run(lake_with_school: Lake) -> None:
    lake_with_school.take()
    left = lake_with_school.home.private / "work-left"
    left.mkdir()
    (left / "bench.duckdb").write_bytes(b"deliveries")
    assert lake_with_school.take().ledger == []
    assert not left.exists()
