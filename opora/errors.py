"""The root of all errors that a person should read as one line.

Belongs here: the common class. Each station derives its own; the command line prints them
without a traceback.
"""

from __future__ import annotations

from collections.abc import Iterator


class OporaError(Exception):
    """Something a person can put right: the message says what, where and how."""


def chain(error: BaseException) -> Iterator[BaseException]:
    """An error, what it was raised from, what that was raised from …"""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__
