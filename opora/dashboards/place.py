"""Where Superset lives: its folder below `private/`, its secrets, what its processes are told.

Belongs here: paths and environment variables. Everything Superset writes lies in this folder.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from opora.dashboards.errors import DashboardError
from opora.home import REPOSITORY, Home

#: The user that is made with the first start.
ADMINISTRATOR = "admin"

_ENVIRONMENT = REPOSITORY / ".venv-superset"
_SCRIPTS = _ENVIRONMENT / "bin"
_INSIDE = Path(__file__).parent / "inside"


@dataclass(frozen=True)
class Place:
    """Superset's folder of one installation."""

    folder: Path

    @classmethod
    def of(cls, home: Home) -> Place:
        """The folder of this home, made if it is not there; only its owner may look in."""
        place = cls(home.private / "superset")
        for folder in (place.folder, place.temporary):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        return place

    @property
    def temporary(self) -> Path:
        """What Superset, gunicorn and DuckDB write for a while."""
        return self.folder / "tmp"

    @property
    def metadata(self) -> Path:
        """Superset's own database: users, dashboards, encrypted addresses."""
        return self.folder / "superset.db"

    @property
    def log(self) -> Path:
        """What Superset says while it runs."""
        return self.folder / "superset.log"

    @property
    def password_file(self) -> Path:
        """The administrator's first password."""
        return self.folder / "admin_password"

    def secret(self, path: Path) -> tuple[str, bool]:
        """The secret in a file, and whether it was made just now."""
        if path.exists():
            return path.read_text(encoding="ascii"), False
        made = secrets.token_urlsafe(32)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(made)
        return made, True

    def variables(self) -> dict[str, str]:
        """The environment of Superset's processes; PostgreSQL's variables pass through."""
        self.secret(self.folder / "secret_key")
        # Superset takes whatever starts like its own settings from there, too
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("SUPERSET_")}
        inherited.pop("PYTHONPATH", None)
        return inherited | {
            "OPORA_SUPERSET_FOLDER": str(self.folder),
            "SUPERSET_CONFIG_PATH": str(_INSIDE / "config.py"),
            "SUPERSET_HOME": str(self.folder),
            "TMPDIR": str(self.temporary),
            "XDG_CACHE_HOME": str(self.temporary),
            "MPLCONFIGDIR": str(self.temporary),
            "PYTHONWARNINGS": "ignore",
            "NO_PROXY": "127.0.0.1",
        }


def python() -> Path:
    """Superset's Python.

    Raises DashboardError where its environment is not installed.
    """
    path = _SCRIPTS / "python"
    if not path.exists():
        raise DashboardError(
            f"Superset is not installed in {_ENVIRONMENT.name}/: `make bi` installs and starts it."
        )
    return path


def gunicorn() -> Path:
    """The server that Superset runs in."""
    return python().with_name("gunicorn")


def inside_script() -> Path:
    """The script that speaks to Superset from within."""
    return _INSIDE / "assets.py"
