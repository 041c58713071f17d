"""A failing thing is told once until it changes, with a reminder, and once when it is well."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from some_troubles import MONDAY, recipient, trouble

from opora.alerts import Seen
from opora.alerts.memory import Memory
from opora.alerts.recipients import Recipient, Wish

DAY = dt.timedelta(days=1)


class Reader:
    """One recipient, whose memory is read anew at each look, as by another process."""

    def __init__(self, folder: Path, who: Recipient) -> None:
        self.path, self.who = folder / "told.json", who

    def look(self, seen: Seen, now: dt.datetime) -> list[tuple[str, str]]:
        memory = Memory(self.path)
        news = memory.news_for(self.who, seen, now)
        memory.keep()
        return [(each.event, each.trouble.key) for each in news]


def seen(*troubles: object, complete: tuple[str, ...] = ("run",)) -> Seen:
    return Seen(tuple(troubles), frozenset(complete))  # type: ignore[arg-type]


def test_told_once_then_reminded_then_well(tmp_path: Path) -> None:
    reader = Reader(tmp_path, recipient(run=Wish("error", 2)))
    failing, key = trouble(), "run half_year 2024-H1"
    assert reader.look(seen(failing), MONDAY) == [("new", key)]
    assert reader.look(seen(failing), MONDAY + DAY) == []
    assert reader.look(seen(failing), MONDAY + 2 * DAY) == [("reminder", key)]
    assert reader.look(seen(failing), MONDAY + 3 * DAY) == []
    assert reader.look(seen(), MONDAY + 4 * DAY) == [("well", key)]
    assert reader.look(seen(), MONDAY + 5 * DAY) == []
    assert reader.look(seen(failing), MONDAY + 6 * DAY) == [("new", key)]


def test_never_reminded_where_nobody_wants_it(tmp_path: Path) -> None:
    reader = Reader(tmp_path, recipient(run=Wish("error", 0)))
    reader.look(seen(trouble()), MONDAY)
    assert reader.look(seen(trouble()), MONDAY + 400 * DAY) == []


def test_what_changed_is_told_and_keeps_its_beginning(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "told.json")
    memory.news_for(recipient(), seen(trouble(fingerprint="1")), MONDAY)
    (news,) = memory.news_for(recipient(), seen(trouble(fingerprint="2")), MONDAY + DAY)
    assert (news.event, news.since) == ("changed", MONDAY)


def test_other_words_about_the_same_are_no_news(tmp_path: Path) -> None:
    reader = Reader(tmp_path, recipient())
    reader.look(seen(trouble(what="не сдали 3 из 4")), MONDAY)
    assert reader.look(seen(trouble(what="не сдали 2 из 4")), MONDAY + DAY) == []


def test_what_was_not_looked_at_is_as_it_was(tmp_path: Path) -> None:
    reader = Reader(tmp_path, recipient())
    reader.look(seen(trouble()), MONDAY)
    assert reader.look(seen(complete=("disk",)), MONDAY + DAY) == []
    named = Seen(well=frozenset({"run half_year 2024-H1"}))
    assert reader.look(named, MONDAY + DAY) == [("well", "run half_year 2024-H1")]


def test_a_warning_reaches_only_who_asked_for_it(tmp_path: Path) -> None:
    warning = seen(trouble(level="warning"))
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    errors = Reader(tmp_path / "a", recipient(run=Wish("error", 7)))
    both = Reader(tmp_path / "b", recipient(run=Wish("warning", 7)))
    assert errors.look(warning, MONDAY) == []
    assert [event for event, _ in both.look(warning, MONDAY)] == ["new"]
    errors.look(seen(trouble()), MONDAY)
    assert [event for event, _ in errors.look(warning, MONDAY)] == ["well"]


def test_kinds_nobody_asked_for_are_not_told(tmp_path: Path) -> None:
    reader = Reader(tmp_path, recipient(disk=Wish("error", 7)))
    assert reader.look(seen(trouble()), MONDAY) == []


def test_a_kind_that_is_asked_for_no_more_is_forgotten_without_a_word(tmp_path: Path) -> None:
    Reader(tmp_path, recipient()).look(seen(trouble()), MONDAY)
    fewer = Reader(tmp_path, recipient(disk=Wish("error", 7)))
    assert fewer.look(seen(), MONDAY) == []
    assert Memory(tmp_path / "told.json").keys == frozenset()


def test_a_damaged_memory_tells_all_once_more(tmp_path: Path) -> None:
    reader = Reader(tmp_path, recipient())
    reader.look(seen(trouble()), MONDAY)
    reader.path.write_text("{", encoding="utf-8")
    assert [event for event, _ in reader.look(seen(trouble()), MONDAY)] == ["new"]
