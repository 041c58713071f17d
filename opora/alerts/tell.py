"""The one place that tells people: what is seen, against what they know, out by mail and webhook.

Belongs here: the order of it, under a lock of its own. The writers' lock is not needed: alerts go
out while a run is at work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from opora.alerts.errors import AlertError
from opora.alerts.mail import send_mail
from opora.alerts.memory import Memory
from opora.alerts.message import Message, compose
from opora.alerts.outbox import Outbox
from opora.alerts.recipients import Recipient, read_recipients, shown_address
from opora.alerts.settings import MAIL_FROM, SMTP, Settings, read_settings
from opora.alerts.trouble import Seen
from opora.alerts.webhook import send_to_webhook
from opora.home import Home

_LOCK_SECONDS = 60


@dataclass(frozen=True)
class Told:
    """What came of telling: messages composed, sent, still waiting; a line per failure."""

    composed: int
    sent: int
    waiting: int
    failures: tuple[str, ...]


def tell(home: Home, seen: Seen, *, now: datetime | None = None) -> Told:
    """Tell everybody in `rules/alerts.csv` what is new to them, and send what waits.

    AlertError where settings can't be used; a server that does not answer is no error: its messages
    wait for the next call.
    """
    now = now or datetime.now(UTC)
    recipients, settings = read_recipients(home), read_settings()
    refuse_unreachable(recipients, settings)
    outbox = Outbox(_folder(home) / "outbox")
    composed = 0
    with _locked(home):
        memory = Memory(_folder(home) / "told.json")
        memory.forget_others(recipients)
        outbox.forget_others(recipients)
        for recipient in recipients:
            if news := memory.news_for(recipient, seen, now):
                outbox.put(compose(recipient.address, news, settings, now), now)
                composed += 1
        # after the messages are on the disk: told twice is better than never
        memory.keep()
        done = outbox.send(lambda each: deliver(each, settings), _route(settings), now)
    return Told(composed, done.sent, done.waiting, tuple(done.failures))


def standing_keys(home: Home) -> frozenset[str]:
    """The keys of which somebody has been told, and not yet that they are well again."""
    return Memory(_folder(home) / "told.json").keys


def deliver(message: Message, settings: Settings) -> None:
    """Send one message now; AlertError says why it did not arrive."""
    if "://" in message.address:
        send_to_webhook(message, settings.webhook_secret)
        return
    if settings.smtp is None:
        raise AlertError(f"{message.address} can't be written to: {SMTP} is not set")
    send_mail(message, settings.smtp)


def refuse_unreachable(recipients: tuple[Recipient, ...], settings: Settings) -> None:
    """AlertError where somebody is to get mail, and no mail server is named."""
    if settings.smtp is None and any(not each.is_webhook for each in recipients):
        raise AlertError(
            f"rules/alerts.csv names e-mail addresses, and {SMTP} is not set; expected "
            f"{SMTP}=smtp://user@host:587 and {MAIL_FROM}"
        )


def _route(settings: Settings) -> Callable[[Message], str]:
    def server(message: Message) -> str:
        if "://" in message.address:
            return shown_address(message.address)
        return settings.smtp.shown if settings.smtp else SMTP

    return server


@contextmanager
def _locked(home: Home) -> Iterator[None]:
    _folder(home).mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with FileLock(_folder(home) / "alerts.lock", timeout=_LOCK_SECONDS):
            yield
    except Timeout:
        raise AlertError(
            "another process has been sending alerts for a minute; try again"
        ) from None


def _folder(home: Home) -> Path:
    return home.private / "alerts"
