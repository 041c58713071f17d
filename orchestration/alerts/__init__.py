"""Alerts of what Dagster knows: runs, checks and freshness policies that fail.

Belongs here: turning Dagster's records into troubles (a file each), and the sensor that looks. Not
here: who is told, how, and how often (`opora.alerts`).
"""

from orchestration.alerts.sensor import alert_sensor

__all__ = ["alert_sensor"]
