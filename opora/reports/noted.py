"""Which release the reports were brought up to last, so that an untouched one is not read again.

Belongs here: the note, and asking it without importing what draws charts. It only spares work:
without it each report is compared with what it was made from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

from opora.durable import write_text
from opora.home import Home
from opora.reports.made import is_whole
from opora.reports.report import VOCABULARIES
from opora.reports.texts import RULE as TEXTS
from opora.rules import rule_fingerprints

#: What makes reports: another wording is another report.
_CODE = frozenset({".py", ".sql", ".j2", ".css"})


def are_current(home: Home) -> bool:
    """Whether there is nothing to do since the reports were last brought up to date."""
    try:
        noted = json.loads(_note_file(home).read_text(encoding="utf-8"))
        now = _now(home)
    except (OSError, ValueError):
        # never written, half of it is lost, nothing published: the reports say what they are of
        return False
    return (
        isinstance(noted, dict)
        and noted.get("of") == now
        and start_page(home).exists()
        and all(is_whole(home.reports / folder) for folder in noted["reports"])
    )


def note_current(home: Home, folders: Iterable[Path]) -> None:
    """Remember that these reports are all that should be there, and up to date."""
    reports = [folder.relative_to(home.reports).as_posix() for folder in folders]
    write_text(_note_file(home), json.dumps({"of": _now(home), "reports": reports}))


def start_page(home: Home) -> Path:
    """The page that leads to everything people look at; written last."""
    return home.reports / "index.html"


@cache
def code_of_reports() -> str:
    """A SHA-256 of everything that makes reports."""
    digest = sha256()
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in _CODE:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _now(home: Home) -> list[str | int]:
    rules = rule_fingerprints(home)
    # its name may be the same as before: without symlinks it is a copy of the release
    published = home.published_file.stat()
    # of the rules those whose words stand in reports and in no mart
    words = (rules[TEXTS], rules[VOCABULARIES])
    return [published.st_size, published.st_mtime_ns, code_of_reports(), *words]


def _note_file(home: Home) -> Path:
    return home.private / "reports.json"
