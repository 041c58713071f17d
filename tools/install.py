"""Set up an environment from a lock file: `python3 tools/install.py [--dev]` is `.venv/`.

`--environment .venv-superset --lock requirements-superset.lock` sets up another one, which gets
the packages of that lock file and, unless `--with-opora` is said, not Opora itself.

Belongs here: what has to work with nothing but Python, so only the standard library. uv does the
installing because it takes 25 s where pip takes 72 s (143 packages, nothing cached, two cores);
it is told what pip is configured with (registry, certificates, proxy), and where it fails all the
same pip has its turn. Both install only what the lock files name, with the hashes they name.
"""

from __future__ import annotations

import argparse
import ast
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
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
    parser = argparse.ArgumentParser(description="Set up an environment from a lock file.")
    parser.add_argument("--dev", action="store_true", help="with what developing needs")
    parser.add_argument("--environment", default=".venv", help="folder (default: .venv)")
    parser.add_argument("--lock", help="another lock file; Opora itself is left out")
    parser.add_argument("--with-opora", action="store_true", help="not left out after all")
    asked = parser.parse_args()
    lock = asked.lock or ("requirements-dev.lock" if asked.dev else "requirements.lock")
    environment = ROOT / asked.environment
    if not _python(environment).exists() or not _succeeds(environment, "-m", "pip", "--version"):
        # one without pip (broken, or made by another tool) is made anew
        venv.create(environment, with_pip=True, clear=True)
    print(f"Installing {lock} into {environment.name}/ …", flush=True)
    steps = [["install", "--quiet", "--require-hashes", "--no-deps", "-r", lock]]
    if asked.with_opora or not asked.lock:
        # the package itself, in place; what builds it is in the lock file
        itself = ("--no-deps", "--no-build-isolation", "--editable", ".")
        steps.append(["install", "--quiet", *itself])
    if not (_install_uv(environment) and all(_uv(environment, step) for step in steps)):
        print("uv could not install it; pip takes about a minute …", flush=True)
        for step in steps:
            _pip(environment, step)


def _python(environment: Path) -> Path:
    scripts, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return environment / scripts / name


def _install_uv(environment: Path) -> bool:
    return _succeeds(
        environment,
        *("-m", "pip", "install", "--quiet", "--require-hashes", "--disable-pip-version-check"),
        *("-r", "requirements-uv.lock"),
    )


def _uv(environment: Path, arguments: list[str]) -> bool:
    variables = {
        **_settings_from_pip(environment),
        **os.environ,
        "VIRTUAL_ENV": str(environment),
    }
    # compiled once here, or the first run (every run, where Python may not write) pays for it
    command = ("-m", "uv", "pip", *arguments, "--compile-bytecode")
    return _succeeds(environment, *command, variables=variables)


def _pip(environment: Path, arguments: list[str]) -> None:
    command = [str(_python(environment)), "-m", "pip", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, cwd=ROOT).returncode:  # noqa: S603
        sys.exit(f"The packages could not be installed into {environment}; pip says why above.")


def _settings_from_pip(environment: Path) -> dict[str, str]:
    """pip's configuration (files and environment) in uv's words."""
    # pip takes the best of all registries, and hashes make that safe
    settings = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    listed = subprocess.run(  # noqa: S603
        [str(_python(environment)), "-m", "pip", "config", "list"], capture_output=True, text=True
    )
    for line in listed.stdout.splitlines():
        key, _, value = line.partition("=")
        name = SETTINGS.get(key.rpartition(".")[2])
        if name and value:
            words = str(ast.literal_eval(value)).split()
            settings[name] = ("," if name == "UV_FIND_LINKS" else " ").join(words)
    return settings


def _succeeds(environment: Path, *arguments: str, variables: dict[str, str] | None = None) -> bool:
    command = [str(_python(environment)), *arguments]
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=variables, capture_output=True, text=True
    )
    if done.returncode:
        print(done.stderr.strip()[-2000:], file=sys.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    main()
