"""Homes, troubles and servers of the tests of alerts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alert_servers import Posts, webhook, write_certificate

from opora.home import Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An empty home; the environment says nothing of alerts."""
    import os

    for name in os.environ:
        if name.startswith(("OPORA_SMTP", "OPORA_MAIL", "OPORA_WEBHOOK", "OPORA_ALERT")):
            monkeypatch.delenv(name)
    home = Home(tmp_path / "home")
    home.rules.mkdir(parents=True)
    return home


@pytest.fixture
def posts() -> Iterator[Posts]:
    with webhook() as posts:
        yield posts


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("certificate") / "certificate.pem"
    write_certificate(path)
    return path
