"""A headless Chromium that opens dashboards: what it asks Superset for, and how it looks.

Belongs here: the little of the DevTools protocol that this takes, spoken over a pipe (no port, no
package). A page is drawn as tall as it is, because Superset asks only for charts in sight.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from opora.dashboards.errors import DashboardError

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--remote-debugging-pipe", "--hide-scrollbars", "--lang=ru"),
)
_CHART_DATA = "/api/v1/chart/data"
_WIDTH = 1600
_HEIGHT = 9000

#: What stands on the page: texts of charts, of errors, how many still load, how tall it is.
_LOOK = """(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  return JSON.stringify({
    charts: all('.dashboard-component-chart-holder .chart-slice').length,
    drawn: all('.chart-slice .slice_container').length,
    loading: all('.loading, .ant-skeleton, [data-test="loading-indicator"]').length,
    errors: all('.ant-alert-error, .error-alert, [data-test="error-container"]')
      .map((e) => e.innerText),
    empty: all('.ant-empty').map((e) => {
      const holder = e.closest('.dashboard-component-chart-holder');
      return holder ? holder.innerText.split('\\n')[0] : '';
    }),
    bottom: Math.ceil(Math.max(0, ...all('.chart-slice')
      .map((e) => e.getBoundingClientRect().bottom + scrollY))),
  });
})()"""


@dataclass
class Opened:
    """What happened while a page was open."""

    #: (chart id, body of the request for its data), in the order in which they were sent.
    asked: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    charts: int = 0
    errors: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    #: Addresses of other servers that the page reached.
    elsewhere: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def chromium() -> str | None:
    """The browser's program, if the machine has one."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


@contextmanager
def browser(cookies: Sequence[Mapping[str, str]]) -> Iterator[Browser]:
    """A Chromium with a session, for as long as the block lasts.

    Raises DashboardError where the machine has none.
    """
    program = chromium()
    if program is None:
        raise DashboardError(f"No browser: looked for {', '.join(_NAMES)}.")
    to_read, to_write = os.pipe(), os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        # the pipe of the protocol has file descriptors 3 and 4
        script = f'exec "$0" "$@" 3<&{to_read[0]} 4>&{to_write[1]}'
        process = subprocess.Popen(  # noqa: S603
            ["/bin/sh", "-c", script, program, *_OPTIONS, f"--user-data-dir={folder}"],
            pass_fds=(to_read[0], to_write[1]),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read[0])
        os.close(to_write[1])
        with os.fdopen(to_read[1], "wb", 0) as commands, os.fdopen(to_write[0], "rb", 0) as said:
            try:
                yield Browser(commands, said, cookies)
            finally:
                process.terminate()
                process.wait()


class Browser:
    """A started Chromium; `browser` makes one."""

    def __init__(self, commands: Any, said: Any, cookies: Sequence[Mapping[str, str]]) -> None:
        """Open one page and give it the cookies."""
        self._commands, self._said = commands, said
        self._buffer = b""
        self._number = 0
        self._session = ""
        self._events: list[dict[str, Any]] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        self._call("Page.enable")
        self._call("Network.enable", maxPostDataSize=1_000_000)
        self._call("Network.setCookies", cookies=list(cookies))

    def open(self, url: str, picture: Path, *, seconds: float = 60) -> Opened:
        """Open a dashboard, wait until it is drawn, save it as PNG.

        Raises DashboardError where charts still load after `seconds`.
        """
        self._events.clear()
        self._size(_HEIGHT)
        self._call("Page.navigate", url=url)
        look = self._drawn(url, seconds)
        self._size(max(600, look["bottom"] + 40))
        # drawn anew at its own height
        time.sleep(1)
        look = self._drawn(url, seconds)
        shot = self._call("Page.captureScreenshot", format="png", captureBeyondViewport=False)
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_bytes(base64.b64decode(shot["data"]))
        return self._opened(url, look)

    def _size(self, height: int) -> None:
        self._call(
            "Emulation.setDeviceMetricsOverride",
            **{"width": _WIDTH, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def _drawn(self, url: str, seconds: float) -> dict[str, Any]:
        """What stands on the page once nothing has moved for a while."""
        deadline = time.monotonic() + seconds
        quiet = 0
        look: dict[str, Any] = {}
        while quiet < 4:
            if time.monotonic() > deadline:
                raise DashboardError(f"{url}: not drawn after {seconds:.0f} s: {look}")
            time.sleep(0.5)
            told = self._call("Runtime.evaluate", expression=_LOOK, returnByValue=True)
            look = json.loads(told["result"]["value"])
            done = look["charts"] and not look["loading"] and look["drawn"] >= look["charts"]
            quiet = quiet + 1 if done and not self._waiting() else 0
        return look

    def _waiting(self) -> bool:
        """Whether a request for data has not been answered."""
        sent = {
            event["params"]["requestId"]
            for event in self._events
            if event["method"] == "Network.requestWillBeSent"
            and _CHART_DATA in event["params"]["request"]["url"]
        }
        ended = {
            event["params"]["requestId"]
            for event in self._events
            if event["method"] in ("Network.loadingFinished", "Network.loadingFailed")
        }
        return bool(sent - ended)

    def _opened(self, url: str, look: Mapping[str, Any]) -> Opened:
        origin = "/".join(url.split("/")[:3])
        opened = Opened(charts=look["charts"], errors=look["errors"], empty=look["empty"])
        # by the content security policy: nothing has left the machine
        blocked = {
            event["params"]["requestId"]
            for event in self._events
            if event["method"] == "Network.loadingFailed"
            and event["params"].get("blockedReason") == "csp"
        }
        for event in self._events:
            parameters = event["params"]
            if event["method"] == "Network.requestWillBeSent":
                request = parameters["request"]
                if request["url"].startswith("http") and not request["url"].startswith(origin):
                    if parameters["requestId"] not in blocked:
                        opened.elsewhere.append(request["url"])
                elif _CHART_DATA in request["url"] and "postData" in request:
                    body = json.loads(request["postData"])
                    chart = (body.get("form_data") or {}).get("slice_id") or 0
                    opened.asked.append((int(chart), body))
            elif event["method"] == "Network.responseReceived":
                answer = parameters["response"]
                if answer["status"] >= 400 and answer["url"].startswith(origin):
                    opened.refused.append(f"{answer['status']} {answer['url']}")
        return opened

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._commands.write(json.dumps(message).encode() + b"\0")
        while True:
            told = self._next()
            if told.get("id") == self._number:
                if "error" in told:
                    raise DashboardError(f"Chromium, {method}: {told['error']['message']}")
                result: dict[str, Any] = told["result"]
                return result
            if "method" in told:
                self._events.append(told)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            part = self._said.read(1 << 20)
            if not part:
                raise DashboardError("Chromium has ended by itself.")
            self._buffer += part
        message, _, self._buffer = self._buffer.partition(b"\0")
        parsed: dict[str, Any] = json.loads(message)
        return parsed
