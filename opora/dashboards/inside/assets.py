"""What is done to Superset from within: set up, take the bundle, give dashboards back.

`prepare` reads JSON from standard input: `contents` (file names of a bundle and their text),
`user`, `password` and `reset` (give the user this password again). `export` reads `uuids` and
`slugs` of dashboards and writes file names and texts as JSON. Nothing secret stands in arguments.
Belongs here: calls of Superset's own commands, and no knowledge of our dashboards.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import yaml
from flask import g  # type: ignore[import-not-found]
from flask_migrate import upgrade  # type: ignore[import-untyped]
from superset.app import create_app  # type: ignore[import-not-found]


def main() -> None:
    """Do what the one argument says."""
    # Superset prints to standard output as it starts; the answer must stand there alone
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    asked = json.load(sys.stdin)
    with create_app().app_context():
        if sys.argv[1] == "prepare":
            _prepare(asked)
        else:
            with answer:
                json.dump(_export(asked), answer)


def _prepare(asked: dict[str, Any]) -> None:
    from superset.commands.importers.v1.assets import (  # type: ignore[import-not-found]
        ImportAssetsCommand,
    )
    from superset.exceptions import SupersetException  # type: ignore[import-not-found]
    from superset.extensions import appbuilder, db  # type: ignore[import-not-found]

    upgrade()
    appbuilder.add_permissions(update_perms=True)
    appbuilder.sm.sync_role_definitions()
    user = appbuilder.sm.find_user(asked["user"])
    if user is None:
        user = appbuilder.sm.add_user(
            asked["user"],
            *("Опора", "Администратор", "admin@localhost", appbuilder.sm.find_role("Admin")),
            password=asked["password"],
        )
        if not user:
            sys.exit("Superset made no administrator.")
    elif asked["reset"]:
        appbuilder.sm.reset_password(user.id, asked["password"])
    g.user = user
    command = ImportAssetsCommand(_with_what_users_added(asked["contents"]))
    try:
        command.run()
    except SupersetException as error:
        sys.exit(f"{error}: {getattr(error.__cause__, 'normalized_messages', lambda: '')()}")
    db.session.commit()


def _with_what_users_added(contents: dict[str, str]) -> dict[str, str]:
    """The bundle with the metrics and computed columns that its datasets have besides.

    Superset removes from a dataset what the imported file does not name, and with it the charts
    that users built on it.
    """
    from superset.connectors.sqla.models import SqlaTable  # type: ignore[import-not-found]
    from superset.extensions import db

    kept = dict(contents)
    for name, text in contents.items():
        if not name.startswith("datasets/"):
            continue
        dataset = yaml.safe_load(text)
        known = db.session.query(SqlaTable).filter_by(uuid=dataset["uuid"]).one_or_none()
        if known is None:
            continue
        ours = {metric["metric_name"] for metric in dataset["metrics"]}
        dataset["metrics"] += [
            _exported(metric) for metric in known.metrics if metric.metric_name not in ours
        ]
        ours = {column["column_name"] for column in dataset["columns"]}
        dataset["columns"] += [
            _exported(column)
            for column in known.columns
            if column.expression and column.column_name not in ours
        ]
        kept[name] = yaml.safe_dump(dataset, allow_unicode=True)
    return kept


def _exported(part: Any) -> dict[str, Any]:
    exported: dict[str, Any] = part.export_to_dict(
        recursive=False, include_parent_ref=False, include_defaults=True, export_uuids=False
    )
    if isinstance(exported.get("extra"), str):
        exported["extra"] = json.loads(exported["extra"])
    exported.pop("table_id", None)
    return exported


def _export(asked: dict[str, Any]) -> dict[str, str]:
    from superset.commands.dashboard.export import (  # type: ignore[import-not-found]
        ExportDashboardsCommand,
    )
    from superset.extensions import appbuilder, db
    from superset.models.dashboard import Dashboard  # type: ignore[import-not-found]

    g.user = appbuilder.sm.find_user(asked["user"])
    found = {
        dashboard.id
        for dashboard in db.session.query(Dashboard)
        if str(dashboard.uuid) in asked["uuids"] or dashboard.slug in asked["slugs"]
    }
    return {name: text() for name, text in ExportDashboardsCommand(sorted(found)).run()}


if __name__ == "__main__":
    main()
