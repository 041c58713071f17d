"""Backups: what was there is written down while nobody writes, and compared after a restore.

Belongs here: the lock (`make`), the list of what belongs into a backup (`inventory`) and the check
(`verify`, `restore`). Not here: copying, encrypting, keeping: a program that is made for it does
that (`deploy/bin/opora-backup` uses restic).
"""

from opora.backup.inventory import Inventory, read_inventory
from opora.backup.make import BackupError, make_backup
from opora.backup.restore import restore_backup
from opora.backup.verify import Verified, verify_home

__all__ = [
    "BackupError",
    "Inventory",
    "Verified",
    "make_backup",
    "read_inventory",
    "restore_backup",
    "verify_home",
]
