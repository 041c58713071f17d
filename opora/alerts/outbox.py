"""Messages that wait to be sent: a dead server delays them, and stops nothing else.

Belongs here: the folder `private/alerts/outbox`, a file per message, and when to try again. Bounded
in number and age: what can't be delivered for days is dropped, and that is said. Not here: how a
message is delivered.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from opora.alerts.errors import AlertError, UnreachableError
from opora.alerts.message import Message
from opora.alerts.recipients import Recipient, shown_address
from opora.durable import write_text

_MOST = 200
_OLDEST = timedelta(days=7)
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=1)
#: Dagster gives a sensor 60 seconds.
_SECONDS_A_ROUND = 30


@dataclass(frozen=True)
class _Waiting:
    message: Message
    since: datetime
    attempts: int
    not_before: datetime


@dataclass
class Round:
    """What one round of sending did; `failures`: one line each."""

    sent: int = 0
    waiting: int = 0
    failures: list[str] = field(default_factory=list)


class Outbox:
    """The messages of one installation that wait; whoever uses it holds the lock of alerts."""

    def __init__(self, folder: Path) -> None:
        """`folder`: where they are kept."""
        self._folder = folder

    def put(self, message: Message, now: datetime) -> None:
        """Keep a message until it is delivered."""
        name = f"{time.time_ns()}-{message.payload['id']}.json"
        _write(self._folder / name, _Waiting(message, now, 0, now))

    def forget_others(self, recipients: tuple[Recipient, ...]) -> None:
        """What waits for whoever is not asked for any more is removed."""
        addresses = {recipient.address for recipient in recipients}
        for path, waiting in self._all():
            if waiting.message.address not in addresses:
                path.unlink()

    def send(
        self, deliver: Callable[[Message], None], route: Callable[[Message], str], now: datetime
    ) -> Round:
        """Deliver what is due, oldest first; each recipient's in their order.

        `route` names the server behind a message: one that does not answer is asked once a round.
        """
        done = Round()
        done.failures += self._dropped(now)
        stuck: set[str] = set()
        started = time.monotonic()
        for path, waiting in self._all():
            message = waiting.message
            server = route(message)
            is_out_of_time = time.monotonic() - started > _SECONDS_A_ROUND
            if is_out_of_time or waiting.not_before > now or {message.address, server} & stuck:
                stuck.add(message.address)
                continue
            try:
                deliver(message)
            except Exception as error:
                # whatever one message raises: the others go out
                stuck.add(message.address)
                if isinstance(error, UnreachableError):
                    stuck.add(server)
                done.failures.append(_said(error, message))
                _write(path, _put_off(waiting, now))
            else:
                path.unlink()
                done.sent += 1
        done.waiting = sum(1 for _ in self._all())
        return done

    def _dropped(self, now: datetime) -> Iterator[str]:
        kept = list(self._all())
        too_many = len(kept) - _MOST
        for number, (path, waiting) in enumerate(kept):
            if number < too_many or now - waiting.since > _OLDEST:
                path.unlink()
                yield (
                    f"a message to {shown_address(waiting.message.address)} of "
                    f"{waiting.since:%Y-%m-%d %H:%M} UTC could not be delivered and was dropped"
                )

    def _all(self) -> Iterator[tuple[Path, _Waiting]]:
        for path in sorted(self._folder.glob("*.json")):
            try:
                yield path, _read(path)
            except (ValueError, KeyError, TypeError):
                # not ours, or damaged: it could never be sent
                path.unlink()


def _said(error: Exception, message: Message) -> str:
    if isinstance(error, AlertError):
        return str(error)
    # the text of others may hold anything
    return (
        f"a message to {shown_address(message.address)} could not be sent: {type(error).__name__}"
    )


def _put_off(waiting: _Waiting, now: datetime) -> _Waiting:
    pause = min(_FIRST_PAUSE * 2**waiting.attempts, _LONGEST_PAUSE)
    return replace(waiting, attempts=waiting.attempts + 1, not_before=now + pause)


def _read(path: Path) -> _Waiting:
    kept = json.loads(path.read_text(encoding="utf-8"))
    return _Waiting(
        Message(**kept["message"]),
        datetime.fromisoformat(kept["since"]),
        int(kept["attempts"]),
        datetime.fromisoformat(kept["not_before"]),
    )


def _write(path: Path, waiting: _Waiting) -> None:
    plain = asdict(waiting) | {
        "since": waiting.since.isoformat(),
        "not_before": waiting.not_before.isoformat(),
    }
    write_text(path, json.dumps(plain, ensure_ascii=False), mode=0o600)
