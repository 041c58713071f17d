"""A real S3 service, and a lake in a bucket of its own for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from ceph import KEY, SECRET, Ceph, missing_programs, running
from deliveries import Lake

from opora.home import Home
from opora.objects import filesystem


@pytest.fixture(scope="session")
def ceph() -> Iterator[Ceph]:
    """A running service; skipped where it is not installed."""
    if missing := missing_programs():
        pytest.skip(f"not installed: {', '.join(missing)} (ceph-mon, ceph-osd, radosgw)")
    # the names of sockets have little room
    with TemporaryDirectory(prefix="ceph-") as folder, running(Path(folder)) as started:
        yield started


@pytest.fixture(autouse=True)
def nothing_of_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No variable or profile of whoever runs the tests; no client of another test."""
    for name in os.environ:
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "nothing"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "nothing"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    forget_clients()
    yield
    forget_clients()


def forget_clients() -> None:
    """Let the next path ask the environment again."""
    filesystem._client.cache_clear()
    filesystem.ObjectStore.clear_instance_cache()


@pytest.fixture
def as_owner(ceph: Ceph, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of whoever may do everything."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", ceph.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)


@pytest.fixture
def bucket(as_owner: None) -> str:
    """The name of an empty bucket."""
    name = f"lake-{uuid4().hex[:12]}"
    make_bucket(name)
    return name


@pytest.fixture
def lake(bucket: str, tmp_path: Path) -> Lake:
    """A home with its lake in the bucket."""
    return Lake(Home(tmp_path / "home", f"s3://{bucket}/opora"))


def make_bucket(name: str) -> None:
    """Make a bucket with the keys of the environment."""
    from pyarrow.fs import S3FileSystem

    os.environ.setdefault("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required")
    S3FileSystem(
        endpoint_override=os.environ["AWS_ENDPOINT_URL"].removeprefix("http://"),
        scheme="http",
        region="us-east-1",
        allow_bucket_creation=True,
    ).create_dir(name)
