"""What rows of a batch may refer to: known keys, other codes of schools, assessment windows.

Belongs here: what the batch itself adds to the keys that the lake knows (`opora.lake.known`), and
the schools that a mapping may register.
"""

from __future__ import annotations

from opora.contracts import Dataset
from opora.intake.mapping import Target
from opora.intake.vocabularies import Vocabulary, spelling
from opora.lake.known import KnownKeys
from opora.pipeline.open_deliveries import Delivery
from opora.rules import load_rule
from opora.sql import literal, quoted

#: The dataset that knows other codes of schools.
IDENTIFIERS = "school_identifiers"


class References(KnownKeys):
    """The tables `known_<what>` on a workbench, where rows of the batch count too."""

    def prepare_windows(self) -> None:
        """Make the half-year of each assessment window, to hold the folder against."""
        self._connection.execute(
            "CREATE TABLE known_assessment_windows (procedure_kind VARCHAR, assessment_year BIGINT,"
            " session VARCHAR, delivered_half_year VARCHAR)"
        )
        columns = ("procedure_kind", "assessment_year", "session", "half_year")
        self._connection.executemany(
            "INSERT INTO known_assessment_windows VALUES (?, ?, ?, ?)",
            [
                [row[column] for column in columns]
                for row in load_rule("assessment_windows", self._home)
            ],
        )

    def school_codes(self, dataset: Dataset) -> Vocabulary:
        """Other codes of schools -> login, for datasets that speak of schools."""
        if dataset.name in ("schools", IDENTIFIERS):
            return {}
        known = self.rows(IDENTIFIERS, "code, school_login, valid_from")
        rows = self._connection.execute(
            f"SELECT code, arg_max(school_login, valid_from) FROM ({known}) GROUP BY code"
        ).fetchall()
        return {spelling(code): login for code, login in rows}

    def register_schools(self, dataset: Dataset, delivery: Delivery, target: Target) -> int:
        """Add the unknown schools of a delivery to the register; returns how many.

        Each is marked with the dataset that mentioned it, and named by its login.
        """
        columns = {"name": "school_login", "registered_from": literal(dataset.name)}
        columns |= {column: literal(value) for column, value in (target.register or {}).items()}
        listed = ", ".join(f"{value} AS {quoted(column)}" for column, value in columns.items())
        row = self._connection.execute(
            f"INSERT INTO rows_schools BY NAME SELECT school_login, {listed}, false AS is_total, "
            "delivery_id, any_value(delivered_half_year) AS delivered_half_year, "
            "any_value(sheet) AS sheet, min(row_no) AS row_no "
            f"FROM incoming_{dataset.name} WHERE delivery_id = {delivery.delivery_id} "
            "AND school_login IS NOT NULL "
            "AND school_login NOT IN (SELECT school_login FROM known_schools) "
            "GROUP BY school_login, delivery_id"
        ).fetchone()
        self.prepare(dataset)
        return row[0] if row else 0

    def rows(self, dataset: str, columns: str) -> str:
        """Accepted rows of a dataset: those of the lake, and those of this batch.

        Of the dataset that is being checked now, all rows count.
        """
        known = self.lake_rows(dataset, columns)
        if self._has_table(f"rejected_{dataset}"):
            known += (
                f" UNION ALL SELECT {columns} FROM incoming_{dataset} AS rows "
                f"ANTI JOIN rejected_{dataset} AS rejected "
                "ON rows.delivery_id = rejected.delivery_id AND rows.row_no = rejected.row_no "
                "AND rows.sheet IS NOT DISTINCT FROM rejected.sheet"
            )
        elif self._has_table(f"incoming_{dataset}"):
            known += f" UNION ALL SELECT {columns} FROM incoming_{dataset}"
        return known

    def _has_table(self, table: str) -> bool:
        row = self._connection.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_name = ?", [table]
        ).fetchone()
        return bool(row and row[0])
