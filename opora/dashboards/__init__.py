"""Dashboards as code: the bundle in `dashboards/` and the Superset that shows it.

Belongs here: reading and writing the bundle, starting Superset on a release, exporting back what
was changed in the browser, asking how fast its queries are. Superset has an environment of its own
(`.venv-superset/`); only what lies in `inside/` runs there. No figure is computed here: a dashboard
reads marts.
"""
