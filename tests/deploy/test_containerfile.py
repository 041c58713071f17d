"""The image copies what is there and what may come in, and its page starts what the units start."""

from __future__ import annotations

import re

import pytest

from opora.home import REPOSITORY

FILE = (REPOSITORY / "deploy" / "Containerfile").read_text(encoding="utf-8")
PAGE = (REPOSITORY / "docs" / "deployment.md").read_text(encoding="utf-8")
UNITS = "\n".join(
    path.read_text(encoding="utf-8") for path in (REPOSITORY / "deploy/systemd").rglob("*.service")
)
IGNORED = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()

#: `COPY a b to`, without those from another stage.
COPIED = sorted(
    {
        source
        for sources in re.findall(r"^COPY ((?!--).+) \S+$", FILE, re.MULTILINE)
        for source in sources.split()
    }
)


@pytest.mark.parametrize("source", COPIED)
def test_what_is_copied_is_there(source: str) -> None:
    assert (REPOSITORY / source).exists()


def test_nothing_comes_in_but_what_is_copied() -> None:
    lines = [line for line in IGNORED if line and not line.startswith("#")]
    assert lines[0] == "*"
    assert sorted(line[1:] for line in lines if line.startswith("!")) == COPIED


def test_the_image_is_installed_as_a_server_is() -> None:
    (step,) = re.findall(r"^python3 (tools/install.py .+)$", PAGE, re.MULTILINE)
    assert f"RUN python3 {step} " in FILE


def test_containers_start_the_parts_that_units_start() -> None:
    (parts,) = re.findall(r"^for part in (.+); do$", PAGE, re.MULTILINE)
    assert set(parts.split()) == set(re.findall(r"-m orchestration (\w+)", UNITS))


def test_files_are_as_private_as_those_of_the_units() -> None:
    (mask,) = re.findall(
        r"^UMask=(\d+)$",
        (REPOSITORY / "deploy/systemd/opora-.service.d/common.conf").read_text("utf-8"),
        re.MULTILINE,
    )
    assert f"umask {mask};" in FILE


def test_services_are_not_root() -> None:
    assert re.findall(r"^USER (\S+)$", FILE, re.MULTILINE) == ["opora"]
