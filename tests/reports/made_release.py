"""A release made by hand: tables as the marts' contracts have them, rows that a test names.

A region with two municipalities, two half-years of which the later one is reported on. The fixture
`release` makes one.
"""

from __future__ import annotations

from dataclasses import dataclass

from opora.reports.report import HalfYear, HalfYearReports, Report, Territory
from opora.reports.source import Source
from opora.reports.standing import standing_of

REGION, DISTRICT, OTHER_DISTRICT = "00700000", "00701000", "00702000"
BEFORE, NOW = "2023-H2", "2024-H1"


@dataclass
class MadeRelease:
    """A release to which tests add rows; columns that a row doesn't name are NULL."""

    source: Source
    _schools: int = 0

    def add(self, mart: str, *rows: dict[str, object]) -> None:
        """Add rows to a mart; a column that its contract doesn't have is an error."""
        for row in rows:
            places = ", ".join("?" for _ in row)
            self.source.connection.execute(
                f"INSERT INTO newest.marts.{mart} ({', '.join(row)}) VALUES ({places})",
                list(row.values()),
            )

    def school(self, login: str, name: str, territory: str = DISTRICT) -> dict[str, object]:
        """A school that the revision counts; what its rows begin with: half-year, id, login."""
        self._schools += 1
        key: dict[str, object] = {"school_id": self._schools, "school_login": login}
        self.add("dim_school", {**key, "name_ru": name, "territory": territory})
        self.add(
            "monitoring_snapshot_schools",
            {**key, "half_year": NOW, "revision": 1, "indicator": "2.1.1", "territory": territory},
        )
        return {"half_year": NOW, **key}

    def report(self, territory: str = DISTRICT) -> Report:
        """The report of a territory on the later half-year."""
        self.source.set(half_year=NOW, revision=1)
        self.source.rows("revision_views")
        territories = tuple(Territory(**row) for row in self.source.rows("territories"))
        half_year = HalfYear(**self.source.rows("half_year")[0])
        standing = standing_of(self.source.rows("manifests"), NOW)
        reports = HalfYearReports(self.source, half_year, standing, territories)
        by_code = {each.code: each for each in territories}
        # a territory without schools is none that `opora report` would offer
        return reports.of(by_code.get(territory, Territory(territory, "", "municipality", 0)))


def fill_tree(made: MadeRelease) -> None:
    """The territories and half-years."""
    made.add(
        "dim_territory",
        {"territory": REGION, "level": "region", "name_ru": "Область"},
        {"territory": DISTRICT, "parent": REGION, "level": "municipality", "name_ru": "Округ"},
        {
            "territory": OTHER_DISTRICT,
            "parent": REGION,
            "level": "municipality",
            "name_ru": "Район",
        },
    )
    made.add(
        "dim_half_year",
        {
            "half_year": BEFORE,
            "name_ru": "2-е полугодие 2023 года",
            "starts_on": "2023-07-01",
            "ends_on": "2023-12-31",
            "calendar_year": 2023,
            "is_year_end": True,
        },
        {
            "half_year": NOW,
            "name_ru": "1-е полугодие 2024 года",
            "starts_on": "2024-01-01",
            "ends_on": "2024-06-30",
            "calendar_year": 2024,
            "is_year_end": False,
        },
    )


def said(block: object) -> str:
    """What a block or section says to a reader, on one line: its sentences, headings and cells."""
    if isinstance(block, str):
        return block.replace("\u00a0", " ")
    if isinstance(block, list | tuple):
        return " | ".join(said(each) for each in block)
    names = ("caption", "text", "items", "headings", "rows", "more", "alternative", "blocks")
    parts = [getattr(block, name, None) for name in names]
    return " | ".join(said(part) for part in parts if part)
