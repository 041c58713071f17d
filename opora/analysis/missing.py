"""What the analysis had to do without, in lines for the terminal and for Dagster.

Belongs here: the words. The reasons are found where models are fitted; officers read them in the
marts, in Russian.
"""

from __future__ import annotations

import pandas as pd

#: Code of all components where no school of the population reports any.
NO_CONDITIONS = "no_conditions"
#: Code of a component that no school of the population can be compared by.
UNUSABLE_COMPONENT = "unusable_component"


def missing_models(models: pd.DataFrame) -> list[str]:
    """A line per context model that could not be fitted."""
    missing = models[models["state"] != "measured"]
    return [
        f"no context model of {row.subject_area} in {row.half_year}, {row.population}: {row.reason}"
        for row in missing.itertuples()
    ]


def missing_components(loadings: pd.DataFrame) -> list[str]:
    """A line per half-year and population whose index does without components, or isn't there.

    Where nobody has reported any conditions yet, there is nothing to warn of.
    """
    lines: list[str] = []
    for (half_year, population), group in loadings.groupby(["half_year", "population"]):
        missing = group.loc[group["reason"] == UNUSABLE_COMPONENT, "component"]
        if len(missing) == len(group):
            lines.append(
                f"no social well-being index in {half_year}, {population}: "
                "schools can't be compared by any component"
            )
        elif len(missing):
            lines.append(
                f"social well-being index of {half_year}, {population} without "
                f"{', '.join(missing)}: schools can't be compared by it"
            )
    return lines
