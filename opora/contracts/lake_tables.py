"""The lake's own tables beside the datasets: what was delivered and what was found in it.

Belongs here: their columns and what they mean, for whoever writes them (intake) and for the
sources of dbt. Contracts describe what schools deliver; these two describe what Opora notes down.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LakeColumn:
    """One column of a table that Opora writes itself."""

    name: str
    duckdb_type: str
    description: str


@dataclass(frozen=True)
class LakeTable:
    """A table of the lake that Opora writes itself."""

    name: str
    description: str
    columns: tuple[LakeColumn, ...]
    #: Its folder in the lake, where that has another name.
    folder: str | None = None


#: The half-year of the folder; NULL for files that cover several.
DELIVERED_HALF_YEAR = "delivered_half_year"

#: The place of a row, which intake adds to every row of every dataset.
PLACE = (
    LakeColumn("delivery_id", "BIGINT", "Order of intake: the later delivery is larger and wins."),
    LakeColumn(
        DELIVERED_HALF_YEAR,
        "VARCHAR",
        "Half-year of the folder, such as 2024-H1; NULL for landing/history.",
    ),
    LakeColumn("sheet", "VARCHAR", "Sheet of a workbook; NULL for CSV and Parquet."),
    LakeColumn("row_no", "BIGINT", "Row as a person sees it in the file."),
)

#: The same by name -> type.
PLACE_COLUMNS = {column.name: column.duckdb_type for column in PLACE}

#: What columns may refer to beside datasets, and its key: the recommendations that were issued
#: (`opora.lake.issued`), the indicators of the programme (a rule file).
OWN_KEYS = {"recommendations": "recommendation_id", "indicators": "indicator"}

LEDGER = LakeTable(
    "ledger",
    "Every delivery, in order: one row per delivery and dataset. Rows are only ever added.",
    (
        LakeColumn("delivery_id", "BIGINT", "Order of intake: the later delivery is larger."),
        LakeColumn("batch_id", "VARCHAR", "Run of the intake that took it."),
        LakeColumn("path", "VARCHAR", "File, relative to landing/."),
        LakeColumn("half_year", "VARCHAR", "Half-year of the folder; NULL for landing/history."),
        LakeColumn("dataset", "VARCHAR", "Contract it was read by; NULL where none was found."),
        LakeColumn("mapping", "VARCHAR", "Mapping file that recognised it, if any."),
        LakeColumn("format", "VARCHAR", "csv, xlsx or parquet."),
        LakeColumn("encoding", "VARCHAR", "Encoding of a CSV file."),
        LakeColumn("delimiter", "VARCHAR", "Delimiter of a CSV file."),
        LakeColumn("bytes", "BIGINT", "Size of the file."),
        LakeColumn("sha256", "VARCHAR", "Hash of the file: the same file is taken once."),
        LakeColumn("taken_at", "TIMESTAMP", "When it was taken, UTC."),
        LakeColumn(
            "status",
            "VARCHAR",
            "accepted, partly_accepted, rejected, refused, blocked or duplicate.",
        ),
        LakeColumn("message", "VARCHAR", "What happened, in Russian, for whoever delivered it."),
        LakeColumn("rows_received", "BIGINT", "Rows of the file, without its total rows."),
        LakeColumn("rows_accepted", "BIGINT", "Rows that passed every critical rule."),
        LakeColumn("rows_quarantined", "BIGINT", "Rows that failed a critical rule."),
        LakeColumn("declared_totals", "VARCHAR", "Total rows of the file, a JSON list."),
        LakeColumn("contract_version", "VARCHAR", "Version of the contract it was read by."),
        LakeColumn("read_with", "VARCHAR", "Fingerprint of the contracts, mappings and rules."),
    ),
)

FINDINGS = LakeTable(
    "findings",
    "What was found in the deliveries: one row per rule and place. Rows are only ever added.",
    (
        LakeColumn("delivery_id", "BIGINT", "Delivery in which it was found."),
        LakeColumn("dataset", "VARCHAR", "Contract whose rule it is."),
        LakeColumn("sheet", "VARCHAR", "Sheet of a workbook; NULL for CSV and Parquet."),
        LakeColumn("row_no", "BIGINT", "Row of the file; NULL where it concerns the whole file."),
        LakeColumn("column_name", "VARCHAR", "Column; NULL where it concerns the whole row."),
        LakeColumn("rule_id", "VARCHAR", "Rule that failed."),
        LakeColumn("severity", "VARCHAR", "critical, warning or info."),
        LakeColumn("value", "VARCHAR", "What the cell holds; NULL for personal columns."),
        LakeColumn("message", "VARCHAR", "What is wrong and what to do, in Russian."),
    ),
)

QUARANTINE = LakeTable(
    "quarantine",
    "The rejected rows of all datasets, one below the other: the place of each, and the columns of "
    "its dataset; those of other datasets are NULL. Rows are only ever added.",
    (
        *PLACE,
        LakeColumn("reasons", "VARCHAR[]", "Rules that the row failed."),
        LakeColumn("file", "VARCHAR", "File of the lake; its folder bears the dataset's name."),
    ),
    folder="quarantine/*",
)
