"""Mail to a real SMTP server: encryption, login, refusals in one line, never the password."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from alert_servers import PASSWORD, USER, mail_server
from some_troubles import MONDAY, trouble

from opora.alerts import AlertError
from opora.alerts.errors import UnreachableError
from opora.alerts.mail import send_mail
from opora.alerts.memory import News
from opora.alerts.message import Message, compose
from opora.alerts.settings import Encryption, Settings, Smtp

pytest.importorskip("aiosmtpd", reason="aiosmtpd is not installed: no real mail server")


@pytest.fixture(autouse=True)
def _trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def send(
    port: int,
    encryption: Encryption = "starttls",
    user: str | None = USER,
    password: str | None = PASSWORD,
    to: str = "duty@example.org",
) -> None:
    smtp = Smtp("127.0.0.1", port, encryption, "opora@example.org", user, password)
    settings = Settings(installation="Управление образования")
    send_mail(compose(to, [News("new", trouble(), MONDAY)], settings, MONDAY), smtp)


def refused(*args: object, **given: object) -> str:
    with pytest.raises(AlertError) as error:
        send(*args, **given)  # type: ignore[arg-type]
    said = str(error.value)
    assert "\n" not in said
    assert PASSWORD not in said
    assert error.value.__cause__ is None
    return said


def test_a_mail_arrives_encrypted_and_in_russian(certificate: Path) -> None:
    with mail_server(certificate) as mails:
        send(mails.port)
    ((is_encrypted, to, mail),) = mails.got
    assert is_encrypted
    assert to == ["duty@example.org"]
    assert mail["Subject"] == "Опора: half_year 2024-H1: не выполнено"
    assert (mail["From"], mail["To"]) == ("opora@example.org", "duty@example.org")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@example.org>")
    assert mail["Date"].datetime.tzinfo is not None
    assert "Что делать: Освободите место." in mail.get_content()


@pytest.mark.parametrize("words", range(1, 12))
def test_a_long_subject_keeps_its_blanks(certificate: Path, words: int) -> None:
    subject = "Опора: " + " ".join(["«Индивидуальные", "результаты»,", "2026-H1:", "да"] * 3)[:110]
    subject = " ".join(subject.split()[:words])
    smtp = Smtp("127.0.0.1", 0, "starttls", "opora@example.org", USER, PASSWORD)
    with mail_server(certificate) as mails:
        message = Message("duty@example.org", subject, "text", {"id": "1"})
        send_mail(message, replace(smtp, port=mails.port))
    assert mails.got[0][2]["Subject"] == subject


def test_tls_from_the_start(certificate: Path) -> None:
    with mail_server(certificate, starttls=False, tls=True) as mails:
        send(mails.port, "tls")
    assert len(mails.got) == 1


def test_a_server_of_this_machine_without_encryption(certificate: Path) -> None:
    with mail_server(certificate, starttls=False, login=False) as mails:
        send(mails.port, "none", user=None, password=None)
    assert len(mails.got) == 1


def test_a_wrong_password(certificate: Path) -> None:
    with mail_server(certificate) as mails:
        said = refused(mails.port, password="wrong-horse-0815")  # noqa: S106
    assert "refuses the login of opora@example.org: 535" in said
    assert "wrong-horse" not in said
    assert mails.got == []


def test_a_certificate_nobody_trusts(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with mail_server(certificate) as mails:
        said = refused(mails.port)
    assert "a certificate that is not trusted" in said
    assert "SSL_CERT_FILE" in said


def test_nothing_is_sent_where_encryption_was_asked_for_and_is_not_offered(
    certificate: Path,
) -> None:
    with mail_server(certificate, starttls=False, login=False) as mails:
        assert "offers no STARTTLS" in refused(mails.port)
        assert "speaks no TLS" in refused(mails.port, "tls")
    assert mails.got == []


def test_a_refused_address(certificate: Path) -> None:
    with mail_server(certificate) as mails:
        said = refused(mails.port, to="nobody@example.org")
    assert said.endswith("refuses nobody@example.org: 550 5.1.1 no such mailbox")


def test_a_host_that_cannot_be_looked_up_or_a_password_that_mail_cannot_hold(
    certificate: Path,
) -> None:
    smtp = Smtp("mail..example.org", 25, "none", "opora@example.org")
    with pytest.raises(
        UnreachableError, match=r"mail server mail\.\.example\.org:25 can't be used"
    ):
        send_mail(Message("duty@example.org", "subject", "text", {"id": "1"}), smtp)
    with mail_server(certificate) as mails:
        assert "the password holds what mail can't" in refused(mails.port, user="опора")


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert refused(port) == f"mail server 127.0.0.1:{port} can't be reached: Connection refused"
