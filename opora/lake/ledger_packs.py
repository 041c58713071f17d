"""Packs of the ledger: the rows of many batches in one file, and which files these were.

Whoever remembers the ledger's files by name, size and time (`opora.warehouse.state`) finds them
again here, and need not take a packed ledger for another one. Belongs here: writing such a pack,
and what it replaced. Not here: when there is one (`compact`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from opora.durable import replacing
from opora.lake.files import LakeFile, folder_of, read_metadata, read_table

if TYPE_CHECKING:
    from opora.home import LakePath

_REPLACED = b"opora.replaced"
#: So many files of the past are remembered; who has seen none of them for longer starts anew.
_REMEMBERED = 4_096

#: File name -> size and time of change.
Files = Mapping[str, tuple[int, int]]


def write_ledger_pack(files: Sequence[LakeFile], target: LakePath) -> None:
    """Write the rows of some files of the ledger, in their order, to one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    replaced: dict[str, tuple[int, int]] = {}
    for file in files:
        if file.is_pack:
            replaced |= _replaced_by(file)
        replaced[file.name] = (file.size, file.changed)
    newest = dict(list(replaced.items())[-_REMEMBERED:])
    table = pa.concat_tables([read_table(file.path) for file in files], promote_options="default")
    table = table.replace_schema_metadata({_REPLACED: json.dumps(newest)})
    with replacing(target) as temporary:
        pq.write_table(table, temporary, compression="zstd")


def is_grown(folder: LakePath, before: Files, now: Files) -> bool:
    """Whether a ledger has all that it had before, though some of it may be packed by now.

    `now`: its files as they are.
    """
    missing = {name: file for name, file in before.items() if now.get(name) != file}
    if not missing:
        return True
    packed: dict[str, tuple[int, int]] = {}
    for file in folder_of(folder).files:
        if file.is_pack and file.name not in before:
            packed |= _replaced_by(file)
    return all(packed.get(name) == file for name, file in missing.items())


def _replaced_by(pack: LakeFile) -> dict[str, tuple[int, int]]:
    kept = (read_metadata(pack.path).metadata or {}).get(_REPLACED, b"{}")
    return {name: (size, changed) for name, (size, changed) in json.loads(kept).items()}
