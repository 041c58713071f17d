"""Why a run failed, in words that may leave the house.

Belongs here: which part of an error is told. Our own errors are written for people, without persons
and values; of all others only the class is told, because their text may hold anything.
"""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
from dagster_shared.error import SerializableErrorInfo

from opora.errors import OporaError

_LONGEST = 400
_GONE = "Процесс расчёта исчез: его завершили, не хватило памяти или сервер выключился."


def reason(instance: dg.DagsterInstance, run: dg.DagsterRun) -> str:
    """One sentence or two."""
    for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE):
        event = entry.get_dagster_event()
        return f"Шаг {event.step_key}: {_said(event.step_failure_data.error)}"
    for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ENGINE_EVENT):
        error = entry.get_dagster_event().engine_event_data.error
        if error is not None:
            return f"Расчёт не начался: {_said(error)}"
    return _GONE


def _said(error: SerializableErrorInfo | None) -> str:
    chain = list(_chain(error))
    ours = _our_errors()
    for each in chain:
        if each.cls_name in ours:
            # the message begins with the class
            text = each.message.partition(": ")[2].strip().splitlines()
            first = text[0].rstrip(".") if text else each.cls_name
            return f"{first}." if len(first) <= _LONGEST else f"{first[:_LONGEST]}…"
    return f"ошибка {chain[-1].cls_name if chain else 'без имени'}; подробности в журнале."


def _chain(error: SerializableErrorInfo | None) -> Iterator[SerializableErrorInfo]:
    """An error and what caused it, down to the first cause."""
    while error is not None:
        yield error
        error = error.cause or error.context


def _our_errors() -> frozenset[str]:
    def below(kind: type) -> Iterator[str]:
        yield kind.__name__
        for each in kind.__subclasses__():
            yield from below(each)

    return frozenset(below(OporaError))
