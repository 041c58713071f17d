"""Every dataset's form, filled in as its own example shows, comes back through the intake.

What must arrive is read from the contracts' YAML and the vocabularies by a reader of the tests, so
that an error of the forms, of the intake or of an example shows.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from deliveries import Lake
from forms.sheets import filled_in, opened, shown

from opora.contracts import load_contracts
from opora.contracts.load import CONTRACTS
from opora.forms import Known, datasets_named, period_of, write_forms
from opora.home import REPOSITORY, Home
from opora.lake.issued import add_issued
from opora.lake.ledger import LedgerRow

#: Results belong to the half-year of their window: the spring of the examples.
SPRING = ("assessment_marks", "assessment_results", "journal_comparison", "task_results")
ISSUED = [f"R-2024-H1-sch99000{number}-transition_roadmap-lps" for number in (1, 2)]
NAMES = sorted(load_contracts())


def half_year_of(dataset: str) -> str:
    return "2024-H1" if dataset in SPRING else "2024-H2"


def place_of(dataset: str) -> str:
    return f"{half_year_of(dataset)}/{dataset}/form.xlsx"


@dataclass
class Delivered:
    """All forms, filled in as their examples show, and what became of them."""

    lake: Lake
    forms: dict[str, Path] = field(default_factory=dict)
    answers: dict[str, LedgerRow] = field(default_factory=dict)


@pytest.fixture(scope="module")
def delivered(make_lake: Callable[[], Lake]) -> Delivered:
    done = Delivered(make_lake())
    home = done.lake.home
    starts_on = dt.date(2024, 1, 1)
    add_issued(
        home,
        pd.DataFrame({"recommendation_id": ISSUED, "half_year": "2024-H1", "starts_on": starts_on}),
    )
    for name in NAMES:
        period = period_of(home, half_year_of(name))
        (written,) = write_forms(home, period, Known(), datasets_named([name]))
        assert written.rows == 0
        done.forms[name] = written.path
        done.lake.land(place_of(name), filled_in(written.path, shown(opened(written.path))))
    done.answers = done.lake.answers()
    return done


def vocabulary(name: str) -> dict[str, str]:
    seeds = REPOSITORY / "dbt_project/seeds"
    with (seeds / "vocabularies.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["vocabulary"] == name]
    words = {row["synonym"].lower(): row["value"] for row in rows}
    with (seeds / "risk_factors.csv").open(encoding="utf-8") as file:
        if name == "risk_factor":
            words |= {row["name_ru"].lower(): row["risk_factor"] for row in csv.DictReader(file)}
    return words


def meant(text: str, column: dict[str, Any]) -> Any:
    """What an example of a contract means, read without our own reader."""
    custom = {each["property"]: each["value"] for each in column.get("customProperties", ())}
    if "vocabulary" in custom:
        return vocabulary(custom["vocabulary"]["name"]).get(text.lower(), text)
    match column["logicalType"]:
        case "date":
            day, month, year = map(int, text.split("."))
            return dt.date(year, month, day)
        case "integer":
            return int(text)
        case "number":
            return float(text.replace(",", "."))
        case "boolean":
            return {"да": True, "нет": False}[text]
    return text


def examples(name: str) -> list[dict[str, Any]]:
    """The rows of a contract's example by column; what is dropped on arrival is left out."""
    (contract,) = yaml.safe_load((CONTRACTS / f"{name}.yaml").read_text("utf-8"))["schema"]
    custom = {each["property"]: each["value"] for each in contract["customProperties"]}
    columns = {each["name"]: each for each in contract["properties"]}
    rows = []
    for differing in custom["form"]["examples"]:
        texts = {key: str(each["examples"][0]) for key, each in columns.items()} | differing
        rows.append(
            {
                key: None if texts[key] is None else meant(str(texts[key]), each)
                for key, each in columns.items()
                if each.get("classification") != "personal" and key != "person"
            }
        )
    return rows


@pytest.mark.parametrize("name", NAMES)
def test_what_the_example_shows_is_accepted_as_it_is_meant(delivered: Delivered, name: str) -> None:
    expected = examples(name)
    assert len(expected) in (2, 3)
    answer = delivered.answers[place_of(name)]
    assert (answer.status, answer.message) == ("accepted", None)
    assert (answer.rows_received, answer.rows_accepted) == (len(expected), len(expected))
    columns = [f'"{key}"' for key in expected[0]]
    accepted = delivered.lake.rows(f"accepted/{name}", f"{', '.join(columns)}, row_no")
    by_row = sorted(accepted, key=lambda row: row[-1])
    assert [row[:-1] for row in by_row] == [tuple(row.values()) for row in expected]


