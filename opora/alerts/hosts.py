"""Names of hosts that can be looked up at all.

Belongs here: that one question, asked of webhooks (`recipients`) and of the mail server
(`settings`) before anything is sent. Not here: whether somebody answers there.
"""

from __future__ import annotations


def is_host(name: str | None) -> bool:
    """Whether a name can be looked up: no part of it is empty or longer than 63 letters."""
    if not name:
        return False
    try:
        name.encode("idna")
    except UnicodeError:
        return False
    return True
