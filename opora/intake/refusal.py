"""The one way in which a whole file is turned away: a sentence for the person who sent it."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - it is an answer to the sender, not a fault of the program
    """A file that can't be taken; the text (Russian) says what is wrong and what to do."""
