"""What a server starts ends with one line where it can't do its work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from opora.home import REPOSITORY, Home


def test_a_code_server_that_cannot_load_the_pipeline_ends_with_one_line(
    home: Home, tmp_path: Path
) -> None:
    home.rules.mkdir()
    (home.rules / "half_years.csv").write_text(
        "half_year,starts_on,ends_on,report_due_on,source\n"
        "2030-H1,2030-01-01,June,2030-07-25,приказ\n",
        encoding="utf-8",
    )
    environment = {
        **os.environ,
        "OPORA_HOME": str(home.root),
        "OPORA_CODE_SOCKET": str(tmp_path / "code.sock"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "orchestration", "code"],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("opora: ")
    assert "half_years.csv, row 2, column ends_on: «June»; expected a date" in line
