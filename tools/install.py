"""Set up `.venv/` from the lock files: `python3 tools/install.py [--dev]`.

Belongs here: what has to work with nothing but Python, so only the standard library. uv does the
installing because it takes 25 s where pip takes 72 s (143 packages, nothing cached, two cores);
it is told what pip is configured with (registry, certificates, proxy), and where it fails all the
same pip has its turn. Both install only what the lock files name, with the hashes they name.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
SCRIPTS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
OLDEST_PYTHON = (3, 11)

#: pip's option -> uv's environment variable.
SETTINGS = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "proxy": "ALL_PROXY",
}


def main() -> None:
    """Install what running needs, with `--dev` also what developing needs."""
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(
            f"Opora needs Python 3.11 or newer, {sys.executable} is {sys.version.split()[0]}. "
            "Name another one: make PYTHON=python3.12 …"
        )
    lock = "requirements-dev.lock" if "--dev" in sys.argv[1:] else "requirements.lock"
    if not PYTHON.exists() or not _succeeds("-m", "pip", "--version"):
        # one without pip (broken, or made by another tool) is made anew
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
    print(f"Installing {lock} into {ENVIRONMENT.name}/ …", flush=True)
    packages = ["install", "--quiet", "--require-hashes", "--no-deps", "-r", lock]
    # the package itself, in place; what builds it is in the lock file
    itself = ["install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", "."]
    if not (_install_uv() and _uv(packages) and _uv(itself)):
        print("uv could not install it; pip takes about a minute …", flush=True)
        _pip(packages)
        _pip(itself)


def _install_uv() -> bool:
    return _succeeds(
        *("-m", "pip", "install", "--quiet", "--require-hashes", "--disable-pip-version-check"),
        *("-r", "requirements-uv.lock"),
    )


def _uv(arguments: list[str]) -> bool:
    settings = {**_settings_from_pip(), **os.environ, "VIRTUAL_ENV": str(ENVIRONMENT)}
    # compiled once here, or the first run (every run, where Python may not write) pays for it
    return _succeeds("-m", "uv", "pip", *arguments, "--compile-bytecode", environment=settings)


def _pip(arguments: list[str]) -> None:
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, cwd=ROOT).returncode:  # noqa: S603
        sys.exit(f"The packages could not be installed into {ENVIRONMENT}; pip says why above.")


def _settings_from_pip() -> dict[str, str]:
    """pip's configuration (files and environment) in uv's words."""
    # pip takes the best of all registries, and hashes make that safe
    settings = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    listed = subprocess.run(  # noqa: S603
        [str(PYTHON), "-m", "pip", "config", "list"], capture_output=True, text=True
    )
    for line in listed.stdout.splitlines():
        key, _, value = line.partition("=")
        name = SETTINGS.get(key.rpartition(".")[2])
        if name and value:
            words = str(ast.literal_eval(value)).split()
            settings[name] = ("," if name == "UV_FIND_LINKS" else " ").join(words)
    return settings


def _succeeds(*arguments: str, environment: dict[str, str] | None = None) -> bool:
    command = [str(PYTHON), *arguments]
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        print(done.stderr.strip()[-2000:], file=sys.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    main()
