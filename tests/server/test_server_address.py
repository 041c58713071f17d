"""Which server is meant, and that no password is ever shown."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import quote

import pytest
from small_releases import PASSWORD, WITH_PASSWORD, Database, Releases

from opora.server import Address, ServerError, publish_to_server, server_address

#: So long that it can't stand in a message by chance.
WRONG = "a-wrong-password-4711"


def test_the_command_line_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPORA_POSTGRESQL", "postgresql://u@other/b")
    assert server_address("postgresql://u@host:5433/a").shown == "host:5433/a"
    assert server_address().shown == "other:5432/b"


def test_libpqs_own_variables_name_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "host")
    monkeypatch.setenv("PGPORT", "5433")
    monkeypatch.setenv("PGDATABASE", "a")
    assert server_address().shown == "host:5433/a"
    monkeypatch.setenv("PGSERVICE", "department")
    assert server_address().shown == "service department"


def test_no_address_says_where_it_belongs() -> None:
    with pytest.raises(ServerError, match=r"--to postgresql://.*OPORA_POSTGRESQL"):
        server_address()


@pytest.mark.parametrize(
    "to",
    [
        f"postgresql://u:{WRONG}@h/d",
        f"postgresql://u@h/d?password={WRONG}",
        f"host=h password={WRONG}",
        f"postgresql://u@h/d?sslpassword={WRONG}",
    ],
)
def test_a_password_on_the_command_line_is_refused(to: str) -> None:
    with pytest.raises(ServerError, match=r"shell's history.*pgpass") as refused:
        server_address(to)
    assert WRONG not in str(refused.value)


@pytest.mark.parametrize(
    "given",
    [
        f"postgresql://u:p@{WRONG}@h/d",
        f"postgresql://u:p/{WRONG}@h/d",
        f"postgresql://u:{WRONG}/p@h/d",
        f"postgresql://u:%zz{WRONG}@h/d",
        f"postgresql://u:%FF{WRONG}@h/d",
        f"u:{WRONG}@h/d",
        f"mysql://u:{WRONG}@h/d",
        "",
    ],
)
def test_what_can_not_be_read_is_not_repeated(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Characters that should have been percent-encoded would make a password part of the rest."""
    monkeypatch.setenv("OPORA_POSTGRESQL", given)
    with pytest.raises(ServerError) as refused:
        server_address()
    assert WRONG not in str(refused.value)
    assert refused.value.__cause__ is None


def _with_password(database: Database, password: str) -> str:
    host = quote(str(database.server.pgdata), safe="")
    secret = quote(password, safe="")
    return f"postgresql://{WITH_PASSWORD}:{secret}@/{database.name}?host={host}"


def _opora(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "opora", "publish", *arguments],
        env={**os.environ, "OPORA_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_publishes_and_shows_no_password(
    database: Database, releases: Releases
) -> None:
    releases.make("opora-1")
    to = _with_password(database, PASSWORD)
    done = _opora(releases.home.root, OPORA_POSTGRESQL=to)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{database.server.pgdata}:5432/{database.name} has the release opora-1: 6 tables" in (
        done.stdout
    )
    assert "geheim" not in done.stdout
    refused = _opora(releases.home.root, "--to", to)
    assert refused.returncode == 1
    assert "geheim" not in refused.stdout + refused.stderr


def test_a_wrong_password_is_one_line_without_it(database: Database, releases: Releases) -> None:
    releases.make("opora-1")
    done = _opora(releases.home.root, OPORA_POSTGRESQL=_with_password(database, WRONG))
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"opora: can't connect to {database.server.pgdata}:5432/{database.name}")
    assert "password authentication failed" in line
    assert "~/.pgpass" in line
    assert WRONG not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ('ВАЖНО:  пользователь "u" не прошёл проверку подлинности (по паролю)', r"~/\.pgpass"),
        ('ВАЖНО:  база данных "d" не существует', "create the database first"),
    ],
)
def test_what_a_russian_server_says_has_the_same_advice(
    said: str, advice: str, releases: Releases
) -> None:
    """What PostgreSQL 15 with lc_messages = ru_RU.UTF-8 says, by a server that says only this."""
    releases.make("opora-1")
    fields = f"SВАЖНО\0C28P01\0M{said.partition('  ')[2]}\0\0".encode()
    refusal = b"E" + struct.pack("!i", len(fields) + 4) + fields
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def refuse() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(refusal)

        server = threading.Thread(target=refuse)
        server.start()
        port = str(listening.getsockname()[1])
        address = {"host": "127.0.0.1", "port": port, "user": "u", "dbname": "d"}
        with pytest.raises(ServerError, match=advice) as refused:
            publish_to_server(
                releases.home, Address({**address, "sslmode": "disable", "gssencmode": "disable"})
            )
        server.join()
    assert said in str(refused.value)


def test_passwords_come_from_the_standard_file(
    database: Database, releases: Releases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    releases.make("opora-1")
    passwords = tmp_path / "pgpass"
    escaped = PASSWORD.replace(":", "\\:")
    passwords.write_text(f"*:*:*:{WITH_PASSWORD}:{escaped}\n", "utf-8")
    passwords.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    done = publish_to_server(
        releases.home,
        server_address(
            f"postgresql://{WITH_PASSWORD}@/{database.name}?host={database.server.pgdata}"
        ),
    )
    assert done.is_new


def test_a_password_in_the_environment_is_taken_out_of_messages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGPASSWORD", WRONG)
    address = server_address("postgresql://u@h/d")
    assert address.without_secrets(f"said {WRONG}!") == "said ***!"
    assert WRONG not in repr(address)
    monkeypatch.setenv("OPORA_POSTGRESQL", f"postgresql://u:x{WRONG}@h/d")
    assert server_address().without_secrets(f"said x{WRONG}!") == "said ***!"
    assert WRONG not in repr(server_address())
