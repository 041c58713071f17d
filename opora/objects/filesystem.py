"""S3 as a file system: pyarrow's client behind the interface that UPath and DuckDB know (fsspec).

pyarrow and fsspec are part of every installation, so that object storage needs no package more;
beside s3fs, pyarrow's client read the same files with half of the processor time
(docs/object_storage.md). Nothing is remembered of listings: what another process wrote is seen.

Where the service is and who asks comes from the usual variables (`AWS_ENDPOINT_URL`, `AWS_REGION`,
`AWS_ACCESS_KEY_ID` …) or profiles. Belongs here: reading, listing, and writing objects whole. Not
here: what is said when it fails (`said`).
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import fsspec
from fsspec.implementations.arrow import ArrowFile, ArrowFSWrapper

from opora.errors import OporaError

if TYPE_CHECKING:
    from upath import UPath

SCHEME = "s3://"
_ADDRESS = re.compile(r"s3://[a-z0-9][a-z0-9._-]+(/[^*?\[\]]+)?")

#: Seconds; a service that says nothing for so long is not there.
_CONNECT, _REQUEST = 10, 60
#: With pauses that grow: a service that asks for slower requests (503) gets them.
_ATTEMPTS = 5
#: The same where we ask again ourselves, in seconds.
_PAUSES = (0.2, 0.5, 1, 2)


@dataclass(frozen=True)
class Entry:
    """An object: its path without the scheme, its bytes, and when it was written (ns)."""

    path: str
    size: int
    changed: int


class ObjectStore(ArrowFSWrapper):  # type: ignore[misc]
    """The objects of all buckets; paths are `bucket/key`, with or without `s3://`."""

    protocol = "s3"

    def __init__(self, spool: str, **options: Any) -> None:
        """`spool`: the folder on a disk where files are made before they are sent, whole."""
        self.spool = Path(spool)
        super().__init__(_client(), **options)

    @classmethod
    def _strip_protocol(cls, path: Any) -> str:
        return str(path).removeprefix(SCHEME).rstrip("/")

    @classmethod
    def _parent(cls, path: Any) -> str:
        return cls._strip_protocol(path).rpartition("/")[0]

    def entries(self, path: str, *, below: bool = False) -> list[Entry]:
        """The objects of a folder (`below`: and of all below it); none where nothing lies there."""
        from pyarrow.fs import FileSelector, FileType

        folder = self._strip_protocol(path)
        selector = FileSelector(folder, allow_not_found=True, recursive=below)
        found = self.fs.get_file_info(selector)
        bucket = folder.partition("/")[0]
        if not found and self.fs.get_file_info([bucket])[0].type is FileType.NotFound:
            # without a bucket there is nothing either, but nobody may take that for an empty lake
            raise FileNotFoundError(f"NO_SUCH_BUCKET: {bucket}")
        return [
            Entry(each.path, each.size, each.mtime_ns)
            for each in found
            if each.type is FileType.File
        ]

    def glob(self, path: str, maxdepth: int | None = None, **options: Any) -> Any:
        """The objects that a pattern names.

        fsspec's own leaves out folders that it can't list, and with them rows.
        """
        pattern = self._strip_protocol(path).split("/")
        first = next((at for at, part in enumerate(pattern) if has_magic(part)), len(pattern))
        if options or maxdepth is not None or "**" in pattern or first == len(pattern):
            return super().glob(path, maxdepth=maxdepth, **options)
        found = self.entries("/".join(pattern[:first]), below=first < len(pattern) - 1)
        return sorted(each.path for each in found if _matches(each.path.split("/"), pattern))

    def _open(self, path: str, mode: str = "rb", **options: Any) -> Any:
        if mode != "rb":
            return super()._open(path, mode, **options)
        stream = self.fs.open_input_file(self._strip_protocol(path))
        return _Patient(self, stream, path, mode)

    @contextmanager
    def replacing(self, path: str) -> Iterator[Path]:
        """Yield the name of a file on a disk that is to become the object, whole or not at all."""
        self.spool.mkdir(parents=True, exist_ok=True)
        made = self.spool / self._strip_protocol(path).replace("/", "_")
        made.unlink(missing_ok=True)
        try:
            yield made
            self.send(made, path)
        finally:
            with suppress(OSError):
                made.unlink(missing_ok=True)

    def send(self, made: Path, path: str) -> None:
        """Make a file an object: in one request, or in parts that are nothing until the last."""
        # in a thread, which no interrupt ends: what stops between opening and closing is an object
        with ThreadPoolExecutor(1) as sender:
            sender.submit(self._send, made, self._strip_protocol(path)).result()

    def _send(self, made: Path, target: str) -> None:
        from pyarrow import memory_map

        with memory_map(str(made)) as content, self.fs.open_output_stream(target) as stream:
            stream.write(content.read_buffer())

    def remove(self, path: str) -> None:
        """Remove one object."""
        self.fs.delete_file(self._strip_protocol(path))

    def forget_unsent(self) -> None:
        """Remove what killed runs left to be sent; the caller holds the writers' lock."""
        shutil.rmtree(self.spool, ignore_errors=True)


class _Patient(ArrowFile):  # type: ignore[misc]
    """A file that is read again where the service was busy.

    pyarrow's client does so itself, unless fewer bytes were asked for than the refusal has.
    """

    def read(self, size: int = -1) -> bytes:
        """So many bytes from where the file stands; all by default."""
        place = self.stream.tell()
        for pause in _PAUSES:
            try:
                return self._read(size)
            except OSError as error:
                if "INTERNAL_FAILURE" not in str(error):
                    raise
            time.sleep(pause)
            self.stream.seek(place)
        return self._read(size)

    def _read(self, size: int) -> bytes:
        content: bytes = self.stream.read(size if size >= 0 else None)
        return content


def _matches(path: list[str], pattern: list[str]) -> bool:
    return len(path) == len(pattern) and all(map(fnmatchcase, path, pattern))


def folder_at(address: str, spool: Path) -> UPath:
    """A folder of a bucket; raises OporaError where the address is none."""
    if not _ADDRESS.fullmatch(address):
        raise OporaError(
            f"OPORA_LAKE is {address!r}, expected the path of a folder or s3://bucket/prefix"
        )
    _register()
    from upath import UPath

    return UPath(address.rstrip("/"), spool=str(spool))


@cache
def _register() -> None:
    """Let UPath find it: by default `s3` is a package that is not installed."""
    fsspec.register_implementation("s3", ObjectStore, clobber=True)


@cache
def _client() -> Any:
    # older and smaller services refuse what Amazon's newest checksums need (a length told last)
    os.environ.setdefault("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required")
    from pyarrow.fs import AwsStandardS3RetryStrategy, S3FileSystem

    where: dict[str, Any] = {}
    # pyarrow's client does not look for it by itself
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    if endpoint:
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise OporaError(
                f"AWS_ENDPOINT_URL is {endpoint!r}, expected such as https://s3.example.org"
            )
        where = {"endpoint_override": parts.netloc, "scheme": parts.scheme}
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if region or endpoint:
        # without one pyarrow asks Amazon where the bucket is
        where["region"] = region or "us-east-1"
    return S3FileSystem(
        connect_timeout=_CONNECT,
        request_timeout=_REQUEST,
        retry_strategy=AwsStandardS3RetryStrategy(max_attempts=_ATTEMPTS),
        allow_delayed_open=True,
        **where,
    )
