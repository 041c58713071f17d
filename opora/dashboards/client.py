"""A signed-in client of a running Superset: its pages and its REST API.

Belongs here: signing in and asking; what the answers mean is up to whoever asks.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

from opora.dashboards.errors import DashboardError

_TOKEN = re.compile(r'id="csrf_token"[^>]*value="([^"]+)"')


class Client:
    """One session of one user at `url`."""

    def __init__(self, url: str, user: str, password: str) -> None:
        """Sign in; raises DashboardError where Superset does not let in."""
        self.url = url
        self._cookies = CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self._cookies),
            # a proxy has no business between this machine and itself
            urllib.request.ProxyHandler({}),
        )
        page = self._text(urllib.request.Request(f"{url}/login/"))  # noqa: S310
        token = _TOKEN.search(page)
        if not token:
            raise DashboardError(f"{url}/login/ is no sign-in page of Superset.")
        self._token = token[1]
        form = {"username": user, "password": password, "csrf_token": self._token}
        self._text(
            urllib.request.Request(  # noqa: S310
                f"{url}/login/", data=urllib.parse.urlencode(form).encode()
            )
        )
        self.get("me/")

    def get(self, path: str) -> Any:
        """The JSON that `/api/v1/<path>` answers; DashboardError where it refuses."""
        return self._json(urllib.request.Request(f"{self.url}/api/v1/{path}"))  # noqa: S310

    def post(self, path: str, body: Any) -> Any:
        """The JSON that a POST to `/api/v1/<path>` answers; DashboardError where it refuses."""
        return self._sent("POST", path, body)

    def put(self, path: str, body: Any) -> Any:
        """The JSON that a PUT to `/api/v1/<path>` answers; DashboardError where it refuses."""
        return self._sent("PUT", path, body)

    def cookies(self) -> list[dict[str, str]]:
        """The session, as a browser takes it."""
        return [
            {"name": cookie.name, "value": cookie.value or "", "url": self.url}
            for cookie in self._cookies
        ]

    def _sent(self, method: str, path: str, body: Any) -> Any:
        headers = {
            "Content-Type": "application/json",
            "X-CSRFToken": self._token,
            "Referer": self.url,
        }
        return self._json(
            urllib.request.Request(  # noqa: S310
                f"{self.url}/api/v1/{path}",
                data=json.dumps(body).encode(),
                headers=headers,
                method=method,
            )
        )

    def _json(self, request: urllib.request.Request) -> Any:
        return json.loads(self._text(request))

    def _text(self, request: urllib.request.Request) -> str:
        try:
            with self._opener.open(request, timeout=120) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            told = error.read().decode(errors="replace")[:2000]
            raise DashboardError(f"{request.full_url}: {error.code} {told}") from None
