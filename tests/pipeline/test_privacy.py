"""Names, insurance numbers and birth dates leave no trace outside the landing zone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deliveries import Lake
from make_staff import HEADINGS, PEOPLE, line

from opora.intake import sheets, workbench
from opora.intake.workbench import Workbench

PATHS = {
    "csv": "2024-H1/staff/staff.csv",
    "large": "2024-H2/staff/staff.csv",
    "parquet": "2023-H2/staff/staff.parquet",
}


@pytest.fixture(scope="module")
def taken(make_lake: Callable[[], Lake]) -> tuple[Lake, bytes]:
    """A lake with staff by all roads, and all bytes that were on the workbench meanwhile."""
    lake = make_lake()
    lake.land(
        "history/schools/s.csv",
        "Логин ОО;Наименование ОО;Территория\nsch990001;Школа 1;00701000\n",
    )
    text = ";".join(HEADINGS) + "\n" + "".join(line(person) for person in PEOPLE)
    lake.land(PATHS["csv"], text, encoding="cp1251")
    lake.land(PATHS["large"], text + line(PEOPLE[0]).replace("sch990001", "sch990009"))
    table = [
        dict(zip(HEADINGS, line(person).rstrip("\n").split(";"), strict=True)) for person in PEOPLE
    ]
    path = lake.land(PATHS["parquet"], b"")
    pq.write_table(pa.Table.from_pylist(table), path)
    seen: list[bytes] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheets, "LARGE_BYTES", path.stat().st_size // 100)
        take = Workbench.take

        def and_look(bench: Workbench, *arguments: object) -> list[str]:
            answers = take(bench, *arguments)  # type: ignore[arg-type]
            bench.connection.execute("CHECKPOINT")
            for each in lake.home.private.glob("work-*/**/*"):
                if each.is_file():
                    seen.append(laid_aside(each) if each.suffix == ".arrows" else each.read_bytes())
            return answers

        patch.setattr(workbench.Workbench, "take", and_look)
        lake.take()
    return lake, b"".join(seen)


def laid_aside(path: Path) -> bytes:
    """The values of the tables of a file, which are compressed there."""
    texts = []
    with pa.OSFile(str(path), "rb") as file:
        while file.tell() < path.stat().st_size:
            texts.append(str(pa.ipc.open_stream(file).read_all().to_pylist()))
    assert any("delivered_half_year" in text for text in texts)
    return "".join(texts).encode()


def test_people_are_taken_by_every_road(taken: tuple[Lake, bytes]) -> None:
    lake, _ = taken
    by_half_year = lake.rows("accepted/staff", "delivered_half_year, person, person_by_name")
    keys = {
        half_year: [row[1:] for row in by_half_year if row[0] == half_year]
        for half_year in ("2023-H2", "2024-H1", "2024-H2")
    }
    assert len(keys["2024-H1"]) == 4
    assert keys["2023-H2"] == keys["2024-H1"] == keys["2024-H2"]
    assert lake.rows("quarantine/staff", "row_no, reasons", "delivered_half_year = '2024-H1'") == [
        (5, ["staff.person.required"])
    ]


def test_a_person_is_the_same_however_the_name_is_spelled(taken: tuple[Lake, bytes]) -> None:
    lake, _ = taken
    where = "delivered_half_year = '2024-H1'"
    keys = {
        row_no: (person, by_name)
        for row_no, person, by_name in lake.rows(
            "accepted/staff", "row_no, person, person_by_name", where
        )
    }
    # row 2 has an insurance number, row 3 a wrong one, row 4 none: the same name, spelled apart
    assert keys[2][0] != keys[3][0]
    assert keys[3][0] == keys[4][0]
    assert keys[2][1] == keys[3][1] == keys[4][1]
    assert all(len(key) == 16 for key, _ in keys.values())


def test_a_wrong_number_is_told_but_not_repeated(taken: tuple[Lake, bytes]) -> None:
    lake, _ = taken
    found = lake.rows(
        "findings",
        "row_no, severity, value",
        "rule_id = 'staff.insurance_number.readable' AND delivery_id = 3",
    )
    assert found == [(3, "warning", None)]


def test_no_file_holds_what_identifies_a_person(taken: tuple[Lake, bytes]) -> None:
    lake, on_the_workbench = taken
    landing = lake.home.landing
    files = [path for path in lake.home.root.rglob("*") if path.is_file()]
    written = {path: path.read_bytes() for path in files if landing not in path.parents}
    assert any("data_docs" in path.parts for path in written)
    written |= {Path("workbench"): on_the_workbench}
    # Parquet compresses: look at its values, too
    for path in files:
        if path.suffix == ".parquet" and landing not in path.parents:
            written[path] += str(pq.read_table(path).to_pylist()).encode()
    for secret in secrets():
        for path, content in written.items():
            assert secret not in content, f"{secret.decode(errors='replace')} in {path}"
    assert b"sch990001" in b"".join(written.values())  # such a search does find what is there


def secrets() -> list[bytes]:
    """What must not be found, in all encodings and spellings of the fixture."""
    texts = [
        word
        for person in PEOPLE
        for word in (*person.full_name.split(), person.insurance_number, person.birth_date)
        if len(word) > 3
    ]
    texts += ["1980-02-13", "11223344595", "112-233-445 95", "Ковалев", "ковалев"]
    return [text.encode(encoding) for text in texts for encoding in ("utf-8", "cp1251")]
