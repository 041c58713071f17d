"""The words of a message: one for all that is new to a recipient at one look.

Belongs here: subject, text and the JSON of a webhook. Officers read it: Russian, what happened,
what to do, where to look. Not here: sending.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from opora.alerts.memory import Event, News
from opora.alerts.settings import Settings
from opora.alerts.trouble import KINDS
from opora.office import on_the_office_clock

#: Version of the webhook's JSON; a new field leaves it as it is.
SHAPE = 1
_SHOWN = 30
_SUBJECT_LENGTH = 110
_HEADINGS: dict[Event, str] = {
    "new": "Новое",
    "changed": "Изменилось",
    "reminder": "Всё ещё не в порядке",
    "well": "Снова в порядке",
}
_PREFIXES: dict[Event, str] = {
    "new": "",
    "changed": "изменилось: ",
    "reminder": "напоминание: ",
    "well": "снова в порядке: ",
}
_FOOT = "Письмо отправлено автоматически. Кому и о чём писать, указано в файле rules/alerts.csv."


@dataclass(frozen=True)
class Message:
    """What one recipient gets: a mail is `subject` and `text`, a webhook `payload`."""

    address: str
    subject: str
    text: str
    payload: dict[str, Any]


def compose(address: str, news: Sequence[News], settings: Settings, now: datetime) -> Message:
    """The message about some news, gravest first."""
    ordered = [each for event in _HEADINGS for each in _graver_first(news, event)]
    shown = ordered[:_SHOWN]
    return Message(
        address=address,
        subject=_subject(ordered),
        text=_text(shown, len(ordered) - len(shown), settings, now),
        payload=_payload(shown, len(ordered) - len(shown), settings, now),
    )


def test_message(address: str, settings: Settings, now: datetime) -> Message:
    """A message that only shows that messages arrive."""
    text = f"Это проверка: сообщения доходят.\n\n{_signature(settings, now)}"
    return Message(
        address,
        "Опора: проверка сообщений",
        text,
        _head(settings, now) | {"test": True, "news": []},
    )


def _graver_first(news: Sequence[News], event: Event) -> list[News]:
    of_event = [each for each in news if each.event == event]
    kinds = list(KINDS)
    return sorted(
        of_event,
        key=lambda each: (
            each.trouble.level != "error", kinds.index(each.trouble.kind), each.trouble.title
        ),
    )  # fmt: skip


def _subject(news: Sequence[News]) -> str:
    trouble = news[0].trouble
    told = trouble.title if news[0].event == "well" else trouble.headline
    first = f"{_PREFIXES[news[0].event]}{told}"
    more = f" и ещё {len(news) - 1}" if len(news) > 1 else ""
    room = _SUBJECT_LENGTH - len(more)
    cut = first if len(first) <= room else f"{first[: room - 1]}…"
    return f"Опора: {cut}{more}"


def _text(shown: Sequence[News], omitted: int, settings: Settings, now: datetime) -> str:
    parts = []
    for event, heading in _HEADINGS.items():
        of_event = [each for each in shown if each.event == event]
        if of_event:
            parts.append(f"== {heading} ==")
            parts += [_paragraph(each) for each in of_event]
    if omitted:
        parts.append(f"… и ещё {omitted}: opora status и Dagster показывают всё.")
    parts.append(_signature(settings, now))
    return "\n\n".join(parts)


def _paragraph(news: News) -> str:
    trouble = news.trouble
    headline = trouble.headline[:1].upper() + trouble.headline[1:]
    if news.event == "well":
        return f"{headline} с {_clock(news.since)}, теперь в порядке."
    lines = [f"{headline}{' (предупреждение)' if trouble.level == 'warning' else ''}"]
    lines.append(f"Что случилось: {trouble.what}")
    if news.event in ("reminder", "changed"):
        lines.append(f"С какого времени: {_clock(news.since)}")
    lines.append(f"Что делать: {trouble.todo}")
    lines.append(f"Где смотреть: {trouble.where}")
    return "\n".join(lines)


def _signature(settings: Settings, now: datetime) -> str:
    return f"-- \nОпора, {settings.installation}, {_clock(now)}\n{_FOOT}"


def _payload(
    shown: Sequence[News], omitted: int, settings: Settings, now: datetime
) -> dict[str, Any]:
    return _head(settings, now) | {
        "test": False,
        "news": [
            {
                "event": each.event,
                "kind": each.trouble.kind,
                "key": each.trouble.key,
                "level": each.trouble.level,
                "title": each.trouble.title,
                "state": each.trouble.state,
                "what": each.trouble.what,
                "todo": each.trouble.todo,
                "where": each.trouble.where,
                "half_years": list(each.trouble.half_years),
                "datasets": list(each.trouble.datasets),
                "since": each.since.isoformat(timespec="seconds"),
            }
            for each in shown
        ],
        "omitted": omitted,
    }


def _head(settings: Settings, now: datetime) -> dict[str, Any]:
    return {
        "shape": SHAPE,
        "id": str(uuid.uuid4()),
        "sent_at": now.isoformat(timespec="seconds"),
        "installation": settings.installation,
    }


def _clock(moment: datetime) -> str:
    return on_the_office_clock(moment.replace(tzinfo=None)).strftime("%d.%m.%Y %H:%M")
