"""The recommendations that are open in a half-year, from the published file.

Belongs here: the question to the published file. Not here: how a form looks.
"""

from __future__ import annotations

from typing import Any

import duckdb

from opora.errors import OporaError
from opora.home import Home
from opora.sql import literal

#: Open at the end of the half-year, with the answer that was known by then: one of a later
#: half-year would come back as if it had been given now.
_OPEN = """
SELECT
    r.recommendation_id, r.school_login, r.addressee, r.text_ru AS recommended,
    r.evidence_ru AS evidence, r.due_on AS asked_by, s.name_ru AS school,
    CASE r.known_answer WHEN 'accepted' THEN true WHEN 'declined' THEN false END AS accepted,
    CASE WHEN r.known_answer <> '' THEN r.answer_comment END AS comment,
    CASE WHEN r.known_answer <> '' THEN r.answer_responsible END AS responsible,
    CASE WHEN r.known_answer = 'accepted' THEN r.due_on END AS due_on
FROM (
    SELECT
        *,
        CASE WHEN answered_half_year <= {half_year} THEN answer ELSE '' END AS known_answer
    FROM marts.recommendations
) AS r
LEFT JOIN marts.dim_school AS s USING (school_login)
WHERE r.half_year <= {half_year}
    AND (r.closed_half_year IS NULL OR r.closed_half_year > {half_year})
ORDER BY r.territory, r.school_login, r.half_year, r.recommendation_id
"""


def open_recommendations(home: Home, half_year: str) -> list[dict[str, Any]]:
    """Rows by column name; none where nothing is published yet."""
    if not home.published_file.exists():
        return []
    try:
        with duckdb.connect(str(home.published_file), read_only=True) as connection:
            cursor = connection.execute(_OPEN.format(half_year=literal(half_year)))
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    except duckdb.Error as error:
        first_line = str(error).partition("\n")[0]
        raise OporaError(
            f"Из файла {home.published_file} не узнать открытые рекомендации ({first_line}). "
            "Опубликуйте данные заново: opora run."
        ) from None