def test_nothing_is_found_in_the_examples(delivered: Delivered) -> None:
    assert delivered.lake.rows("findings", "dataset, rule_id, message") == []


def test_some_of_it_computed_by_hand(delivered: Delivered) -> None:
    lake = delivered.lake
    assert lake.accepted("measures", "measure_id", "kind", "starts_on", "ends_on", "status") == [
        ("М-2024-031", "training", dt.date(2024, 9, 1), dt.date(2024, 12, 31), "done"),
        ("М-2024-032", "mentoring", dt.date(2024, 10, 1), None, "in_progress"),
    ]
    assert lake.accepted("schools", "school_login", "territory", "kind", "latitude") == [
        ("sch990001", "00701000", "secondary", 55.75),
        ("sch990002", "00701000", "gymnasium", None),
        ("sch990003", "00701000", "branch", None),
    ]
    assert lake.accepted("roadmap_milestones", "milestone_id", "due_on", "done_on") == [
        ("1.2", dt.date(2024, 12, 20), dt.date(2024, 12, 18)),
        ("1.3", dt.date(2025, 3, 25), None),
    ]


def test_people_of_the_example_are_keyed(delivered: Delivered) -> None:
    for name in ("staff", "competence_diagnostics"):
        keys = delivered.lake.accepted(name, "person")
        assert len({key for (key,) in keys}) == 2
    both = {
        name: {key for (key,) in delivered.lake.accepted(name, "person")}
        for name in ("staff", "competence_diagnostics")
    }
    assert both["staff"] == both["competence_diagnostics"]


@pytest.mark.parametrize("half_year", ["2023-H1", "2025-H1", "2025-H2"])
def test_events_of_the_example_lie_in_the_half_year_of_the_form(lake: Lake, half_year: str) -> None:
    period = period_of(lake.home, half_year)
    dated = [each for each in datasets_named(None) if each.event_date]
    assert len(dated) == 4
    for written in write_forms(lake.home, period, Known(), dated):
        contract = load_contracts()[written.dataset]
        heading = contract.column(contract.event_date or "").heading
        days = [row[heading].date() for row in shown(opened(written.path))]
        assert days
        assert all(period.starts_on <= day <= period.ends_on for day in days)


def test_assessments_of_the_example_lie_in_a_window_of_the_half_year(lake: Lake) -> None:
    # By hand from the calendar: which kinds have a window, and which.
    held = {
        ("2022-H2", "assessment_results"): [
            ("vpr", 2022, "autumn"), ("vpr", 2022, "autumn"), ("oge", 2022, "additional"),
        ],
        ("2025-H1", "journal_comparison"): [("vpr", 2025, "spring"), ("vpr", 2025, "spring")],
        ("2025-H2", "assessment_marks"): [("ege", 2025, "additional")],
    }  # fmt: skip
    for half_year, name in [("2025-H2", "schools"), *held]:
        period = period_of(lake.home, half_year)
        (written,) = write_forms(lake.home, period, Known(), datasets_named([name]))
        form = filled_in(written.path, shown(opened(written.path)))
        lake.land(f"{half_year}/{name}/form.xlsx", form)
    lake.answers()
    for (_, name), windows in held.items():
        accepted = lake.accepted(name, "procedure_kind", "assessment_year", "session")
        assert sorted(accepted) == sorted(windows)
    assert lake.rows("findings", "dataset, rule_id, message") == []


def test_a_hint_names_the_window_of_the_half_year(tmp_path: Path) -> None:
    (written,) = write_forms(
        Home(tmp_path),
        period_of(Home(tmp_path), "2025-H1"),
        Known(),
        datasets_named(["assessment_results"]),
    )
    help_sheet = opened(written.path)["Пояснения"]
    examples = {row[0].value: row[3].value for row in help_sheet.iter_rows()}
    assert examples["«Дата проведения»"] == "16.04.2025"
    assert examples["«Этап»"] == "Весна"
