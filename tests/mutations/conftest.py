"""The tests of intake make valid files of foreign formats; the mutations use them, too."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "intake"))
