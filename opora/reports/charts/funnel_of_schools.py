"""The funnel: the share below the threshold against the number of results it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd

from opora.reports.charts.look import BAD, FACT, GOOD, QUIET, WARN
from opora.reports.charts.named_points import names_beside, with_places
from opora.reports.source import Row
from opora.statistics import share_limits

_USUAL, _NEAR, _FAR = "обычная доля", "пределы", "дальние пределы"
#: The limits that `funnel_position` speaks of -> how many standard deviations away they are.
_DEVIATIONS = {_NEAR: "funnel_warning_deviations", _FAR: "funnel_alarm_deviations"}
_DASHES = {_USUAL: [1, 0], _NEAR: [5, 4], _FAR: [2, 2]}
#: How places look: told apart by colour, shape and size.
_LOOKS = {
    "far_above": (BAD, "triangle-up", 150),
    "above": (WARN, "triangle-up", 80),
    "within": (QUIET, "circle", 45),
    "below": (FACT, "triangle-down", 80),
    "far_below": (GOOD, "triangle-down", 150),
}
_STEPS = 80
_WIDTH, _HEIGHT = 700, 250
#: Room above the highest share; limits of tiny schools, far above it, are cut off there.
_HEADROOM = 1.15


def funnel_of_schools(
    rows: Sequence[Row],
    models: Sequence[Row],
    positions: Mapping[str, str],
    named: Mapping[tuple[str, str], str],
) -> alt.FacetChart:
    """`rows`: of the query `context_schools` with a place; `models`: of `context_models`.

    `positions`: what places are called. `named`: names that are written beside points, by subject
    area and login.
    """
    most = max(row["funnel_participants"] for row in rows)
    highest = min(100.0, max(10.0, _HEADROOM * max(row["fail_share"] for row in rows)))
    points = [
        {
            "subject": row["subject_area"],
            "participants": row["funnel_participants"],
            "share": row["fail_share"],
            "position": positions[row["funnel_position"]],
            "size": _LOOKS[row["funnel_position"]][2],
            "name": named.get((row["subject_area"], row["school_login"]), ""),
        }
        for row in rows
    ]
    subjects = dict.fromkeys(point["subject"] for point in points)
    drawn = [
        each
        for subject in subjects
        for each in with_places(
            [point for point in points if point["subject"] == subject],
            "participants",
            "share",
            most,
            highest,
        )
    ]
    lines = [
        line
        for model in models
        if model["subject_area"] in subjects
        for line in limits_of(model, most)
    ]
    found = {row["funnel_position"] for row in rows}
    looks = {positions[key]: look for key, look in _LOOKS.items() if key in found}
    of_limits = alt.Chart().transform_filter("isValid(datum.line)")
    of_schools = alt.Chart().transform_filter("!isValid(datum.line)")
    size = alt.X(
        "participants:Q",
        title="Результатов, которые сравниваются с порогом",
        axis=alt.Axis(tickMinStep=1),
        scale=alt.Scale(domain=[0, most], nice=True),
    )
    share = alt.Y(
        "share:Q", title="Не преодолели порог, %", scale=alt.Scale(domain=[0, highest], nice=True)
    )
    limits = of_limits.mark_line(color="#1d2a30", strokeWidth=1.2, clip=True, aria=False).encode(
        size,
        share,
        alt.StrokeDash(
            "kind:N",
            title=None,
            legend=alt.Legend(orient="top"),
            scale=alt.Scale(domain=list(_DASHES), range=list(_DASHES.values())),
        ),
        detail="line:N",
    )
    legend = alt.Legend(orient="top", title=None)
    schools = of_schools.mark_point(filled=True, opacity=0.9, aria=False).encode(
        size,
        share,
        alt.Color(
            "position:N",
            legend=legend,
            scale=alt.Scale(domain=list(looks), range=[look[0] for look in looks.values()]),
        ),
        alt.Shape(
            "position:N",
            legend=legend,
            scale=alt.Scale(domain=list(looks), range=[look[1] for look in looks.values()]),
        ),
        alt.Size("size:Q", scale=None, legend=None),
    )
    chart: alt.FacetChart = (
        alt.layer(
            limits,
            schools,
            *names_beside(of_schools, "participants", "share"),
            data=pd.DataFrame([*drawn, *lines]),
        )
        .properties(width=_WIDTH, height=_HEIGHT)
        .facet(alt.Facet("subject:N", title=None), columns=1)
    )
    return chart


def limits_of(model: Row, most: int) -> list[Row]:
    """Points of the lines of a funnel, up to so many results: the usual share and its limits."""
    usual, factor = model["funnel_share"], model["overdispersion"]
    if usual is None or factor is None:
        return []
    sizes = np.unique(np.geomspace(1, max(most, 2), _STEPS).round())
    lines = {(_USUAL, _USUAL): np.full(len(sizes), usual)}
    for kind, column in _DEVIATIONS.items():
        low, high = share_limits(sizes, usual / 100, deviations=model[column], factor=factor)
        lines |= {(kind, f"{kind}, снизу"): 100 * low, (kind, f"{kind}, сверху"): 100 * high}
    return [
        {
            "subject": model["subject_area"],
            "participants": size,
            "share": share,
            "kind": kind,
            "line": line,
        }
        for (kind, line), shares in lines.items()
        for size, share in zip(sizes.tolist(), shares.tolist(), strict=True)
    ]
