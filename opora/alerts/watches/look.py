"""One look at an installation.

Belongs here: which watches there are. The machine is looked at often, the published deliveries only
when something may have changed: that opens a file of gigabytes.
"""

from __future__ import annotations

import datetime as dt

from opora.alerts.settings import Settings
from opora.alerts.trouble import Seen
from opora.alerts.watches.backup import backup_seen
from opora.alerts.watches.deliveries import deliveries_seen
from opora.alerts.watches.disk import disk_seen
from opora.home import Home


def look_at_machine(
    home: Home, settings: Settings, standing: frozenset[str], now: dt.datetime
) -> Seen:
    """The disk and the backup; `standing`: keys of which somebody has been told."""
    return disk_seen(home, settings, standing) + backup_seen(home, settings, now)


def look_at(
    home: Home, settings: Settings, standing: frozenset[str], now: dt.datetime, today: dt.date
) -> Seen:
    """Everything; `today`: the day on the office's wall."""
    return look_at_machine(home, settings, standing, now) + deliveries_seen(home, today)
