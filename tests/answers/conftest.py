"""What tests of checks and answers share."""

from __future__ import annotations

import sys
from pathlib import Path

# the makers of foreign files import each other from there
sys.path.insert(0, str(Path(__file__).parents[1] / "intake"))
