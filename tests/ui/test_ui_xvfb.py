"""The program as a process on a real X server, driven by real mouse and keys; the file is looked at afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from symbioaudit.services.audits import list_audits
from symbioaudit.services.glance import glance
from symbioaudit.services.workspace import open_workspace

PATIENCE = 40.0  # seconds: a ceiling, not a delay
NAME = (1280 - 290 - 170, 110)  # places of the screen: the name of a new audit,
ENTERPRISE = (65, 148)  # the enterprise in the rail,
OGRN = (655, 266)  # its ОГРН,
TOOLS = ("Xvfb", "xdotool")

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, TOOLS)), reason="needs an X server (sh setup.sh test)"
)


def until(ready: Callable[[], bool], what: str) -> None:
    """Wait for another process.

    Raises:
        TimeoutError: it never happens.
    """
    end = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.05)  # between two looks at a process that cannot signal us


@pytest.fixture
def display() -> Iterator[str]:
    """A screen of its own."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    assert number, "the X server did not start"
    yield f":{number}"
    server.terminate()
    server.wait()


class Robot:
    """Mouse and keys of the X server."""

    def __init__(self, display: str) -> None:
        self.env = {**os.environ, "DISPLAY": display}

    def do(self, *words: str) -> str:
        """Run xdotool."""
        done = subprocess.run(
            ["xdotool", *words], env=self.env, check=False, capture_output=True, text=True
        )
        return done.stdout.strip()

    def window(self, title: str) -> str:
        """Id of a visible window by a piece of its title, or nothing."""
        return self.do("search", "--onlyvisible", "--name", title).split("\n")[0]

    def click(self, x: int, y: int) -> None:
        """A click of the left button at a place of the screen."""
        self.do("mousemove", str(x), str(y))
        self.do("click", "1")

    def type(self, text: str) -> None:
        """Type a text, any alphabet."""
        self.do("type", "--delay", "15", text)

    def key(self, *keys: str) -> None:
        """Press keys."""
        self.do("key", *keys)


def test_an_audit_is_made_and_filled_with_mouse_and_keys(display: str, tmp_path: Path) -> None:
    file = tmp_path / "рабочий файл.symbio"
    robot = Robot(display)
    environment = {
        **robot.env,
        "QT_QPA_PLATFORM": "xcb",
        "SYMBIOAUDIT_SETTINGS": str(tmp_path / "settings.json"),
    }
    program = subprocess.Popen(
        [sys.executable, "-m", "symbioaudit", "--workspace", str(file), "--lang", "ru"],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: bool(robot.window("SymbioAudit")), "the window")
        until(lambda: glance(file) == [], "the workspace")
        robot.do("windowmove", robot.window("SymbioAudit"), "0", "0")
        robot.click(*NAME)
        robot.type("Zavod 17")
        robot.key("Return")
        until(lambda: bool(robot.window("Zavod 17")), "the audit")
        robot.click(*ENTERPRISE)
        robot.click(*OGRN)
        robot.type("1027700132195")
        robot.key("Return")
        until(lambda: _ogrn(file) == "1027700132195", "the field in the file")
        robot.key("ctrl+z")
        until(lambda: _ogrn(file) is None, "the undo in the file")
        robot.key("ctrl+q")
        assert program.wait(timeout=PATIENCE) == 0
    finally:
        program.kill()
        program.wait()
    with open_workspace(file) as workspace:
        assert [audit.enterprise for audit in list_audits(workspace)] == ["Zavod 17"]


def _ogrn(file: Path) -> str | None:
    from symbioaudit.storage.reader import records

    with open_workspace(file, read_only=True) as workspace:
        return records(workspace, "enterprise")[0].ogrn
