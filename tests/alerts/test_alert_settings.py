"""What the environment says of alerts, and that it never shows a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from opora.alerts import AlertError
from opora.alerts.settings import read_settings

SENDER = {"OPORA_MAIL_FROM": "opora@example.org"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 587, "starttls")),
        ("smtps://mail.example.org", ("mail.example.org", 465, "tls")),
        ("smtp+plain://127.0.0.1:2525", ("127.0.0.1", 2525, "none")),
    ],
)
def test_the_scheme_says_how_it_is_encrypted(address: str, expected: tuple[object, ...]) -> None:
    smtp = read_settings({"OPORA_SMTP": address, **SENDER}).smtp
    assert smtp is not None
    assert (smtp.host, smtp.port, smtp.encryption) == expected


def test_the_password_may_lie_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("s3cret\n")
    path.chmod(0o600)
    given = {
        "OPORA_SMTP": "smtp://opora%40example.org@mail.example.org",
        "OPORA_SMTP_PASSWORD_FILE": str(path),
        **SENDER,
    }
    settings = read_settings(given)
    assert settings.smtp is not None
    assert (settings.smtp.user, settings.smtp.password) == ("opora@example.org", "s3cret")
    assert "s3cret" not in repr(settings)
    path.chmod(0o644)
    with pytest.raises(AlertError, match="can be read by everybody"):
        read_settings(given)
    path.chmod(0o600)
    path.write_text("\n")
    with pytest.raises(AlertError, match="is empty"):
        read_settings(given)
    path.unlink()
    with pytest.raises(AlertError, match="can't be read: No such file"):
        read_settings(given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"OPORA_SMTP": "mail.example.org:587"}, "is no address of a mail server"),
        ({"OPORA_SMTP": "smtp://mail.example.org:587x"}, "is no address of a mail server"),
        ({"OPORA_SMTP": "smtp://mail..example.org"}, "is no address of a mail server"),
        ({"OPORA_SMTP": "smtp://u:geheim@mail.example.org"}, "holds a password"),
        ({"OPORA_SMTP": "smtp://u:ge#heim@mail.example.org"}, "is no address of a mail server"),
        ({"OPORA_SMTP": "smtp://u@mail.example.org"}, "OPORA_SMTP_PASSWORD or"),
        (
            {"OPORA_SMTP": "smtp+plain://u@127.0.0.1", "OPORA_SMTP_PASSWORD": "geheim"},
            "without encryption",
        ),
        ({"OPORA_SMTP": "smtp://h", "OPORA_MAIL_FROM": "Opora <a@b>"}, "OPORA_MAIL_FROM is"),
        ({"OPORA_DAGSTER_URL": "opora.example.org"}, "OPORA_DAGSTER_URL is"),
        ({"OPORA_ALERT_DISK_FREE_PERCENT": "ten"}, "a whole number from 1 to 99"),
        ({"OPORA_ALERT_BACKUP_DAYS": "0"}, "a whole number from 1 to 365"),
    ],
)
def test_a_defect_is_one_line_without_a_secret(given: dict[str, str], said: str) -> None:
    with pytest.raises(AlertError) as error:
        read_settings({**SENDER, **given})
    assert said in str(error.value)
    assert "heim" not in str(error.value)
    assert "\n" not in str(error.value)
