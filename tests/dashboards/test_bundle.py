"""The bundle fits the marts and itself; no Superset is needed to see that."""

from __future__ import annotations

import csv
from collections import Counter
from typing import Any

import pytest
import sqlglot
import yaml
from named_columns import columns_in, columns_named, columns_of, mart, metrics_named
from sqlglot import expressions

from opora.dashboards.bundle import BUNDLE, KINDS, contents, places, read_bundle
from opora.dashboards.normalise import NO_ADDRESS, written
from opora.home import REPOSITORY
from opora.reports.sections.judged import BRIEFLY
from opora.reports.words import WORDS

bundle = read_bundle()
#: Words of the reports that no legend has room for.
SHORTER = {"school_dynamics.direction": {"mixed": "лучше, кроме одной процедуры"}}

#: A chart of one row.
WITHOUT_LIMIT = ("big_number_total",)


def dataset_of(chart: dict[str, Any]) -> dict[str, Any]:
    (dataset,) = (d for d in bundle.datasets.values() if d["uuid"] == chart["dataset_uuid"])
    return dataset


def names(dataset: dict[str, Any]) -> set[str]:
    return {column["column_name"] for column in dataset["columns"]}


def test_there_are_six_dashboards_and_no_uuid_stands_twice() -> None:
    uuids = [config["uuid"] for kind in KINDS for config in getattr(bundle, kind).values()]
    assert len(bundle.dashboards) == 6
    assert [uuid for uuid, times in Counter(uuids).items() if times > 1] == []


@pytest.mark.parametrize("name", bundle.datasets)
def test_a_dataset_is_one_mart_with_a_russian_name_for_every_column(name: str) -> None:
    dataset = bundle.datasets[name]
    physical = {c["column_name"] for c in dataset["columns"] if "expression" not in c}
    computed = {c["expression"] for c in dataset["columns"] if "expression" in c}
    assert (dataset["table_name"], dataset["schema"], dataset.get("sql")) == (name, "marts", None)
    assert dataset["database_uuid"] == bundle.databases["opora"]["uuid"]
    assert physical == columns_of(name)
    for expression in [*computed, *(metric["expression"] for metric in dataset["metrics"])]:
        assert columns_in(expression) <= physical
        # what is true of one server is true of the other
        sqlglot.transpile(expression, read="postgres", unsupported_level=sqlglot.ErrorLevel.RAISE)
    nameless = [
        part
        for part in (*dataset["columns"], *dataset["metrics"])
        if not any("а" <= letter <= "я" for letter in part.get("verbose_name", "").lower())
        and part.get("verbose_name") != "p-значение"
    ]
    assert nameless == []


@pytest.mark.parametrize("name", bundle.datasets)
def test_every_code_that_a_mart_may_hold_has_its_words(name: str) -> None:
    accepted = {
        test["accepted_values"]["arguments"]["column_name"]: test["accepted_values"]["arguments"]
        for test in mart(name).get("data_tests", [])
        if "accepted_values" in test
    }
    for column in bundle.datasets[name]["columns"]:
        case = sqlglot.parse_one(column.get("expression", "NULL"), dialect="duckdb")
        if isinstance(case, expressions.Case) and case.this.name in accepted:
            told = {branch.this.name for branch in case.args["ifs"]}
            assert told >= set(accepted[case.this.name]["values"]) - {""}


@pytest.mark.parametrize("name", bundle.datasets)
def test_codes_are_called_as_in_the_reports(name: str) -> None:
    for column in bundle.datasets[name]["columns"]:
        case = sqlglot.parse_one(column.get("expression", "NULL"), dialect="duckdb")
        if not isinstance(case, expressions.Case):
            continue
        called = {branch.this.name: branch.args["true"].name for branch in case.args["ifs"]}
        words = dict(WORDS.get(f"{name}.{case.this.name}", called))
        assert called == words | SHORTER.get(f"{name}.{case.this.name}", {})


@pytest.mark.parametrize(
    "name", ["indicator_values", "indicator_schools", "monitoring_snapshot_in_force"]
)
def test_indicators_are_called_as_in_the_reports(name: str) -> None:
    (column,) = (c for c in bundle.datasets[name]["columns"] if c["column_name"] == "indicator_ru")
    case = sqlglot.parse_one(column["expression"], dialect="duckdb")
    called = {branch.this.name: branch.args["true"].name for branch in case.args["ifs"]}
    assert called == {code: f"{code} {brief}" for code, brief in BRIEFLY.items()}


