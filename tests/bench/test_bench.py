"""The benchmark's own parts; what it measures is never asserted here."""

from __future__ import annotations

from pathlib import Path

import pytest

from opora.bench.floor import run_floor
from opora.bench.measure import Measured, measure
from opora.demo import write_region
from opora.errors import OporaError


def test_the_floor_counts_all_rows_and_cells(tmp_path: Path) -> None:
    known = write_region(
        tmp_path / "landing", tmp_path / "rules", schools=6, participants=300, files=2
    )
    files = next((tmp_path / "landing").glob("*/assessment_results"))
    counted = run_floor(files, tmp_path / "floor")
    assert counted["rows"] == known.rows
    assert 6 <= counted["cells"] < counted["rows"]


def test_a_command_is_measured_with_its_report(tmp_path: Path) -> None:
    write_region(tmp_path / "landing", tmp_path / "rules", schools=6, participants=300, files=2)
    files = next((tmp_path / "landing").glob("*/assessment_results"))
    measured = measure("opora.bench.floor", [str(files), str(tmp_path / "floor")], {})
    assert isinstance(measured, Measured)
    assert measured.seconds > 0
    assert measured.peak_bytes > 1 << 20
    assert measured.report["rows"] > 0


def test_a_failing_command_says_what_it_said_last(tmp_path: Path) -> None:
    with pytest.raises(OporaError, match=r"opora\.bench\.floor ended with code 1.*No files found"):
        measure("opora.bench.floor", [str(tmp_path / "nothing"), str(tmp_path / "floor")], {})
