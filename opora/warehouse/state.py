"""What the last build was made from, and therefore what the next one has to do.

Belongs here: fingerprints and `warehouse/build.json`. Everything here is cheap (no dbt, no
DuckDB): a run with nothing new must end at once.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal, cast

from opora.durable import write_text
from opora.environment import variables
from opora.errors import OporaError
from opora.home import REPOSITORY, Home
from opora.lake.files import folder_of
from opora.lake.ledger_packs import is_grown
from opora.rules import rules_fingerprint
from opora.snapshot.revisions import listing
from opora.warehouse.phases import PHASES, SNAPSHOT

PROJECT = REPOSITORY / "dbt_project"
CONTRACTS = REPOSITORY / "data_contracts"
#: The code behind the phases that are Python.
IN_PYTHON = tuple(
    REPOSITORY / "opora" / each for each in ("analysis", "cycle", "statistics", "snapshot")
)
#: So many phases come before the snapshots.
_BEFORE_SNAPSHOT = PHASES.index(SNAPSHOT)

#: What dbt writes when somebody runs it inside the project by hand.
_NOT_SOURCES = ("target", "logs", "dbt_packages", ".user.yml")

#: What runs dbt's models.
Engine = Literal["duckdb", "spark"]
ENGINES: tuple[Engine, ...] = ("duckdb", "spark")
_VARIABLE = "OPORA_TARGET"

#: Size and time beside the name: a lake made anew may use the names of the old one.
LedgerFiles = Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class BuildState:
    """The last build that was begun, and the phases of it that are done."""

    fingerprint: str
    ledger: LedgerFiles
    is_full_refresh: bool
    phases: tuple[str, ...] = ()
    #: The revisions and approvals that the warehouse shows.
    snapshots: str = ""
    engine: Engine = "duckdb"

    @property
    def is_complete(self) -> bool:
        """Whether it went all the way."""
        return self.phases == PHASES

    @property
    def next_phase(self) -> str | None:
        """The phase that comes next; None when all are done."""
        return None if self.is_complete else PHASES[len(self.phases)]

    @property
    def last_ledger_file(self) -> str | None:
        """The batch that the build has seen last."""
        return max((name for name in self.ledger if not name.startswith("_")), default=None)


def chosen_engine(home: Home) -> Engine:
    """The engine that `OPORA_TARGET` names, else that of the last build; DuckDB where none is."""
    named = os.environ.get(_VARIABLE, "")
    if named and named not in ENGINES:
        raise OporaError(f"{_VARIABLE} is one of {', '.join(ENGINES)}, not {named!r}")
    if named:
        return cast(Engine, named)
    last = read_state(home)
    return last.engine if last else "duckdb"


@contextmanager
def chosen(engine: str | None) -> Iterator[None]:
    """Choose the engine for what is done inside; None leaves the choice as it is."""
    with variables(**({} if engine is None else {_VARIABLE: engine})):
        yield


def needs_build(home: Home, *, project: Path = PROJECT) -> bool:
    """Whether deliveries, rules, models or the package changed since the last successful build."""
    last = read_state(home)
    return (
        last is None
        or not last.is_complete
        or not home.build_file.exists()
        or last.ledger != ledger_files(home)
        or last.snapshots != listing(home)
        or last.fingerprint != fingerprint(home, rules_fingerprint(home), project)
    )


def needs_only_snapshots(home: Home, now: str, ledger: LedgerFiles) -> bool:
    """Whether all before the snapshots is as it was built: after an approval, or a kill there."""
    last = read_state(home)
    return (
        last is not None
        and home.build_file.exists()
        and last.fingerprint == now
        and last.ledger == ledger
        and last.phases[:_BEFORE_SNAPSHOT] == PHASES[:_BEFORE_SNAPSHOT]
        and (not last.is_complete or last.snapshots != listing(home))
    )


def only_snapshots_wait(home: Home, *, project: Path = PROJECT) -> bool:
    """Whether a build would do nothing but bring snapshots and approvals into the warehouse."""
    now = fingerprint(home, rules_fingerprint(home), project)
    return needs_only_snapshots(home, now, ledger_files(home))


def needs_full_refresh(home: Home, now: str, ledger: LedgerFiles) -> bool:
    """Whether what is in the build file can't be added to."""
    last = read_state(home)
    return (
        last is None
        or not home.build_file.exists()
        or last.fingerprint != now
        or (last.is_full_refresh and not last.is_complete)
        # what Spark has of a build that did not succeed is unknown: it has no transactions
        or (last.engine == "spark" and not last.is_complete)
        # a ledger only grows, and is packed at times; else the lake is another one
        or not is_grown(home.ledger, last.ledger, ledger)
    )


def fingerprint(home: Home, rules: str, project: Path = PROJECT) -> str:
    """A SHA-256 of everything but the deliveries that decides what a build contains."""
    digest = hashlib.sha256(f"{rules} {version('opora')} {version('duckdb')}".encode())
    digest.update(chosen_engine(home).encode())
    digest.update(project_fingerprint(project).encode())
    for folder, pattern in ((CONTRACTS, "*.yaml"), *((each, "*.py") for each in IN_PYTHON)):
        for path in sorted(folder.glob(pattern)):
            _add_file(digest, path, folder)
    return digest.hexdigest()


def project_fingerprint(project: Path) -> str:
    """A SHA-256 of the dbt project's own files."""
    digest = hashlib.sha256()
    for path in sorted(_sources(project)):
        _add_file(digest, path, project)
    return digest.hexdigest()


def code_fingerprint(project: Path) -> dict[str, str]:
    """Version and SHA-256 of what computes, without rules and contracts: a manifest names those."""
    digest = hashlib.sha256(version("duckdb").encode())
    folders = [project / each for each in ("models", "macros") if (project / each).is_dir()]
    for path in sorted(path for folder in folders for path in folder.rglob("*.sql")):
        _add_file(digest, path, project)
    for folder in IN_PYTHON:
        for path in sorted(folder.glob("*.py")):
            _add_file(digest, path, folder)
    return {"version": version("opora"), "sha256": digest.hexdigest()}


def ledger_files(home: Home) -> LedgerFiles:
    """The ledger as it stands: file name -> size and time of change."""
    return {file.name: (file.size, file.changed) for file in folder_of(home.ledger).standing}


def read_state(home: Home) -> BuildState | None:
    """The last build begun; None where there is none or its record is not readable."""
    try:
        record = json.loads(_state_file(home).read_text(encoding="utf-8"))
        ledger = {name: (size, changed) for name, (size, changed) in record["ledger"].items()}
        return BuildState(
            record["fingerprint"],
            ledger,
            record["is_full_refresh"],
            tuple(record["phases"]),
            record["snapshots"],
            record.get("engine", "duckdb"),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_state(home: Home, state: BuildState) -> None:
    """Record a build, whole or not at all."""
    record = asdict(state) | {"last_ledger_file": state.last_ledger_file}
    write_text(_state_file(home), json.dumps(record, indent=1))


def _state_file(home: Home) -> Path:
    return home.warehouse / "build.json"


def _sources(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in _NOT_SOURCES:
            continue
        if path.is_dir():
            yield from _sources(path)
        else:
            yield path


def _add_file(digest: hashlib._Hash, path: Path, folder: Path) -> None:
    content = path.read_bytes()
    digest.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode())
    digest.update(content)
