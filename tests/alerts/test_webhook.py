"""A webhook gets a signed JSON; what does not arrive is one line without its secret path."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading

import pytest
from alert_servers import Posts
from some_troubles import MONDAY, trouble

from opora.alerts import AlertError
from opora.alerts import webhook as module
from opora.alerts.errors import UnreachableError
from opora.alerts.memory import News
from opora.alerts.message import compose
from opora.alerts.settings import Settings
from opora.alerts.webhook import send_to_webhook

SECRET = "shared-4711"  # noqa: S105


def send(url: str, secret: str | None = SECRET) -> None:
    settings = Settings(installation="Управление образования")
    send_to_webhook(compose(url, [News("new", trouble(), MONDAY)], settings, MONDAY), secret)


def test_the_receiver_can_check_who_sent_it(posts: Posts) -> None:
    send(posts.url)
    ((headers, body),) = posts.got
    # as docs/alerts.md tells receivers to do it
    signed = headers["X-Opora-Timestamp"].encode() + b"." + body
    expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-Opora-Signature"] == f"sha256={expected}"
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(body)["news"][0]["title"] == "half_year 2024-H1"


def test_without_a_secret_nothing_is_signed(posts: Posts) -> None:
    send(posts.url, None)
    assert not any(name.startswith("X-Opora") for name in posts.got[0][0])


@pytest.mark.parametrize("status", [400, 404, 500])
def test_a_refusal_is_one_line(posts: Posts, status: int) -> None:
    posts.status = status
    with pytest.raises(AlertError) as error:
        send(posts.url)
    assert f"/… answers {status} " in str(error.value)
    assert "its-own-secret" not in str(error.value)
    assert not isinstance(error.value, UnreachableError)


def test_a_redirect_is_not_followed(posts: Posts) -> None:
    posts.status, posts.location = 302, posts.url + "/elsewhere"
    with pytest.raises(AlertError, match="answers 302"):
        send(posts.url)
    assert len(posts.got) == 1


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/its-own-secret"
    with pytest.raises(UnreachableError) as error:
        send(url)
    assert str(error.value).endswith("/… can't be reached: Connection refused")


def test_a_host_that_cannot_be_looked_up() -> None:
    with pytest.raises(AlertError) as error:
        send("https://hooks..example.org/its-own-secret")
    assert "webhook https://hooks..example.org/… is no address that can be asked" in str(
        error.value
    )
    assert "its-own-secret" not in str(error.value)


def test_a_server_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        accepted: list[socket.socket] = []
        threading.Thread(target=lambda: accepted.append(silent.accept()[0]), daemon=True).start()
        with pytest.raises(UnreachableError, match="timed out"):
            send(f"http://127.0.0.1:{silent.getsockname()[1]}/x")
