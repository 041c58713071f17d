"""A dbt project of a few models, small enough to build in a second."""

from __future__ import annotations

from pathlib import Path

import pytest

from opora.home import Home

FILES = {
    "dbt_project.yml": """
name: small
version: "1.0"
profile: small
models: {small: {+materialized: table}}
""",
    "profiles.yml": """
small:
  target: duckdb
  outputs:
    duckdb:
      type: duckdb
      path: "{{ env_var('OPORA_HOME') }}/warehouse/build.duckdb"
""",
    "macros/schema.sql": """
{% macro generate_schema_name(name, node) %}{{ name or 'main' }}{% endmacro %}
""",
    "models/schools.sql": """
{{ config(schema='marts', materialized='incremental') }}
select 1 as school_id, 'first' as name, now() as built_at
""",
    "models/_models.yml": """
models:
  - name: schools
    description: "One row per school."
    config: {meta: {description_ru: "Школы."}}
    columns:
      - name: name
        data_tests:
          - accepted_values:
              arguments: {values: [first]}
""",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.ledger.mkdir(parents=True)
    (home.ledger / "1.parquet").write_bytes(b"one")
    return home
