"""The empty form of every dataset, made once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from forms.made import LOGINS, NAMES, form_of
from forms.sheets import opened

from opora.forms import workbook
from opora.forms.words import Words
from opora.home import Home


@pytest.fixture(scope="session")
def words() -> Words:
    return Words(Home(Path("nowhere")))


@pytest.fixture(scope="session")
def forms(words: Words) -> dict[str, bytes]:
    """The empty form of every dataset, with the logins of three schools."""
    return {name: workbook(form_of(name, known={"schools": LOGINS[:3]}), words) for name in NAMES}


@pytest.fixture(scope="session")
def books(forms: dict[str, bytes]) -> dict[str, Any]:
    """The same, opened; to look at only."""
    return {name: opened(form) for name, form in forms.items()}
