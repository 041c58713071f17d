"""The page of the benchmark, made from recorded results: figures by hand, failures shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from opora.bench.charts import picture
from opora.bench.committed import write_docs
from opora.bench.figures import ending, figures
from opora.bench.page import page
from opora.bench.results import Result, keep, kept
from opora.bench.targets import targets
from opora.cli import app
from opora.errors import OporaError
from opora.home import Home

_GB = 1 << 30
_SETTING = {
    "processor": "A processor", "cores": 2, "memory_bytes": 24 * _GB, "system": "Linux x86_64",
    "versions": {"Python": "3.11.7", "duckdb": "2.0.0"}, "commit": "abc1234+", "load": 0.3,
}  # fmt: skip
_EXPECTED = {"rows": 1_000, "rejected": 7, "participants": 993, "below_threshold": 90}
_OLD, _NEW = "2026-11-26T02:00:00+00:00", "2026-11-26T03:00:00+00:00"


def _result(size: str, way: str, seconds: float, gigabytes: float = 1.0, **given: Any) -> Result:
    facts: dict[str, Any] = {
        "invocation": _NEW,
        "number": 1,
        "outcome": "done",
        "said": "",
        "processor_seconds": seconds,
        "files": 100,
        "bytes": 1_000_000,
        "expected": _EXPECTED,
        "memory_limit": 12 * _GB,
        "report": {"rows": 1_000, "rules": 140, "tests": 201, "rejected": 7},
        "setting": _SETTING,
    }
    return Result(
        size=size, way=way, seconds=seconds, peak_bytes=int(gigabytes * _GB), **(facts | given)
    )


def _country() -> list[Result]:
    return [
        _result("country", "floor", 10, 3.0, report={"rows": 1_000}),
        _result("country", "opora", 28, 5.0),
        _result("country", "opora", 32, 5.5, number=2),
        _result("country", "spark", 0, outcome="left out", said="Spark is not installed"),
        _result(
            "country", "pandas", 44, 12.1, outcome="out of memory",
            said="took more than 12.0 GB", report={},
        ),
        _result("country", "plain-dbt", 21, 3.3),
    ]  # fmt: skip


def test_a_figure_is_the_median_the_peak_and_the_ratio_within_one_call() -> None:
    results = [
        _result("region", "floor", 2),
        _result("region", "floor", 4, number=2),
        _result("region", "opora", 12, 0.5),
        _result("region", "opora", 18, 0.7, number=2),
        # an earlier call: slower, and not counted
        _result("region", "opora", 99, invocation=_OLD),
        _result("region", "floor", 50, invocation=_OLD),
    ]
    (region,) = figures(results)
    opora = region.figure("opora")
    assert opora is not None
    assert opora.seconds == 15
    assert opora.peak_bytes == int(0.7 * _GB)
    assert opora.ratio == 5  # 15 s against the median of 2 and 4 s


def test_a_way_of_an_earlier_call_keeps_the_ratio_of_that_call() -> None:
    results = [
        _result("region", "floor", 10, invocation=_OLD),
        _result("region", "pandas", 30, invocation=_OLD),
        _result("region", "floor", 2),
        _result("region", "opora", 8),
    ]
    (region,) = figures(results)
    pandas, opora = region.figure("pandas"), region.figure("opora")
    assert pandas is not None
    assert opora is not None
    assert (pandas.ratio, opora.ratio) == (3, 4)
    assert [invocation for invocation, _, _ in region.settings] == [_OLD, _NEW]


def test_what_ran_out_of_memory_says_at_how_much_and_when() -> None:
    (country,) = figures(_country())
    pandas, spark = country.figure("pandas"), country.figure("spark")
    assert pandas is not None
    assert spark is not None
    assert ending(pandas) == "ran out of memory at 12.1 GB after 44 s"
    assert ending(spark) == "left out: Spark is not installed"
    assert pandas.ratio is None


def test_targets_are_met_not_met_or_open() -> None:
    region = [_result("region", "opora", 20), _result("region", "pandas", 10)]
    growth = {"ratio": 1.1, "half_years": 9, "schools": 40_000}
    judged = targets(figures([*_country(), *region]), growth)
    assert [(each.state, each.found) for each in judged] == [
        ("met", "3.0 times"),  # 30 s against 10 s
        ("met", "5.5 GB"),
        ("not met", "20.0 s, pandas 10.0 s: 0.50 times as fast"),
        ("met", "Opora: done; pandas: out of memory at 12.1 GB"),
        ("open", "not measured"),
        ("met", "1.10 times"),
    ]


@pytest.mark.parametrize("smaller", [{"half_years": 8}, {"schools": 4_000}])
def test_less_than_nine_half_years_of_a_country_is_no_judgement(smaller: dict[str, int]) -> None:
    growth = {"ratio": 1.1, "half_years": 9, "schools": 40_000, **smaller}
    judged = targets(figures([]), growth)[-1]
    assert judged.state == "open"
    assert judged.found.startswith("measured: ")


def test_times_of_two_calls_are_not_held_together() -> None:
    ours, theirs = _result("region", "opora", 20), _result("region", "pandas", 110)
    judged = targets(figures([ours, replace(theirs, invocation="2026-11-01T00:00:00+00:00")]), None)
    assert judged[2].state == "open"


def test_a_country_that_was_not_finished_meets_nothing() -> None:
    results = [each for each in _country() if each.way != "opora"]
    results.append(_result("country", "opora", 50, 6.5, outcome="failed", said="it said: no"))
    states = [each.state for each in targets(figures(results), None)]
    assert states == ["not met", "not met", "open", "not met", "open", "open"]


def test_the_page_loads_nothing_and_shows_what_failed() -> None:
    compared = figures(_country())
    made = page(compared, targets(compared, None))
    assert "ran out of memory at 12.1 GB after 44 s" in made
    assert "left out: Spark is not installed" in made
    assert "140 rules of the contracts (Great Expectations in DuckDB), 201 dbt tests" in made
    assert "commit abc1234+" in made
    for address in ("http-equiv", "src=", "<link", "@import", "<script"):
        assert address not in made


def test_the_chart_has_a_mark_for_every_way_that_was_tried() -> None:
    drawn = picture(figures(_country()))
    for text in ("30.0 s (×3.0)", "out of memory at 12.1 GB after 44 s", "12.1 GB, no more"):
        assert text in drawn
    assert "Opora on Spark" not in drawn


def test_results_of_several_calls_are_kept_and_read_again(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for result in _country():
        keep(home, result)
    assert kept(home) == _country()


def test_a_line_that_is_no_result_is_told_with_its_place(tmp_path: Path) -> None:
    keep(Home(tmp_path), _country()[0])
    path = tmp_path / "bench" / "results.jsonl"
    path.write_text(path.read_text() + '{"half": \n')
    with pytest.raises(OporaError, match=r"results\.jsonl, line 2, is no result"):
        kept(Home(tmp_path))


def test_the_documentation_gets_a_table_and_a_chart_between_its_markers(tmp_path: Path) -> None:
    begin, end = (
        "<!-- benchmark: made by `opora bench --docs` -->", "<!-- end of the benchmark -->"
    )  # fmt: skip
    written = tmp_path / "benchmark.md"
    written.write_text(f"# Benchmark\n\n{begin}\nold\n{end}\n\n## Others\n", encoding="utf-8")
    compared = figures(_country())
    write_docs(tmp_path, compared, targets(compared, None))
    text = written.read_text(encoding="utf-8")
    assert text.startswith("# Benchmark\n")
    assert text.endswith(f"{end}\n\n## Others\n")
    assert "old" not in text
    assert "| Opora, every check on | 30.0 | 30.0 | 3.00 | 5.50 GB | 140 rules" in text
    assert (tmp_path / "benchmark.svg").read_text(encoding="utf-8").startswith("<svg")
    with pytest.raises(OporaError, match="has no place for the benchmark"):
        write_docs(tmp_path / "elsewhere", compared, [])


def test_the_command_makes_the_page_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPORA_HOME", str(tmp_path))
    for result in _country():
        keep(Home(tmp_path), result)
    done = CliRunner().invoke(app, ["bench", "--page-only"])
    assert done.exit_code == 0
    assert "met      A country takes at most 6 GB of memory: 5.5 GB" in done.output
    assert (tmp_path / "bench" / "index.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--memory-limit", "much"], "a memory limit is written like 12GB or 500MB, not 'much'"),
        (["--size", "planet"], "a size is one of municipality, region, tenth, country"),
        (["--way", "excel"], "a way is one of floor, opora, again"),
        (["--page-only"], "nothing has been measured"),
    ],
)
def test_what_cannot_be_is_one_line(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPORA_HOME", str(tmp_path))
    done = CliRunner().invoke(app, ["bench", *arguments])
    assert isinstance(done.exception, OporaError)
    assert message in str(done.exception)
