"""What can be wrong with alerts themselves, as one line.

Belongs here: the class. Who raises it says what was expected, and never shows a secret.
"""

from __future__ import annotations

from opora.errors import OporaError


class AlertError(OporaError):
    """Settings of alerts that can't be used, or a message that could not be delivered."""


class UnreachableError(AlertError):
    """Nobody answers at all: other messages to the same server would fare no better now."""
