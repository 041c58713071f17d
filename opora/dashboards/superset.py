"""Superset from outside: set up, filled with the bundle, asked for its dashboards.

Belongs here: starting `inside/assets.py` in Superset's environment and reading its answer.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from opora.dashboards.errors import DashboardError
from opora.dashboards.place import ADMINISTRATOR, Place, inside_script, python


def prepare(place: Place, contents: Mapping[str, str]) -> None:
    """Set up Superset's metadata, its administrator and our dashboards.

    `contents` are the files of a bundle. What users made themselves stays.
    """
    password, is_new = place.secret(place.password_file)
    _inside(
        place,
        "prepare",
        {"user": ADMINISTRATOR, "password": password, "reset": is_new, "contents": contents},
    )


def exported(place: Place, uuids: Sequence[str], slugs: Sequence[str] = ()) -> dict[str, str]:
    """Files of Superset's own export of these dashboards: name -> text."""
    asked = {"user": ADMINISTRATOR, "uuids": list(uuids), "slugs": list(slugs)}
    answer: dict[str, str] = json.loads(_inside(place, "export", asked))
    return answer


def _inside(place: Place, what: str, asked: Mapping[str, Any]) -> str:
    with place.log.open("a", encoding="utf-8") as log:
        done = subprocess.run(  # noqa: S603
            # -P: the script's own folder holds a config.py that nobody should import by accident
            [str(python()), "-P", str(inside_script()), what],
            input=json.dumps(asked),
            stdout=subprocess.PIPE,
            stderr=log,
            env=place.variables(),
            cwd=place.folder,
            encoding="utf-8",
        )
    if done.returncode:
        raise DashboardError(f"Superset failed ({what}); the end of {place.log} says why.")
    return done.stdout
