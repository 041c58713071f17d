"""The office that an installation works for: its time, in which people read and plan.

Belongs here: what `OPORA_TIMEZONE` says. Not here: times that are kept, which are UTC.
"""

from __future__ import annotations

import datetime as dt
import os
from zoneinfo import ZoneInfo

from opora.errors import OporaError

#: Where the office is; `OPORA_TIMEZONE` overrides it.
_TIMEZONE = "Europe/Moscow"


def office_timezone() -> str:
    """The time zone of the office; OporaError where there is none of that name."""
    return _zone().key


def today_in_the_office() -> dt.date:
    """The day on the office's wall."""
    return dt.datetime.now(_zone()).date()


def on_the_office_clock(moment: dt.datetime) -> dt.datetime:
    """A moment that was kept in UTC, without its zone, as the office's clock showed it."""
    return moment.replace(tzinfo=dt.UTC).astimezone(_zone())


def _zone() -> ZoneInfo:
    name = os.environ.get("OPORA_TIMEZONE", _TIMEZONE)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise OporaError(
            f"OPORA_TIMEZONE names no time zone: {name!r}; one is {_TIMEZONE}"
        ) from None
