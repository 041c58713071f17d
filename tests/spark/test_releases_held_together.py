"""What is found where two releases part, and what is let pass."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from opora.errors import OporaError
from opora.home import Home
from opora.spark.parity import Marks, differences
from opora.spark.settings import Settings
from opora.spark.types import spark_type

NOTHING = Marks({}, {})
SAME = "select 'a' as code, 1::bigint as pupils, 0.5::double as share union all select 'b', 2, null"


def release(path: Path, query: str, table: str = "values") -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(f'create table marts."{table}" as {query}')
    return path


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (SAME.replace("1::bigint", "1::integer").replace("'b', 2", "'b', 2::integer"), "columns"),
        (SAME.replace("'b'", "'c'"), "1 are only in the first, 1 only in the second"),
        (SAME + " union all select 'b', 2, null", "1 only in the second"),
        (SAME.replace("0.5", "0.50000001"), "1 differ in a double"),
        (SAME.replace("0.5::double", "null::double"), "1 differ in a double"),
        (SAME.replace("0.5::double", "'infinity'::double"), "1 differ in a double"),
        (SAME.replace("as share", "as part"), "columns"),
    ],
)
def test_what_parts_is_found(tmp_path: Path, other: str, said: str) -> None:
    found = differences(
        release(tmp_path / "one.duckdb", SAME), release(tmp_path / "other.duckdb", other), NOTHING
    )
    assert len(found) == 1
    assert found[0].startswith("marts.values: ")
    assert said in found[0]


def test_a_table_that_one_release_lacks_is_found(tmp_path: Path) -> None:
    one = release(tmp_path / "one.duckdb", SAME)
    other = release(tmp_path / "other.duckdb", SAME, table="elsewhere")
    assert len(differences(one, other, NOTHING)) == 2


def test_the_order_of_rows_and_the_last_digits_of_doubles_part_nothing(tmp_path: Path) -> None:
    turned = "select * from (" + SAME.replace("0.5", "0.5000000001") + ") order by code desc"
    one = release(tmp_path / "one.duckdb", SAME)
    assert not differences(one, release(tmp_path / "other.duckdb", turned), NOTHING)


def test_circumstances_are_not_compared_and_estimates_less_strictly(tmp_path: Path) -> None:
    one = release(tmp_path / "one.duckdb", SAME)
    other = release(
        tmp_path / "other.duckdb", SAME.replace("0.5", "0.5000001").replace("'a'", "'z'")
    )
    table, fitted = ("marts", "values"), frozenset({"share"})
    assert not differences(one, other, Marks({table: fitted}, {table: frozenset({"code"})}))
    assert differences(one, other, Marks({}, {table: frozenset({"code"})}))


def test_verdicts_that_follow_from_an_estimate_agree_exactly(tmp_path: Path) -> None:
    """The estimate may part a little, what is said of a school may not."""
    told = "select 'a' as code, 0.5::double as share, 'above' as position, true as is_resilient"
    one = release(tmp_path / "one.duckdb", told)
    marks = Marks({("marts", "values"): frozenset({"share", "position", "is_resilient"})}, {})
    near = release(tmp_path / "near.duckdb", told.replace("0.5", "0.5000001"))
    assert not differences(one, near, marks)
    for change in (("above", "below"), ("true", "false"), ("'above'", "null::varchar")):
        other = release(tmp_path / f"{change[1]}.duckdb", told.replace(*change))
        (found,) = differences(one, other, marks)
        assert "1 differ in a double or a verdict" in found


@pytest.mark.parametrize(
    ("duckdb_type", "expected"),
    [
        ("VARCHAR", "string"),
        ("timestamp", "timestamp_ntz"),
        ("VARCHAR[]", "array<string>"),
        ("MAP(VARCHAR, VARCHAR)", "map<string,string>"),
        ("DECIMAL(10,2)", "decimal(10,2)"),
    ],
)
def test_types_are_said_in_sparks_words(duckdb_type: str, expected: str) -> None:
    assert spark_type(duckdb_type) == expected


def test_a_type_that_spark_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="HUGEINT"):
        spark_type("HUGEINT")


def test_settings_that_make_no_sense_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPORA_SPARK_METHOD", "telegraph")
    with pytest.raises(OporaError, match="session or thrift, not 'telegraph'"):
        Settings.from_environment(Home(tmp_path))
    monkeypatch.setenv("OPORA_SPARK_METHOD", "thrift")
    monkeypatch.setenv("OPORA_SPARK_PORT", "ten")
    with pytest.raises(OporaError, match="a number, not 'ten'"):
        Settings.from_environment(Home(tmp_path))
