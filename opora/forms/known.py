"""What the published marts know that a form can begin with: open recommendations, open measures.

Belongs here: the questions to the published file. Not here: how a form looks (`workbook`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from opora.errors import OporaError
from opora.home import Home
from opora.sql import literal

#: Open at the end of the half-year, with the last answer where there is one.
_RECOMMENDATIONS = """
SELECT
    r.recommendation_id, r.school_login, r.addressee, r.text_ru AS recommended,
    r.evidence_ru AS evidence, r.due_on AS asked_by, s.name_ru AS school,
    CASE r.answer WHEN 'accepted' THEN true WHEN 'declined' THEN false END AS accepted,
    r.answer_comment AS comment, r.answer_responsible AS responsible,
    CASE WHEN r.answer = 'accepted' THEN r.due_on END AS due_on
FROM marts.recommendations AS r
LEFT JOIN marts.dim_school AS s USING (school_login)
WHERE r.half_year <= {half_year}
    AND (r.closed_half_year IS NULL OR r.closed_half_year > {half_year})
ORDER BY r.territory, r.school_login, r.half_year, r.recommendation_id
"""
_MEASURES = """
SELECT
    m.measure_id, m.school_login, m.recommendation_id, m.kind, m.starts_on, m.ends_on,
    m.responsible, m.status, s.name_ru AS school
FROM marts.measures AS m
LEFT JOIN marts.dim_school AS s ON m.current_login = s.school_login
WHERE m.status NOT IN ('done', 'cancelled')
ORDER BY s.territory, m.school_login, m.starts_on, m.measure_id
"""


@dataclass(frozen=True)
class OpenPapers:
    """Rows by column name: open recommendations, measures that are not finished."""

    recommendations: list[dict[str, Any]]
    measures: list[dict[str, Any]]


def open_papers(home: Home, half_year: str) -> OpenPapers:
    """What is open in a half-year, from the published file."""
    import duckdb

    if not home.published_file.exists():
        raise OporaError(
            f"nothing is published yet: there is no {home.published_file}; run 'opora run' first"
        )
    try:
        with duckdb.connect(str(home.published_file), read_only=True) as connection:
            return OpenPapers(
                _rows(connection, _RECOMMENDATIONS, half_year),
                _rows(connection, _MEASURES, half_year),
            )
    except duckdb.Error as error:
        first_line = str(error).partition("\n")[0]
        raise OporaError(
            f"{home.published_file} does not tell what is open ({first_line}); "
            "publish it anew with 'opora run'"
        ) from None


def _rows(connection: Any, query: str, half_year: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query.format(half_year=literal(half_year)))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
