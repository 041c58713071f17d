"""Alerts: telling people by e-mail or webhook what fails, once, and when it is well again.

Belongs here: who wants to hear of what (`recipients`), how mail and webhooks are reached
(`settings`), what each has been told (`memory`), the words (`message`), what waits to be sent
(`outbox`, `mail`, `webhook`), the one place that does it all (`tell`), and looking at an
installation for what nobody else reports (`watches`). Not here: what Dagster knows of runs, checks
and freshness (`orchestration.alerts`), nor anything that a run needs: a dead mail server never
stops one.
"""

from opora.alerts.errors import AlertError
from opora.alerts.tell import Told, standing_keys, tell
from opora.alerts.trouble import KINDS, Seen, Trouble

__all__ = ["KINDS", "AlertError", "Seen", "Told", "Trouble", "standing_keys", "tell"]
