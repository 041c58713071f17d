"""What the public gets of a revision: results and indicators rolled up, with cells hidden.

Belongs here: the roll-up of a revision as the systems that `opora.disclosure` protects, and its
answer as tables. Not here: which cells are hidden (`opora.disclosure`), who may see it (`approve`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pandas as pd

from opora.disclosure import TOTAL, DisclosureRules, protect
from opora.snapshot.content import CELLS, TERRITORIES, VALUES
from opora.snapshot.revisions import Revision
from opora.sql import literal

OPEN_RESULTS = "open_results"
OPEN_VALUES = "open_values"

_KEY = ["group", "column", "unit"]

#: Schools and all territories above them, in each procedure and over the procedures of a kind. A
#: territory is written t:<code> and a school s:<login>: neither can be taken for the other.
_RESULTS = """
with recursive cells as (
    select school_login, school_id, territory, procedure, participants, below_threshold,
        concat_ws('/', procedure_kind, assessment_year, session) as "group",
        procedure_kind, assessment_year, session
    from read_parquet({source})
    where state = 'measured' and participants > 0 and below_threshold is not null
),
known as (select * from read_parquet({territories})),
territories as (
    select territory, level,
        case when parent in (select territory from known) then parent end as parent
    from known
),
above as (
    select territory, territory as ancestor, parent from territories
    union all
    select above.territory, up.territory, up.parent
    from above join territories as up on up.territory = above.parent
),
units as (
    select "group", procedure_kind, assessment_year, session, procedure, procedure as "column",
        's:' || school_login as unit, 't:' || territories.territory as parent,
        'school' as level, cells.territory, school_login, school_id,
        participants as count, below_threshold as below
    from cells left join territories on territories.territory = cells.territory
    union all
    select "group", procedure_kind, assessment_year, session, procedure, procedure,
        't:' || ancestor, any_value('t:' || places.parent),
        any_value(places.level), ancestor, null, null,
        sum(participants)::bigint, sum(below_threshold)::bigint
    from cells
    join above on above.territory = cells.territory
    join territories as places on places.territory = above.ancestor
    group by "group", procedure_kind, assessment_year, session, procedure, ancestor
)
select * from units
union all
select "group", procedure_kind, assessment_year, session, '{total}', '{total}', unit, parent,
    level, territory, school_login, school_id, sum(count)::bigint, sum(below)::bigint
from units
group by "group", procedure_kind, assessment_year, session, unit, parent, level, territory,
    school_login, school_id
having count(*) > 1
order by "group", "column", unit
"""

#: Territories, in each indicator.
_VALUES = """
select indicator as "group", indicator as "column", 't:' || territory as unit,
    't:' || places.parent as parent, places.level, territory, indicator,
    "values".numerator as below, "values".denominator as count, plan, flags
from read_parquet({source}) as "values"
join read_parquet({territories}) as places using (territory)
where state = 'measured' and denominator > 0
order by "group", "column", unit
"""


def open_results(
    revision: Revision, rules: DisclosureRules, earlier: Sequence[Revision]
) -> pd.DataFrame:
    """Results of assessments: a row per published unit and procedure (`all`: of the kind)."""
    return _protected(revision, _RESULT_TABLE, rules, earlier)


def open_values(
    revision: Revision, rules: DisclosureRules, earlier: Sequence[Revision]
) -> pd.DataFrame:
    """Indicators: a row per territory that has schools or teachers to count."""
    return _protected(revision, _VALUE_TABLE, rules, earlier)


@dataclass(frozen=True)
class _OpenTable:
    """A table of the public: its file, the cells behind it, and the names of count and share."""

    file: str
    query: str
    source: str
    count: str
    share: str

    def cells(self, revision: Revision) -> pd.DataFrame:
        """All cells of a revision, with the truth."""
        return _read(
            self.query.format(
                source=literal(revision.table(self.source)),
                territories=literal(revision.table(TERRITORIES.name)),
                total=TOTAL,
            )
        )

    def published(self, revision: Revision) -> pd.DataFrame:
        """What was published of an earlier revision, with the truth behind it."""
        path = literal(revision.approval_folder / f"{self.file}.parquet")
        shown = _read(f"select * from read_parquet({path})")
        kept = [*_KEY, "is_hidden", "is_omitted", self.share, "bound"]
        truth = self.cells(revision)[[*_KEY, "parent", "count", "below"]]
        return truth.merge(shown[kept], on=_KEY).rename(columns={self.share: "share"})


_RESULT_TABLE = _OpenTable(OPEN_RESULTS, _RESULTS, CELLS.name, "participants", "fail_share")
_VALUE_TABLE = _OpenTable(OPEN_VALUES, _VALUES, VALUES.name, "denominator", "value")


def _protected(
    revision: Revision, table: _OpenTable, rules: DisclosureRules, earlier: Sequence[Revision]
) -> pd.DataFrame:
    cells = table.cells(revision)
    published = [table.published(each) for each in earlier]
    protected = protect(cells[[*_KEY, "parent", "count", "below"]], rules, published)
    shown = cells.drop(columns=["count", "below"])
    for name in ("is_hidden", "is_omitted", "bound"):
        shown[name] = protected[name]
    is_visible = ~(shown["is_hidden"] | shown["is_omitted"])
    shown[table.count] = cells["count"].astype("Int64").where(is_visible)
    shown[table.share] = protected["share"].where(is_visible)
    return shown


def _read(query: str) -> pd.DataFrame:
    with duckdb.connect() as connection:
        return connection.execute(query).df()
