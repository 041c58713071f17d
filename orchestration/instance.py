"""Dagster's own home: private/dagster in OPORA_HOME.

Belongs here: making it, with settings that suit one installation. A department may change the file;
it is written only where there is none.
"""

from __future__ import annotations

from pathlib import Path

from opora.durable import write_text
from opora.home import Home

_SETTINGS = """\
# Written by Opora where there was none; yours to change.
# Runs, events and logs are kept beside this file.
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  pools:
    # One writer at a time, from the landing zone to publication; others wait in the queue.
    default_limit: 1
    granularity: run
run_launcher:
  module: orchestration.run_launcher
  class: WatchedRunLauncher
run_monitoring:
  # A run whose process is gone (killed, out of memory, a power cut) counts as failed ...
  enabled: true
  poll_interval_seconds: 30
  start_timeout_seconds: 600
run_retries:
  # ... and is started again; a step that failed is not: its data or settings have to be mended.
  enabled: true
  max_retries: 2
  retry_on_asset_or_op_failure: false
"""


def ensure_dagster_home(home: Home) -> Path:
    """The folder for DAGSTER_HOME, with settings."""
    folder = home.private / "dagster"
    settings = folder / "dagster.yaml"
    if not settings.exists():
        write_text(settings, _SETTINGS)
    return folder
