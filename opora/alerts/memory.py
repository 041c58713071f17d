"""What each recipient has been told: a failing thing is told once until it changes.

Belongs here: comparing what is seen with what was told. Kept in `private/alerts/told.json`. Not
here: the words of a message, or whether it arrived (`outbox`).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from opora.alerts.recipients import Recipient
from opora.alerts.trouble import Seen, Trouble
from opora.durable import write_text

Event = Literal["new", "changed", "reminder", "well"]


@dataclass(frozen=True)
class News:
    """Something to tell: `trouble` as it is, or, when it is well again, as it was told."""

    event: Event
    trouble: Trouble
    since: datetime


@dataclass(frozen=True)
class _Told:
    trouble: Trouble
    since: datetime
    told_at: datetime


class Memory:
    """What was told to whom; a file that is lost or damaged means that all is told once more."""

    def __init__(self, path: Path) -> None:
        """`path`: where it is kept."""
        self._path = path
        self._told = _read(path)

    @property
    def keys(self) -> frozenset[str]:
        """Of what somebody has been told, and not yet that it is well again."""
        return frozenset(key for told in self._told.values() for key in told)

    def news_for(self, recipient: Recipient, seen: Seen, now: datetime) -> list[News]:
        """What a recipient has to be told now; remembered as told."""
        told = self._told.setdefault(recipient.address, {})
        # what nobody asks for any more is forgotten without a word
        for key in [key for key, known in told.items() if not _wants_kind(recipient, known)]:
            del told[key]
        current = {trouble.key: trouble for trouble in seen.troubles if _wants(recipient, trouble)}
        news = []
        for key, trouble in current.items():
            known = told.get(key)
            event = _event(recipient, trouble, known, now)
            since = known.since if known else now
            if event is not None:
                news.append(News(event, trouble, since))
                told[key] = _Told(trouble, since, now)
        unwanted = {trouble.key for trouble in seen.troubles} - current.keys()
        for key, known in list(told.items()):
            # what is only a warning now is well for whom asks for errors
            if seen.is_well(key) or key in unwanted:
                news.append(News("well", known.trouble, known.since))
                del told[key]
        return news

    def forget_others(self, recipients: tuple[Recipient, ...]) -> None:
        """Of whoever is not asked for any more, nothing is kept."""
        addresses = {recipient.address for recipient in recipients}
        self._told = {address: t for address, t in self._told.items() if address in addresses}

    def keep(self) -> None:
        """Write it, if it changed."""
        if self._told != _read(self._path):
            write_text(self._path, _as_text(self._told), mode=0o600)


def _wants_kind(recipient: Recipient, known: _Told) -> bool:
    return known.trouble.kind in recipient.wishes


def _wants(recipient: Recipient, trouble: Trouble) -> bool:
    wish = recipient.wishes.get(trouble.kind)
    return wish is not None and (trouble.level == "error" or wish.level == "warning")


def _event(
    recipient: Recipient, trouble: Trouble, known: _Told | None, now: datetime
) -> Event | None:
    if known is None:
        return "new"
    if (known.trouble.fingerprint, known.trouble.level) != (trouble.fingerprint, trouble.level):
        return "changed"
    days = recipient.wishes[trouble.kind].remind_after_days
    if days and now - known.told_at >= timedelta(days=days):
        return "reminder"
    return None


def _read(path: Path) -> dict[str, dict[str, _Told]]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {
            address: {key: _from_json(each) for key, each in told.items()}
            for address, told in kept.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _from_json(each: dict[str, object]) -> _Told:
    fields = dict(each["trouble"])  # type: ignore[call-overload]
    lists = {name: tuple(fields[name]) for name in ("half_years", "datasets")}
    since, told_at = (datetime.fromisoformat(str(each[n])) for n in ("since", "told_at"))
    return _Told(Trouble(**(fields | lists)), since.astimezone(UTC), told_at.astimezone(UTC))


def _as_text(kept: dict[str, dict[str, _Told]]) -> str:
    plain = {
        address: {
            key: {
                "trouble": asdict(each.trouble),
                "since": each.since.isoformat(),
                "told_at": each.told_at.isoformat(),
            }
            for key, each in told.items()
        }
        for address, told in kept.items()
        if told
    }
    return json.dumps(plain, ensure_ascii=False, indent=1)
