"""`opora alerts`, and the whole way: a dead server delays messages and stops nothing."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alert_servers import PASSWORD, USER, Posts, mail_server
from typer.testing import CliRunner, Result

from opora.alerts import AlertError, Seen, standing_keys, tell
from opora.cli import app
from opora.home import Home


def write(home: Home, *rows: str) -> None:
    text = "\n".join(("address,kind,level,remind_after_days", *rows)) + "\n"
    (home.rules / "alerts.csv").write_text(text, encoding="utf-8")


def opora(home: Home, *arguments: str) -> Result:
    runner = CliRunner(env={"OPORA_HOME": str(home.root), "COLUMNS": "200", "TERM": "dumb"})
    return runner.invoke(app, ["alerts", *arguments])


def error_of(done: Result) -> str:
    assert isinstance(done.exception, AlertError), done.output
    return str(done.exception)


def dead_url() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/its-own-secret"


@pytest.mark.parametrize("command", [["test"], ["look"]])
def test_where_nobody_is_named_it_says_how(home: Home, command: list[str]) -> None:
    assert "names nobody; expected a first row address,kind" in error_of(opora(home, *command))


@pytest.mark.parametrize("command", ["failed", "well"])
def test_units_may_tell_where_nobody_is_named(home: Home, command: str) -> None:
    done = opora(home, command, "opora-backup.service")
    assert done.exit_code == 0
    assert done.output == f"{home.rules / 'alerts.csv'} names nobody: nobody is told\n"
    assert not home.private.exists()


def test_mail_without_a_server_is_said_at_once(home: Home) -> None:
    write(home, "duty@example.org,,,")
    assert "OPORA_SMTP is not set" in error_of(opora(home, "look"))


def test_a_test_message_says_plainly_what_failed(home: Home, posts: Posts) -> None:
    write(home, f"{posts.url},run,,", f"{dead_url()},run,,")
    done = opora(home, "test")
    first, second = done.output.splitlines()
    assert first.startswith("✓ http://127.0.0.1:")
    assert second.startswith("✗ http://127.0.0.1:")
    assert second.endswith("can't be reached: Connection refused")
    assert "its-own-secret" not in done.output
    assert error_of(done) == "1 of 2 test messages could not be delivered"
    assert opora(home, "test", "--to", posts.url).exit_code == 0
    assert "does not name" in error_of(opora(home, "test", "--to", "x@example.org"))


def test_a_service_that_failed_and_is_well_again(home: Home, posts: Posts) -> None:
    write(home, f"{posts.url},service,,")
    assert opora(home, "failed", "opora-run.service").exit_code == 0
    opora(home, "failed", "opora-run.service")
    opora(home, "well", "opora-backup.service")
    opora(home, "well", "opora-run.service")
    opora(home, "well", "opora-run.service")
    told = [(each["event"], each["key"]) for each in posts.news]
    assert told == [("new", "service opora-run.service"), ("well", "service opora-run.service")]
    assert posts.news[0]["where"] == "journalctl -u opora-run.service"


def test_a_look_tells_what_is_new_once(home: Home, posts: Posts) -> None:
    write(home, f"{posts.url},backup,warning,")
    assert opora(home, "look").output == "1 new messages, 1 sent\n"
    assert opora(home, "look").output == "0 new messages, 0 sent\n"


def test_a_dead_webhook_delays_and_loses_nothing(
    home: Home, posts: Posts, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, f"{posts.url},service,,")
    posts.status = 503
    done = opora(home, "failed", "a.service")
    assert done.exit_code == 0
    assert "answers 503" in done.output
    assert "1 wait" in done.output
    posts.got.clear()
    posts.status = 204
    # it came and went while nobody could be told: both are told, in their order
    opora(home, "well", "a.service")
    tell(home, Seen(), now=datetime.now(UTC) + timedelta(hours=1))
    assert [each["event"] for each in posts.news] == ["new", "well"]
    assert standing_keys(home) == frozenset()


def test_what_waits_for_somebody_who_is_named_no_more_is_not_sent(home: Home, posts: Posts) -> None:
    left = f"{posts.url}/left"
    write(home, f"{posts.url},service,,", f"{left},service,,")
    posts.status = 503
    opora(home, "failed", "a.service")
    posts.got.clear()
    posts.status = 204
    write(home, f"{posts.url},service,,")
    told = tell(home, Seen(), now=datetime.now(UTC) + timedelta(hours=1))
    assert (told.sent, told.waiting, len(posts.got)) == (1, 0, 1)


def test_mail_the_whole_way(home: Home, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("aiosmtpd", reason="aiosmtpd is not installed: no real mail server")
    write(home, "duty@example.org,service,,", "nobody@example.org,service,,")
    with mail_server(certificate) as mails:
        monkeypatch.setenv(
            "OPORA_SMTP", f"smtp://{USER.replace('@', '%40')}@127.0.0.1:{mails.port}"
        )
        monkeypatch.setenv("OPORA_SMTP_PASSWORD", PASSWORD)
        monkeypatch.setenv("OPORA_MAIL_FROM", "opora@example.org")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        done = opora(home, "failed", "a.service")
    assert "refuses nobody@example.org" in done.output
    assert done.output.endswith("2 new messages, 1 sent, 1 wait and are sent by a later look\n")
    ((is_encrypted, to, _),) = mails.got
    assert (is_encrypted, to) == (True, ["duty@example.org"])
    kept = "".join(each.read_text() for each in home.private.rglob("*") if each.is_file())
    assert PASSWORD not in kept + done.output
