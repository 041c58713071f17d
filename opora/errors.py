"""The root of all errors that a person should read as one line.

Belongs here: the common class. Each station derives its own; the command line prints them
without a traceback.
"""

from __future__ import annotations


class OporaError(Exception):
    """Something a person can put right: the message says what, where and how."""
