"""What the public gets of a revision: results and indicators rolled up, with cells hidden.

Belongs here: the roll-up of a revision as the systems that `opora.disclosure` protects, and its
answer as tables. Not here: which cells are hidden (`opora.disclosure`), who may see it (`approve`).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from opora.disclosure import TOTAL, DisclosureRules, protect
from opora.snapshot.content import CELLS, TERRITORIES, VALUES
from opora.snapshot.revisions import Revision, SnapshotError
from opora.sql import literal

OPEN_RESULTS = "open_results"
OPEN_VALUES = "open_values"

_KEY = ["group", "column", "unit"]
_GIVEN = [*_KEY, "parent", "count", "below"]

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
    """Results of assessments: a row per published unit and procedure (`all`: of the kind).

    `earlier`: approved revisions, oldest first, of any half-year: a window that the calendar has
    moved takes what was published of it along.
    """
    cells = _RESULT_TABLE.cells(revision)
    published = [
        frame
        for each in earlier
        if len(frame := _RESULT_TABLE.published(each, frozenset(cells["group"])))
    ]
    return _shown(_RESULT_TABLE, cells, protect(cells[_GIVEN], rules, published))


def open_values(
    revision: Revision,
    rules: DisclosureRules,
    earlier: Sequence[Revision],
    bases: Mapping[str, Hashable],
) -> pd.DataFrame:
    """Indicators: a row per territory that has schools or teachers to count.

    `earlier`: approved revisions of the same half-year; `bases`: what an indicator counts. Where
    several count the same, their denominators are the same, too: what is hidden of one is hidden
    of all, or it could be read off another.
    """
    cells = _VALUE_TABLE.cells(revision)
    published = [_VALUE_TABLE.published(each, frozenset(cells["group"])) for each in earlier]
    base = cells["indicator"].map(lambda indicator: bases.get(indicator, indicator))
    hidden = np.zeros(len(cells), dtype=bool)
    while True:
        protected = protect(cells[_GIVEN], rules, published, hidden)
        of_any = protected["is_hidden"].groupby([base, cells["unit"]]).transform("any").to_numpy()
        if not (of_any & ~hidden & ~protected["is_hidden"].to_numpy()).any():
            return _shown(_VALUE_TABLE, cells, protected)
        hidden |= of_any


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

    def published(self, revision: Revision, groups: Collection[str]) -> pd.DataFrame:
        """What was published of an earlier revision in some groups, with the truth behind it.

        SnapshotError where a published row has no cell behind it: nothing could protect it then.
        """
        path = literal(revision.approval_folder / f"{self.file}.parquet")
        listed = ", ".join(map(literal, sorted(groups))) or "''"
        shown = _read(f'select * from read_parquet({path}) where "group" in ({listed})')
        kept = [*_KEY, "is_hidden", "is_omitted", self.share, "bound"]
        if shown.empty:
            return shown[kept]
        truth = self.cells(revision)[_GIVEN]
        both = shown[kept].merge(truth, on=_KEY, how="left")
        if (both["count"].isna() & ~both["is_omitted"]).any():
            raise SnapshotError(
                f"{revision.name}: what was published ({self.file}) does not follow from its "
                "cells; restore the folder from the backup"
            )
        both = both[both["count"].notna()].astype({"count": "int64", "below": "int64"})
        return both.rename(columns={self.share: "share"})


_RESULT_TABLE = _OpenTable(OPEN_RESULTS, _RESULTS, CELLS.name, "participants", "fail_share")
_VALUE_TABLE = _OpenTable(OPEN_VALUES, _VALUES, VALUES.name, "denominator", "value")


def _shown(table: _OpenTable, cells: pd.DataFrame, protected: pd.DataFrame) -> pd.DataFrame:
    """The cells with what may be seen of them."""
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
