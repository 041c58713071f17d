"""The overrides as Parquet files, which the macro `overridden_seed` reads.

Belongs here: their schema and how they are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opora.durable import replacing
from opora.home import Home
from opora.rules.cells import Value
from opora.rules.declared import RuleFile, declared_rules
from opora.rules.effective import rules_fingerprint
from opora.rules.overrides import Row, read_overrides

if TYPE_CHECKING:
    from opora.home import LakePath


def write_overrides(home: Home) -> str:
    """Check all overrides and write them to the lake; returns the fingerprint of all rules.

    Nothing is written unless everything is right. Every rule file gets its Parquet file, an empty
    one where nothing is overridden, so that the models can always read it.
    """
    overrides = read_overrides(home)
    for name, rule in declared_rules().items():
        _write_parquet(home.lake_rules / f"{name}.parquet", rule, overrides.get(name, ()))
    return rules_fingerprint(home)


def _write_parquet(path: LakePath, rule: RuleFile, rows: tuple[Row, ...]) -> None:
    """All columns as text: the macro casts them, and an empty file needs no other schema."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(column, pa.string()) for column in rule.columns])
    table = pa.Table.from_pylist([{c: _text(row[c]) for c in rule.columns} for row in rows], schema)
    with replacing(path) as temporary:
        pq.write_table(table, temporary)


def _text(value: Value) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