def test_procedures_are_called_as_the_rules_call_them() -> None:
    seed = REPOSITORY / "dbt_project" / "seeds" / "procedures.csv"
    with seed.open(encoding="utf-8") as file:
        called = {row["procedure"]: row["name_ru"] for row in csv.DictReader(file)}
    (column,) = (
        c
        for c in bundle.datasets["school_dynamics_procedures"]["columns"]
        if c["column_name"] == "procedure_ru"
    )
    case = sqlglot.parse_one(column["expression"], dialect="duckdb")
    assert {b.this.name: b.args["true"].name for b in case.args["ifs"]} == called


@pytest.mark.parametrize("name", bundle.charts)
def test_a_chart_reads_what_its_mart_has_and_never_a_whole_table(name: str) -> None:
    chart = bundle.charts[name]
    parameters, dataset = chart["params"], dataset_of(chart)
    read, shown = columns_named(parameters), metrics_named(parameters)
    assert read <= names(dataset)
    assert shown <= {metric["metric_name"] for metric in dataset["metrics"]}
    assert read or shown
    assert chart["viz_type"] in WITHOUT_LIMIT or 0 < parameters["row_limit"] <= 5000


def test_charts_have_titles_of_their_own() -> None:
    titles = Counter(chart["slice_name"] for chart in bundle.charts.values())
    assert [title for title, times in titles.items() if times > 1] == []


def test_every_chart_stands_on_one_dashboard_and_fills_its_row() -> None:
    placed: Counter[str] = Counter()
    for dashboard in bundle.dashboards.values():
        position = dashboard["position"]
        placed.update(place["uuid"] for place in places(dashboard))
        assert sorted(place["chartId"] for place in places(dashboard)) == list(
            range(1, len(places(dashboard)) + 1)
        )
        rows = [part for part in position.values() if _is(part, "ROW")]
        for row in rows:
            assert sum(position[child]["meta"]["width"] for child in row["children"]) == 12
        reached = {child for row in rows for child in row["children"]}
        assert {key for key, part in position.items() if _is(part, "CHART")} <= reached
        assert {row["id"] for row in rows} == set(position["GRID_ID"]["children"])
    assert placed == Counter({chart["uuid"]: 1 for chart in bundle.charts.values()})


def _is(part: object, kind: str) -> bool:
    return isinstance(part, dict) and part["type"] == kind


@pytest.mark.parametrize("name", bundle.dashboards)
def test_filters_offer_columns_that_exist_and_start_with_a_value(name: str) -> None:
    dashboard = bundle.dashboards[name]
    datasets = {dataset["uuid"]: dataset for dataset in bundle.datasets.values()}
    filters = dashboard["metadata"]["native_filter_configuration"]
    assert len({f["id"] for f in filters}) == len(filters)
    for native_filter in filters:
        (target,) = native_filter["targets"]
        column = target["column"]["name"]
        assert column in names(datasets[target["datasetUuid"]])
        assert set(native_filter["scope"]["excluded"]) <= {p["chartId"] for p in places(dashboard)}
        assert set(native_filter["cascadeParentIds"]) <= {f["id"] for f in filters}
        values = native_filter["controlValues"]
        if column == "half_year":
            # the newest
            assert (values["defaultToFirstItem"], values["sortAscending"]) == (True, False)
        # without it the charts do not wait for the first value
        assert native_filter["requiredFirst"] == values["defaultToFirstItem"]
    assert {f["targets"][0]["column"]["name"] for f in filters} & {"half_year"}


def test_exposures_name_the_marts_that_the_dashboards_read() -> None:
    path = REPOSITORY / "dbt_project" / "models" / "exposures_dashboards.yml"
    exposures = {e["name"]: e for e in yaml.safe_load(path.read_text("utf-8"))["exposures"]}
    assert exposures.keys() == {f"dashboard_{name}" for name in bundle.dashboards}
    for name, dashboard in bundle.dashboards.items():
        exposure = exposures[f"dashboard_{name}"]
        assert exposure["depends_on"] == [f"ref('{mart}')" for mart in bundle.marts_of(name)]
        assert dashboard["dashboard_title"] in exposure["label"]
        assert dashboard["description"] in exposure["description"]


def test_every_file_has_the_form_in_which_it_would_come_back() -> None:
    for kind in KINDS:
        for name, config in getattr(bundle, kind).items():
            path = BUNDLE / kind / f"{name}.yaml"
            assert path.read_text("utf-8") == written(kind, config), path


def test_the_address_is_filled_in_only_on_the_way_to_superset() -> None:
    assert bundle.databases["opora"]["sqlalchemy_uri"] == NO_ADDRESS
    sent = yaml.safe_load(contents("duckdb:////there")["databases/opora.yaml"])
    assert sent["sqlalchemy_uri"] == "duckdb:////there"
