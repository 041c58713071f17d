"""Older than it should be: the day somebody needs a backup is too late to learn of it.

Belongs here: the age of the newest backup, from the file that whatever makes backups touches when
it has succeeded; nothing else is known of it here.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from opora.alerts.settings import Settings
from opora.alerts.trouble import Level, Seen, Trouble
from opora.backup.make import STAMP
from opora.home import Home
from opora.office import on_the_office_clock


def backup_seen(home: Home, settings: Settings, now: dt.datetime) -> Seen:
    """An error where the newest is older than `backup_days`; a warning where none is known."""
    complete = frozenset({"backup"})
    made_at = _made_at(home.private / STAMP)
    if made_at is None:
        said = "О резервных копиях ничего не известно: ни одна ещё не отметилась."
        return Seen((_trouble(said, "warning"),), complete)
    if now - made_at <= dt.timedelta(days=settings.backup_days):
        return Seen((), complete)
    clock = on_the_office_clock(made_at.replace(tzinfo=None))
    said = (
        f"Последняя удачная резервная копия сделана {clock:%d.%m.%Y %H:%M}, а должна быть не "
        f"старше {settings.backup_days} сут."
    )
    return Seen((_trouble(said, "error"),), complete)


def _made_at(stamp: Path) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(stamp.stat().st_mtime, dt.UTC)
    except OSError:
        return None


def _trouble(said: str, level: Level) -> Trouble:
    return Trouble(
        kind="backup",
        name="newest",
        level=level,
        title="резервная копия",
        state="устарела" if level == "error" else "неизвестна",
        what=said,
        todo="Посмотрите, почему копирование не выполняется, и сделайте копию.",
        where="journalctl -u opora-backup; docs/deployment.md",
    )
