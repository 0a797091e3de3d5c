"""Headless Chromium through the W3C WebDriver protocol, as little of it as the tests need."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx

T = TypeVar("T")
ELEMENT: Final = "element-6066-11e4-a52e-4f735466cecf"
FLAGS: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-dev-shm-usage",
    "--window-size=1200,900",
)  # fmt: skip


class Browser:
    """One window."""

    def __init__(self, session: str) -> None:
        self.session = session

    def _post(self, path: str, **body: Any) -> Any:
        answer = httpx.post(f"{self.session}{path}", json=body, timeout=60)
        value = answer.json()["value"]
        assert answer.status_code == 200, value
        return value

    def open(self, url: str) -> None:
        self._post("/url", url=url)

    def run(self, script: str, *args: Any) -> Any:
        return self._post("/execute/sync", script=script, args=list(args))

    def find(self, css: str) -> str:
        """The element, waited for until it is there and shown."""
        shown = "const e = document.querySelector(arguments[0]); return e && e.getClientRects().length > 0"
        self.until(lambda: self.run(shown, css), css)
        return str(self._post("/element", using="css selector", value=css)[ELEMENT])

    def click(self, css: str) -> None:
        self._post(f"/element/{self.find(css)}/click")

    def type(self, css: str, text: str) -> None:
        self._post(f"/element/{self.find(css)}/value", text=text)

    def text(self, css: str = "body") -> str:
        return str(self.run("return document.querySelector(arguments[0]).innerText", css))

    def until(self, ask: Callable[[], T], what: str) -> T:
        for _try in range(500):
            found = ask()
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(f"{what}: {self.text()[:2000]} {self.log()}")

    def until_text(self, text: str) -> None:
        self.until(lambda: text in self.text(), text)

    def log(self) -> list[str]:
        """What the console says: errors of scripts, refusals of the content policy."""
        answer = httpx.post(f"{self.session}/se/log", json={"type": "browser"}, timeout=30)
        return [x["message"] for x in answer.json()["value"]]


@contextmanager
def chromium(port: int) -> Iterator[Browser]:
    """A browser with a profile of its own that nobody keeps."""
    driver, program = shutil.which("chromedriver"), shutil.which("chromium")
    assert driver, "sh setup.sh test"
    assert program, "sh setup.sh test"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [driver, f"--port={port}", f"--log-path={Path(profile) / 'log'}"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            try:
                url = f"http://127.0.0.1:{port}"
                session = _session(url, [*FLAGS, f"--user-data-dir={profile}/data"], program)
                yield Browser(f"{url}/session/{session}")
                httpx.delete(f"{url}/session/{session}", timeout=30)
            finally:
                process.terminate()


def _session(url: str, flags: list[str], program: str) -> str:
    wanted = {
        "goog:chromeOptions": {"args": flags, "binary": program},
        "goog:loggingPrefs": {"browser": "ALL"},
    }
    for _try in range(500):
        try:
            answer = httpx.post(
                f"{url}/session", json={"capabilities": {"alwaysMatch": wanted}}, timeout=90
            )
        except httpx.ConnectError:
            time.sleep(0.02)
            continue
        value = answer.json()["value"]
        assert answer.status_code == 200, value
        return str(value["sessionId"])
    raise AssertionError("chromedriver does not start")
