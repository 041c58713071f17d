"""Nearly full: a run on a full disk ends with one line, and nothing new is published.

Belongs here: the disk of OPORA_HOME.
"""

from __future__ import annotations

import shutil

from opora.alerts.settings import Settings
from opora.alerts.trouble import Seen, Trouble
from opora.home import Home

_NAME = "home"
#: It is well again only with that much more room: around the limit it would be told every minute.
_MARGIN = 1.25
_GIB = 2**30


def disk_seen(home: Home, settings: Settings, standing: frozenset[str]) -> Seen:
    """Whether less is free than `disk_free_percent`."""
    usage = shutil.disk_usage(_existing(home))
    free = usage.free / usage.total * 100
    trouble = Trouble(
        kind="disk",
        name=_NAME,
        level="error",
        title="место на диске",
        state="мало",
        what=f"Свободно {free:.0f} % ({usage.free / _GIB:.1f} ГиБ), а нужно не меньше "
        f"{settings.disk_free_percent} %. На полном диске расчёт остановится; опубликованное "
        "останется как есть.",
        todo="Освободите место или увеличьте диск.",
        where="df -h на сервере, папка OPORA_HOME",
    )
    limit = settings.disk_free_percent * (_MARGIN if trouble.key in standing else 1)
    return Seen((trouble,) if free < limit else (), frozenset({"disk"}))


def _existing(home: Home) -> str:
    return str(next(each for each in (home.root, *home.root.parents) if each.exists()))
