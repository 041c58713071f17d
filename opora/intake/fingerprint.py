"""What decides how a file is read, as one short text.

Belongs here: which files and versions that are. Not here: what follows from a change of it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from opora import __version__
from opora.contracts.load import CONTRACTS
from opora.home import Home
from opora.intake import adapters
from opora.intake.mapping import mapping_files
from opora.rules import rules_fingerprint


def intake_fingerprint(home: Home) -> str:
    """A hash of contracts, mappings, adapters, rules and this program's version."""
    digest = hashlib.sha256(f"{__version__} {rules_fingerprint(home)}".encode())
    formats = sorted(Path(adapters.__path__[0]).glob("*.py"))
    for path in (*sorted(CONTRACTS.glob("*.yaml")), *mapping_files(home), *formats):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
