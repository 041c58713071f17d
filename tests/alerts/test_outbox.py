"""Messages that wait: none is lost to a dead server, order is kept, and there is an end to it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from some_troubles import MONDAY

from opora.alerts import AlertError
from opora.alerts.errors import UnreachableError
from opora.alerts.message import Message
from opora.alerts.outbox import Outbox, Round

MINUTE = dt.timedelta(minutes=1)


class Server:
    """Delivers, or fails as it is told to."""

    def __init__(self) -> None:
        self.error: AlertError | None = None
        self.refused: frozenset[str] = frozenset()
        self.asked: list[str] = []
        self.got: list[str] = []

    def deliver(self, message: Message) -> None:
        self.asked.append(message.subject)
        if message.address in self.refused:
            raise AlertError(f"{message.address} is refused")
        if self.error:
            raise self.error
        self.got.append(message.subject)

    def round(self, outbox: Outbox, now: dt.datetime) -> Round:
        self.asked.clear()
        return outbox.send(self.deliver, lambda _: "server", now)


def put(
    outbox: Outbox, subject: str, address: str = "a@example.org", at: dt.datetime = MONDAY
) -> None:
    outbox.put(Message(address, subject, "text", {"id": subject}), at)


def test_a_dead_server_is_asked_once_a_round_with_growing_pauses(tmp_path: Path) -> None:
    outbox, server = Outbox(tmp_path), Server()
    for subject, address in (
        ("1", "a@example.org"),
        ("2", "b@example.org"),
        ("3", "a@example.org"),
    ):
        put(outbox, subject, address)
    server.error = UnreachableError("nobody answers")
    done = server.round(outbox, MONDAY)
    assert (done.sent, done.waiting, done.failures) == (0, 3, ["nobody answers"])
    assert server.asked == ["1"]
    # 1 is put off by a minute; 2 is somebody else's, and was not tried yet
    server.round(outbox, MONDAY + MINUTE / 2)
    assert server.asked == ["2"]
    server.round(outbox, MONDAY + MINUTE)
    assert server.asked == ["1"]
    server.round(outbox, MONDAY + 2 * MINUTE)
    assert server.asked == ["2"]
    server.error = None
    done = server.round(outbox, MONDAY + 60 * MINUTE)
    assert (done.sent, done.waiting) == (3, 0)
    assert server.got == ["1", "2", "3"]
    assert list(tmp_path.iterdir()) == []


def test_one_refused_address_holds_up_nobody_else(tmp_path: Path) -> None:
    outbox, server = Outbox(tmp_path), Server()
    put(outbox, "1", "nobody@example.org")
    put(outbox, "2", "nobody@example.org")
    put(outbox, "3")
    server.refused = frozenset({"nobody@example.org"})
    done = server.round(outbox, MONDAY)
    assert server.asked == ["1", "3"]
    assert (done.sent, done.waiting) == (1, 2)


def test_whatever_one_message_raises_the_others_go_out(tmp_path: Path) -> None:
    outbox, got = Outbox(tmp_path), []
    put(outbox, "1", "https://hooks..example.org/secret")
    put(outbox, "2")

    def deliver(message: Message) -> None:
        if "://" in message.address:
            raise UnicodeError("label empty or too long: secret")
        got.append(message.subject)

    done = outbox.send(deliver, lambda _: "server", MONDAY)
    assert got == ["2"]
    assert (done.sent, done.waiting) == (1, 1)
    assert done.failures == [
        "a message to https://hooks..example.org/… could not be sent: UnicodeError"
    ]


def test_what_nobody_takes_for_a_week_is_dropped_and_that_is_said(tmp_path: Path) -> None:
    outbox, server = Outbox(tmp_path), Server()
    put(outbox, "old")
    put(outbox, "new", at=MONDAY + dt.timedelta(days=5))
    done = server.round(outbox, MONDAY + dt.timedelta(days=7, minutes=1))
    assert server.got == ["new"]
    assert done.failures == [
        "a message to a@example.org of 2024-07-01 06:00 UTC could not be delivered and was dropped"
    ]


def test_the_oldest_go_when_there_are_too_many(tmp_path: Path) -> None:
    outbox, server = Outbox(tmp_path), Server()
    for number in range(203):
        put(outbox, str(number))
    server.error = UnreachableError("nobody answers")
    done = server.round(outbox, MONDAY)
    assert done.waiting == 200
    assert len(done.failures) == 3 + 1
    assert server.asked == ["3"]


def test_what_is_damaged_stops_nothing(tmp_path: Path) -> None:
    outbox, server = Outbox(tmp_path), Server()
    (tmp_path / "1.json").write_text("{")
    put(outbox, "1")
    assert server.round(outbox, MONDAY).sent == 1


def test_what_waits_is_for_its_owner_only(tmp_path: Path) -> None:
    put(Outbox(tmp_path), "1")
    (path,) = tmp_path.iterdir()
    assert path.stat().st_mode & 0o077 == 0
