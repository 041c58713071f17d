"""A home to deliver files to, for tests of several stations, and a look into its lake."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opora.home import Home
from opora.lake.ledger import LedgerRow
from opora.objects.readers import connect
from opora.pipeline.take import Taken, take

SCHOOLS = "Логин ОО;Наименование ОО;Территория\nsch990001;Школа 1;00701000\n"

#: The columns of methodical support that a file must have, and a row of one event.
SUPPORT = (
    "Код мероприятия;Логин ОО;Дата проведения;Вид мероприятия;Тема;Рисковый фактор;"
    "Организатор;Проект;Документ\n"
)


def event(code: str, school: str = "sch990001", day: str = "15.03.2024", topic: str = "") -> str:
    """A line of methodical support."""
    return f"{code};{school};{day};семинар;{topic or 'Разбор типичных ошибок'};;;;Приказ № 1\n"


@dataclass(frozen=True)
class Lake:
    """A home in which files are delivered and taken."""

    home: Home

    def land(self, path: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        """Put a file into the landing zone."""
        file = self.home.landing / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return file

    def take(self) -> Taken:
        """Take what is new; every delivery's rows add up, in the ledger and in the lake."""
        taken = take(self.home)
        for row in taken.ledger:
            assert row.rows_received == row.rows_accepted + row.rows_quarantined, row
            if row.rows_received:
                assert row.dataset
                assert self.count("accepted", row.dataset, row.delivery_id) == row.rows_accepted
                assert (
                    self.count("quarantine", row.dataset, row.delivery_id) == row.rows_quarantined
                )
        return taken

    def answers(self) -> dict[str, LedgerRow]:
        """Take what is new: path -> its ledger row (the last, if it feeds several datasets)."""
        return {row.path: row for row in self.take().ledger}

    def rows(self, folder: str, columns: str = "*", where: str = "true") -> list[Any]:
        """Rows of a folder of the lake, such as `accepted/schools`."""
        with connect(self.home) as connection:
            return connection.execute(
                f"SELECT {columns} FROM read_parquet('{self.home.lake}/{folder}/*.parquet', "
                f"union_by_name = true) WHERE {where} ORDER BY ALL"
            ).fetchall()

    def count(self, folder: str, dataset: str, delivery: int) -> int:
        """Rows of a delivery in `accepted` or `quarantine`."""
        found: int = self.rows(f"{folder}/{dataset}", "count(*)", f"delivery_id = {delivery}")[0][0]
        return found

    def accepted(self, dataset: str, *columns: str) -> list[Any]:
        """Accepted rows of a dataset."""
        return self.rows(f"accepted/{dataset}", ", ".join(columns))
