"""An installation that asks for Spark where there is none: said at once, and nothing is taken."""

from __future__ import annotations

import shutil
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from opora.errors import OporaError
from opora.home import Home
from opora.pipeline.run import run
from opora.spark import session

SPEC = ModuleSpec("pyspark", None)


@pytest.mark.parametrize(
    ("spec", "java", "said"),
    [(None, "java", "make spark"), (SPEC, None, "Java 17")],
    ids=["no pyspark", "no Java"],
)
def test_a_run_says_so_before_it_opens_a_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spec: ModuleSpec | None,
    java: str | None,
    said: str,
) -> None:
    home = Home(tmp_path)
    folder = home.landing / "2024-H1" / "schools"
    folder.mkdir(parents=True)
    (folder / "schools.csv").write_text("Логин ОО;Наименование\nsch1;Школа\n", encoding="utf-8")
    monkeypatch.setenv("OPORA_TARGET", "spark")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(session, "find_spec", lambda name: spec)
    monkeypatch.setattr(shutil, "which", lambda name: java)
    with pytest.raises(OporaError, match=said):
        run(home)
    assert not home.ledger.exists()
