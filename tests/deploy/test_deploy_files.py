"""What deploy/ and its page name is there: parts of Dagster, files, variables, the socket."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import get_args

import pytest

from opora.home import REPOSITORY
from opora.spark.cluster import Part
from orchestration import services
from orchestration.__main__ import _PARTS

DEPLOY = REPOSITORY / "deploy"
UNITS = sorted(path for path in (DEPLOY / "systemd").rglob("*") if path.is_file())
SCRIPTS = sorted((DEPLOY / "bin").iterdir())
EXAMPLE = (DEPLOY / "opora.env.example").read_text(encoding="utf-8")

SPARK = [f"spark-{part}" for part in get_args(Part)]
#: Read by other programs: restic, PostgreSQL.
_OF_OTHERS = {"RESTIC_REPOSITORY", "RESTIC_PASSWORD_FILE", "PGPASSWORD"}


def _text(*paths: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_services_start_parts_that_there_are() -> None:
    started = set(re.findall(r"-m orchestration (\w+)", _text(*UNITS)))
    assert started == {"code", "daemon", "webserver"}
    assert started < set(_PARTS)
    started = set(re.findall(r"-m opora\.spark\.cluster (\w+)", _text(*UNITS)))
    assert started == set(get_args(Part))


def test_units_wait_for_the_socket_that_the_code_server_opens() -> None:
    assert set(re.findall(r"/run/\S+\.sock", _text(*UNITS))) == {services._DEFAULT_SOCKET}


def _settings(unit: Path) -> dict[str, str]:
    return dict(re.findall(r"^(\w+)=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize(
    ("part", "seconds"),
    # as long as its socket may take; those that wait ten seconds before they are called well
    [("code", 150), *((part, 10) for part in ("daemon", "webserver", *SPARK))],
)
def test_a_service_that_ends_again_and_again_fails_and_that_is_told(
    part: str, seconds: int
) -> None:
    unit = _settings(DEPLOY / "systemd" / f"opora-{part}.service")
    cycle = seconds + int(unit["RestartSec"])
    assert int(unit["StartLimitBurst"]) * cycle < int(unit["StartLimitIntervalSec"])
    told_by, _, _ = unit["OnFailure"].partition("%")
    assert (DEPLOY / "systemd" / f"{told_by}.service").exists()
    assert unit["ExecStartPost"].removesuffix("'").endswith("opora alerts well %n")


def test_no_unit_depends_on_a_file_of_one_home() -> None:
    # where OPORA_HOME is another one, such a condition is never met and nothing says so
    assert re.findall(r"^(?:Condition|Assert)\w+=.*/srv/opora.*", _text(*UNITS), re.MULTILINE) == []


def test_the_proxy_shows_what_the_web_server_serves() -> None:
    proxy = _text(DEPLOY / "nginx" / "opora.conf")
    assert f"location {services._PATH_PREFIX}/ {{" in proxy
    assert f"proxy_pass http://{services.HOST}:3000;" in proxy


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_programs_that_a_shell_understands(script: Path) -> None:
    assert script.stat().st_mode & 0o111 == 0o111
    done = subprocess.run(["sh", "-n", str(script)], capture_output=True, text=True)  # noqa: S603, S607
    assert done.returncode == 0, done.stderr


def test_every_setting_of_the_example_is_read_by_somebody() -> None:
    named = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE)) - _OF_OTHERS
    sources = [*SCRIPTS, *(REPOSITORY / "opora").rglob("*.py")]
    sources += [
        *(REPOSITORY / "orchestration").rglob("*.py"),
        REPOSITORY / "dbt_project/profiles.yml",
    ]
    read = _text(*sources)
    assert len(named) == 7
    assert {name for name in named if name not in read} == set()


def test_a_shell_reads_the_example_as_systemd_does() -> None:
    lines = [line.lstrip("#") for line in EXAMPLE.splitlines() if re.match(r"#?[A-Z_]+=", line)]
    for line in lines:
        (word,) = shlex.split(line)
        assert word == line.replace("'", "")


@pytest.mark.parametrize("page", ["deployment.md", "upgrading.md"])
def test_what_a_page_names_of_the_program_is_there(page: str) -> None:
    text = _text(REPOSITORY / "docs" / page, *UNITS)
    named = set(re.findall(r"/opt/opora/([\w./-]*\w)", text))
    assert len(named) >= 2
    gone = {
        each for each in named if not each.startswith(".venv") if not (REPOSITORY / each).exists()
    }
    assert gone == set()


def test_what_the_program_says_of_deploy_is_there() -> None:
    sources = [*(REPOSITORY / "opora").rglob("*.py"), *(REPOSITORY / "orchestration").rglob("*.py")]
    named = set(re.findall(r"\bdeploy/[\w./-]*\w", _text(*sources)))
    assert "deploy/bin/opora-backup" in named
    assert {each for each in named if not (REPOSITORY / each).exists()} == set()


def test_units_that_the_page_starts_are_there() -> None:
    page = _text(REPOSITORY / "docs" / "deployment.md")
    started = {
        word
        for line in re.findall(r"^systemctl (?:enable --now|start) (.+)$", page, re.MULTILINE)
        for word in line.split()
    }
    there = {path.name for path in UNITS} | {path.stem for path in UNITS}
    assert {"opora-code", "opora-daemon", "opora-webserver", "opora-backup.timer"} <= started
    assert started <= there
