"""Sending a message as a signed JSON POST.

Belongs here: the request and its signature. Whoever receives it computes HMAC-SHA256 over the
timestamp, a dot and the body with the shared secret, and compares; see docs/alerts.md.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
import urllib.error
import urllib.request
from typing import Any

from opora.alerts.errors import AlertError, UnreachableError
from opora.alerts.message import Message
from opora.alerts.recipients import shown_address

_TIMEOUT_SECONDS = 10


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A message goes to the address that was named, and to no other."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def send_to_webhook(message: Message, secret: str | None) -> None:
    """Deliver a message; AlertError says why not, UnreachableError that nobody answers there."""
    body = json.dumps(message.payload, ensure_ascii=False).encode()
    request = urllib.request.Request(  # noqa: S310 - http and https only (`recipients`)
        message.address, data=body, headers=_headers(body, secret), method="POST"
    )
    shown = shown_address(message.address)
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=_TIMEOUT_SECONDS):
            return
    except urllib.error.HTTPError as error:
        error.close()
        raise AlertError(f"webhook {shown} answers {error.code} {error.reason}") from None
    except urllib.error.URLError as error:
        said = getattr(error.reason, "strerror", None) or error.reason
        raise UnreachableError(f"webhook {shown} can't be reached: {said}") from None
    except (OSError, http.client.HTTPException) as error:
        said = str(error) or type(error).__name__
        raise UnreachableError(f"webhook {shown} can't be reached: {said}") from None
    except ValueError as error:
        raise AlertError(f"webhook {shown} is no address that can be asked: {error}") from None


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What the header `X-Opora-Signature` holds."""
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={signed.hexdigest()}"


def _headers(body: bytes, secret: str | None) -> dict[str, str]:
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "opora"}
    if secret:
        timestamp = str(int(time.time()))
        headers["X-Opora-Timestamp"] = timestamp
        headers["X-Opora-Signature"] = signature(secret, timestamp, body)
    return headers
