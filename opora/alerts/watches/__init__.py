"""Looking at an installation for what no run reports: deliveries, days, the disk, the backup.

Belongs here: one look at all of it (`look_at`); a file per thing that is looked at. None of them
writes, and none needs Dagster: `opora alerts look` calls the same.
"""

from opora.alerts.watches.look import look_at, look_at_machine

__all__ = ["look_at", "look_at_machine"]
