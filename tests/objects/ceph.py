"""A real S3 service: Ceph's object gateway on a cluster of one monitor and one disk in memory.

Debian's packages `ceph-mon`, `ceph-osd` and `radosgw` bring it; it listens on 127.0.0.1 and ends
with the tests.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

PROGRAMS = ("ceph", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin")
KEY, SECRET = "testkey", "testsecret"
READER_KEY, READER_SECRET = "readerkey", "readersecret"

_CONFIGURATION = """
[global]
fsid = {fsid}
mon_initial_members = a
mon_host = 127.0.0.1:{monitor}
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
mon_data_avail_crit = 1
ms_bind_msgr2 = false
ms_bind_ipv6 = false
public_addr = 127.0.0.1
run_dir = {folder}
admin_socket = {folder}/$name.asok
pid_file = {folder}/$name.pid
log_file = {folder}/$name.log
mon_cluster_log_file = {folder}/cluster.log
mon_data = {folder}/mon
osd_data = {folder}/osd
osd_objectstore = memstore
memstore_device_bytes = 2147483648
osd_class_load_list = *
osd_class_default_list = *
rgw_frontends = beast endpoint=127.0.0.1:{gateway}
rgw_run_sync_thread = false
"""


@dataclass(frozen=True)
class Ceph:
    """A running gateway."""

    folder: Path
    endpoint: str

    def administer(self, *arguments: str) -> None:
        """Run `radosgw-admin`."""
        _run(self.folder, "radosgw-admin", *arguments)


def missing_programs() -> list[str]:
    """What is not installed."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


@contextmanager
def running(folder: Path) -> Iterator[Ceph]:
    """Start everything in an empty folder, and end it."""
    monitor, gateway = _free_port(), _free_port()
    fsid, disk = str(uuid4()), str(uuid4())
    for name in ("mon", "osd"):
        (folder / name).mkdir()
    values = {"fsid": fsid, "monitor": monitor, "gateway": gateway, "folder": folder}
    (folder / "ceph.conf").write_text(_CONFIGURATION.format(**values))
    monitors = str(folder / "monmap")
    _run(folder, "monmaptool", "--create", "--addv", "a", f"[v1:127.0.0.1:{monitor}]",
         "--fsid", fsid, monitors)  # fmt: skip
    _run(folder, "ceph-mon", "--mkfs", "-i", "a", "--monmap", monitors)
    with ExitStack() as stack:
        stack.enter_context(_started(folder, "ceph-mon", "-f", "-i", "a"))
        _run(folder, "ceph", "osd", "new", disk)
        _run(folder, "ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", disk)
        stack.enter_context(_started(folder, "ceph-osd", "-f", "-i", "0"))
        ceph = Ceph(folder, f"http://127.0.0.1:{gateway}")
        ceph.administer("user", "create", "--uid", "opora", "--display-name", "opora",
                        "--access-key", KEY, "--secret-key", SECRET)  # fmt: skip
        ceph.administer("subuser", "create", "--uid", "opora", "--subuser", "opora:reader",
                        "--access", "read", "--key-type", "s3",
                        "--access-key", READER_KEY, "--secret-key", READER_SECRET)  # fmt: skip
        stack.enter_context(_started(folder, "radosgw", "-f", "-n", "client.rgw"))
        _wait_for(ceph.endpoint)
        yield ceph


def _run(folder: Path, program: str, *arguments: str) -> None:
    where = [] if program == "monmaptool" else ["-c", str(folder / "ceph.conf")]
    command = [program, *where, *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=400)  # noqa: S603


@contextmanager
def _started(folder: Path, program: str, *arguments: str) -> Iterator[None]:
    with (folder / f"{program}.out").open("wb") as output:
        process = subprocess.Popen(  # noqa: S603
            [program, "-c", str(folder / "ceph.conf"), *arguments],
            stdout=output,
            stderr=output,
            env={**os.environ, "CEPH_CONF": str(folder / "ceph.conf")},
        )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _wait_for(endpoint: str) -> None:
    for _ in range(300):
        with (
            suppress(OSError),
            socket.create_connection(("127.0.0.1", urlsplit(endpoint).port or 0), 5),
        ):
            return
        time.sleep(0.2)
    raise TimeoutError(f"nothing answers at {endpoint}")


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port
