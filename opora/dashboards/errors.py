"""What goes wrong with dashboards.

Belongs here: the error of this station, one line for whoever starts or changes dashboards.
"""

from __future__ import annotations

from opora.errors import OporaError


class DashboardError(OporaError):
    """Superset can't be started, or the bundle is not what it should be."""
