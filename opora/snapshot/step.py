"""The snapshot as a step of the build: new revisions, and all of them brought into the warehouse.

Belongs here: the order, and what a person should hear. How each part works is in its own module.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from opora.home import Home
from opora.objects.readers import connect
from opora.snapshot.content import half_years
from opora.snapshot.load import load
from opora.snapshot.revise import revise
from opora.snapshot.standing import Standing
from opora.warehouse.manifest import read_manifest

_CAUSES = 3


def take_snapshots(home: Home, code: Mapping[str, str]) -> tuple[str, ...]:
    """Write new revisions and the tables of the source `snapshot`; a line per proposal.

    `code`: version and fingerprint of all that computes. The caller holds the writers' lock and has
    built the marts.
    """
    with connect(home, home.build_file) as connection:
        revise(home, connection, read_manifest(home), code)
        found = load(home, connection)
        return (*proposals(found), *vanished(found, half_years(connection)))


def proposals(found: Sequence[Standing]) -> tuple[str, ...]:
    """Approved half-years that are to be restated, as lines for an officer."""
    return tuple(
        f"{each.revision.half_year}: утверждена редакция {each.base.number}, по нынешним данным "
        f"предлагается редакция {each.revision.number}. {_causes(each)} "
        f"Что изменилось: opora diff {each.revision.half_year}"
        for each in found
        if each.state == "proposed" and each.base is not None and each.base.approval
    )


def vanished(found: Sequence[Standing], known: Collection[str]) -> tuple[str, ...]:
    """Half-years that have a snapshot and nothing in the marts any more, as lines."""
    lost = dict.fromkeys(each.revision.half_year for each in found)
    return tuple(
        f"{half_year}: срез есть, а в нынешних данных этого полугодия нет ни одного значения. "
        "Проверьте, не потеряны ли сдачи; утверждённая редакция остаётся в силе."
        for half_year in lost
        if half_year not in known
    )


def _causes(standing: Standing) -> str:
    causes = [each["text_ru"] for each in standing.revision.manifest["causes"]]
    more = f" и ещё {len(causes) - _CAUSES}" if len(causes) > _CAUSES else ""
    return f"Причины: {'; '.join(causes[:_CAUSES])}{more}." if causes else ""
