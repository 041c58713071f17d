"""`reports/index.html`: where everything is that people look at.

Belongs here: the list of what is there. Not here: the pages it leads to.
"""

from __future__ import annotations

from opora.home import Home


def write_start_page(home: Home) -> None:
    """Write the page anew; links that lead nowhere are left out."""
