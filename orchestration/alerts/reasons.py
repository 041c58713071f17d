"""Why a run failed, in words that may leave the house.

Belongs here: what is told of an error: a sentence for each kind of our own, the class of all
others. Never its text: that names files, whose names name people and schools. The text is in the
run's log, to which the message leads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import dagster as dg
from dagster_shared.error import SerializableErrorInfo

from opora.alerts import AlertError
from opora.contracts.load import ContractError
from opora.errors import OporaError
from opora.full_disk import FullDiskError
from opora.lock import LockedError
from opora.objects.said import ObjectStorageError
from opora.publication.release import PublicationError
from opora.reports.source import ReportError
from opora.rules import RuleError
from opora.server.address import ServerAwayError, ServerError
from opora.snapshot.revisions import SnapshotError
from opora.warehouse.dbt_phase import BuildError

#: An error that has no sentence of its own has that of its base class.
_SAID: Mapping[type[OporaError], str] = {
    OporaError: "данные, правила или настройки не позволяют продолжать",
    AlertError: "настройки сообщений не годятся",
    BuildError: "хранилище не построено: ошибка в модели, или не пройдена проверка",
    ContractError: "контракт данных не годится",
    FullDiskError: "на диске нет места",
    LockedError: "в установку пишет другой процесс",
    ObjectStorageError: "объектное хранилище не отвечает или отказало",
    PublicationError: "выпуск не опубликован",
    ReportError: "отчёты не записаны",
    RuleError: "в файле правил ошибка",
    ServerAwayError: "сервер PostgreSQL не отвечает или занят",
    ServerError: "PostgreSQL не принял выпуск",
    SnapshotError: "снимок полугодия не записан, неполон или повреждён",
}
_DETAILS = "подробности в журнале"
_GONE = "Процесс расчёта исчез: его завершили, не хватило памяти или сервер выключился."


@dataclass(frozen=True)
class Reason:
    """A sentence or two; `fingerprint` tells two errors of a kind apart without saying them."""

    text: str
    fingerprint: str


def reason(instance: dg.DagsterInstance, run: dg.DagsterRun) -> Reason:
    """What is told of a failed run."""
    for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE):
        event = entry.get_dagster_event()
        return _reason(f"Шаг {event.step_key}", event.step_failure_data.error)
    for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ENGINE_EVENT):
        error = entry.get_dagster_event().engine_event_data.error
        if error is not None:
            return _reason("Расчёт не начался", error)
    return Reason(_GONE, "")


def _reason(place: str, error: SerializableErrorInfo | None) -> Reason:
    chain = list(_chain(error))
    sentences = _sentences()
    ours = [each for each in chain if each.cls_name in sentences]
    # what says more than that it is one of ours
    particular = [each for each in ours if sentences[str(each.cls_name)] != _SAID[OporaError]]
    if ours:
        told = (particular or ours)[0]
        first_line = told.message.strip().partition("\n")[0]
        return Reason(
            f"{place}: {sentences[str(told.cls_name)]}; {_DETAILS}.", _digest(place, first_line)
        )
    name = str(chain[-1].cls_name) if chain else "без имени"
    return Reason(f"{place}: ошибка {name}; {_DETAILS}.", _digest(place, name))


def _chain(error: SerializableErrorInfo | None) -> Iterator[SerializableErrorInfo]:
    """An error and what caused it, down to the first cause."""
    while error is not None:
        yield error
        error = error.cause or error.context


def _sentences() -> dict[str, str]:
    """The name of each class of ours that is loaded -> what is told of it."""

    def below(kind: type[OporaError]) -> Iterator[type[OporaError]]:
        yield kind
        for each in kind.__subclasses__():
            yield from below(each)

    return {
        each.__name__: next(_SAID[base] for base in each.__mro__ if base in _SAID)
        for each in below(OporaError)
    }


def _digest(place: str, said: str) -> str:
    return hashlib.sha256(f"{place}: {said}".encode()).hexdigest()[:16]
