"""Cut files off in the middle, as a kill or a power cut may leave them, and run the pipeline.

    python tests/crash/cut_off.py PREPARED

Belongs here: everything between the stations that is only remembered, never the only place of
anything: a run must take an unreadable one for a missing one. Not here: the lake, the ledger and
snapshots, which are written whole or not at all (`opora.durable`).
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from children import import_what_is_slow
from situations import Workshop

#: Of a home after a run; patterns, of which each must find something.
CUT = (
    "private/checksums.json",
    "private/writer.json",
    "private/dbt/target/manifest.json",
    "private/dbt/target/manifest.stamp",
    "private/dbt/target/partial_parse.msgpack",
    "private/dbt/target/run_results*.json",
    "warehouse/build.json",
    "warehouse/build.duckdb",
    "warehouse/published.json",
    "reports/data_docs/**/*.html",
    "lake/rules/*.parquet",
)


def main(prepared: Path) -> int:
    """1 where the next run does not make what it makes of whole files."""
    workshop = Workshop(prepared)
    (*_, situation) = workshop.prepared()
    import_what_is_slow()
    workshop.restore(situation)
    for pattern in CUT:
        found = list(workshop.home.root.glob(pattern))
        assert found, pattern
        for path in found:
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    workshop.run()
    pages = (workshop.home.reports / "data_docs").rglob("*.html")
    problems = workshop.differences(situation) + [
        f"half a page: {page}" for page in pages if b"</html>" not in page.read_bytes()
    ]
    print(*problems or ["as if all had been whole"], sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
