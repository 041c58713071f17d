"""What a message says: Russian, gravest first, short subject, bounded; a webhook's JSON."""

from __future__ import annotations

import datetime as dt

import pytest
from some_troubles import MONDAY, trouble

from opora.alerts.memory import Event, News
from opora.alerts.message import compose
from opora.alerts.settings import Settings

SETTINGS = Settings(installation="Управление образования")


@pytest.fixture(autouse=True)
def _moscow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPORA_TIMEZONE", "Europe/Moscow")


def news(event: Event, name: str, level: str = "error", kind: str = "run") -> News:
    return News(event, trouble(name, level=level, kind=kind), MONDAY)


def test_one_piece_of_news() -> None:
    message = compose("a@example.org", [news("new", "расчёт")], SETTINGS, MONDAY)
    assert message.subject == "Опора: расчёт: не выполнено"
    assert message.text.splitlines() == [
        "== Новое ==",
        "",
        "Расчёт: не выполнено",
        "Что случилось: Шаг build_models: нет места.",
        "Что делать: Освободите место.",
        "Где смотреть: https://opora.example.org/runs/1",
        "",
        "-- ",
        # 06:00 UTC
        "Опора, Управление образования, 01.07.2024 09:00",
        "Письмо отправлено автоматически. Кому и о чём писать, указано в файле rules/alerts.csv.",
    ]


def test_all_that_is_new_is_one_message_gravest_first() -> None:
    several = [
        news("well", "г"),
        news("reminder", "в"),
        news("new", "б", "warning"),
        news("new", "а"),
        news("new", "диск", kind="disk"),
    ]
    message = compose("a@example.org", several, SETTINGS, MONDAY + dt.timedelta(days=1))
    order = [each["title"] for each in message.payload["news"]]
    assert order == ["а", "диск", "б", "в", "г"]
    assert message.subject == "Опора: а: не выполнено и ещё 4"
    assert "Б: не выполнено (предупреждение)" in message.text
    assert "С какого времени: 01.07.2024 09:00" in message.text
    assert "Г: не выполнено с 01.07.2024 09:00, теперь в порядке." in message.text


def test_the_all_clear_says_so_in_its_subject() -> None:
    message = compose("a@example.org", [news("well", "расчёт")], SETTINGS, MONDAY)
    assert message.subject == "Опора: снова в порядке: расчёт"


def test_a_flood_is_cut() -> None:
    message = compose(
        "a@example.org", [news("new", f"{n:02} " + "я" * 200) for n in range(40)], SETTINGS, MONDAY
    )
    assert len(message.subject) <= 120
    assert message.text.count("Что случилось") == 30
    assert "… и ещё 10" in message.text
    assert (len(message.payload["news"]), message.payload["omitted"]) == (30, 10)


def test_the_shape_of_the_json() -> None:
    payload = compose("x", [news("new", "half_year 2024-H1")], SETTINGS, MONDAY).payload
    assert payload.keys() == {
        "shape", "id", "sent_at", "installation", "test", "news", "omitted",
    }  # fmt: skip
    assert (payload["shape"], payload["test"]) == (1, False)
    assert payload["sent_at"] == "2024-07-01T06:00:00+00:00"
    assert payload["news"] == [
        {
            "event": "new",
            "kind": "run",
            "key": "run half_year 2024-H1",
            "level": "error",
            "title": "half_year 2024-H1",
            "state": "не выполнено",
            "what": "Шаг build_models: нет места.",
            "todo": "Освободите место.",
            "where": "https://opora.example.org/runs/1",
            "half_years": [],
            "datasets": [],
            "since": "2024-07-01T06:00:00+00:00",
        }
    ]
