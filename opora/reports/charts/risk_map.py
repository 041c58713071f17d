"""The heat map of risks: how significant which factor is at which school."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from opora.reports.charts.labels import LINES, broken, school_labels
from opora.reports.source import Row

#: The significance that the query counts as a number.
SIGNIFICANCE = {"высокая": 3, "средняя": 2, "низкая": 1}
_WORDS = {value: word for word, value in SIGNIFICANCE.items()}
_LETTERS = {3: "В", 2: "С", 1: "Н"}
#: From light to dark, so that a copy in black and white says the same.
FILLS = {"низкая": "#f1efe6", "средняя": "#e3b26b", "высокая": "#94301f"}
_ROW_HEIGHT, _COLUMN_WIDTH = 20, 46

#: What the letters of the map mean.
KEY = (
    "В — высокая значимость, С — средняя, Н — низкая. Прописная буква: фактор назван в рисковом "
    "профиле «500+»; «?» — куратор его не подтвердил; «+» — данные показывают то же. Строчная "
    "буква: в профиле фактор не назван значимым, но его показывают данные (кадры, диагностики, "
    "результаты). Пустая клетка: в профиле фактора нет, и данные его не показывают (или их нет)."
)


def risk_map(rows: Sequence[Row]) -> alt.LayerChart | alt.FacetChart:
    """`rows`: of the query `risk_cells`, schools in the order in which they are to stand."""
    schools = school_labels(rows)
    factors = {row["risk_factor"]: broken(row["factor_ru"], 34) for row in rows}
    drawn = pd.DataFrame(
        {
            "school": schools[row["school_login"]],
            "factor": factors[row["risk_factor"]],
            "significance": _WORDS[shown],
            "letter": _letter(row),
        }
        for row in rows
        if (shown := shown_significance(row)) is not None
    )
    fields = alt.Chart(drawn).encode(
        alt.X(
            "factor:N",
            title=None,
            sort=sorted(set(factors.values())),
            axis=alt.Axis(orient="top", labelAngle=-90, labelExpr=LINES, labelPadding=8),
        ),
        alt.Y("school:N", title=None, sort=list(dict.fromkeys(schools.values()))),
    )
    squares = fields.mark_rect(stroke="white", strokeWidth=2).encode(
        alt.Color(
            "significance:N",
            title="Значимость",
            scale=alt.Scale(domain=list(FILLS), range=list(FILLS.values())),
            legend=alt.Legend(orient="bottom"),
        )
    )
    letters = fields.mark_text(fontSize=11).encode(
        alt.Text("letter:N"),
        color=alt.condition(
            alt.datum.significance == "высокая", alt.value("white"), alt.value("#1d2a30")
        ),
    )
    return alt.layer(squares, letters).properties(
        width=_COLUMN_WIDTH * len(factors), height=alt.Step(_ROW_HEIGHT)
    )


def is_named_by_data_only(row: Row) -> bool:
    """Whether the data name a factor that the profile doesn't."""
    return bool(row["agreement"] == "data_only")


def shown_significance(row: Row) -> int | None:
    """That of a field; None where neither profile nor data name the factor."""
    if is_named_by_data_only(row):
        return int(row["in_data"])
    return None if row["in_profile"] is None else int(row["in_profile"])


def _letter(row: Row) -> str:
    shown = shown_significance(row)
    if shown is None:
        return ""
    letter = _LETTERS[shown]
    if is_named_by_data_only(row):
        return letter.lower()
    doubt = "?" if row["is_verified"] is False else ""
    return letter + doubt + ("+" if row["agreement"] == "confirmed" else "")
