"""Object storage that fails: told from all other errors, and said in one line.

Belongs here: knowing again what pyarrow's client says, under whatever it was wrapped in (DuckDB,
dbt), and the sentence. Not here: that nothing is lost by it, which is the order in which a batch is
written (`opora.lake`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from opora.errors import OporaError, chain

#: What the client says -> what it means and what to do; the first that is found counts.
_MEANT = (
    (
        r"NO_SUCH_BUCKET",
        "there is no such bucket. Make it, or put OPORA_LAKE right",
    ),
    (
        r"INVALID_ACCESS_KEY_ID|SIGNATURE_DOES_NOT_MATCH|InvalidAccessKeyId|SignatureDoesNotMatch",
        "it doesn't know the key. Put AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or AWS_PROFILE) "
        "right",
    ),
    (
        r"ACCESS_DENIED|AccessDenied|HTTP status 403",
        "the key may not do that, or is wrong. It must be allowed to list the bucket, and to get, "
        "put and delete objects below the prefix",
    ),
    (
        r"SLOW_DOWN|SlowDown|SERVICE_UNAVAILABLE|ServiceUnavailable|THROTTL|HTTP status 503"
        r"|Failed to flush response stream",
        "it is overloaded and refused the same request five times. Run again later",
    ),
    (
        r"NETWORK_CONNECTION|REQUEST_TIMEOUT|curlCode",
        "it can't be reached. Look at the network and at AWS_ENDPOINT_URL",
    ),
    (
        r"QUOTA_?EXCEEDED|QuotaExceeded|HTTP status 507",
        "its quota is used up. Make room there",
    ),
    (
        r"AWS Error",
        "it refused a request",
    ),
)
#: What the client says of one request, without the number that the service gave it.
_SENTENCE = re.compile(
    r"((?:When [^\n]*?)?AWS Error [^\n]*?|NO_SUCH_BUCKET: \S+)(?=\s*(?:\(Request ID|\n|$))"
)


class ObjectStorageError(OporaError):
    """Object storage did not do what was asked of it."""


@contextmanager
def object_storage_said() -> Iterator[None]:
    """Turn what failing object storage raises inside into an ObjectStorageError of one line."""
    try:
        yield
    except ObjectStorageError:
        raise
    except Exception as error:
        said = _said(error)
        if said is None:
            raise
        meaning, detail = said
        raise ObjectStorageError(
            f"the object storage of the lake: {meaning}. Nothing is lost: a batch that was not "
            f"finished is taken again by the next run. It said: {detail}"
        ) from error


def _said(error: BaseException) -> tuple[str, str] | None:
    for each in chain(error):
        text = str(each)
        if found := _SENTENCE.search(text):
            meaning = next(meant for words, meant in _MEANT if re.search(words, found[1]))
            return meaning, " ".join(found[1].split()).rstrip(" :.")
    return None
