"""A plain `dbt build`, as a person would start it: the baseline of a municipality."""

from __future__ import annotations

import os
import sys

from dbt.cli.main import dbtRunner

from opora.home import REPOSITORY, Home


def bare_build() -> bool:
    """Build all models and tests; whether it succeeded."""
    project = str(REPOSITORY / "dbt_project")
    home = Home.from_environment()
    target = str(home.private / "dbt")
    # the bench sets it blank, so that nobody's lake is touched; to dbt that is an address
    os.environ["OPORA_LAKE"] = str(home.lake)
    result = dbtRunner().invoke(
        [
            *("--quiet", "build", "--exclude-resource-type", "unit_test"),
            *("--project-dir", project, "--profiles-dir", project),
            *("--target-path", target, "--log-path", target),
        ]
    )
    return bool(result.success)


if __name__ == "__main__":
    sys.exit(0 if bare_build() else 1)
