"""Time until the window can be used, and its memory, against a bare window of the same Qt.

Each start is a process of its own, measured from its birth to the first picture with the list of
audits in it; ours and the bare one in turn, the best of several.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.timing import Found, Ratio

TURNS: Final = 5
HEAVY: Final = (
    "matplotlib",
    "reportlab",
    "openpyxl",
    "alembic",
    "httpx",
    "pint",
    "jsonschema",
    "sqlalchemy",
)
BARE: Final = """
import os, resource, time
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
window.show()
app.processEvents()
print(time.clock_gettime(time.CLOCK_BOOTTIME), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)
os._exit(0)
"""
OURS: Final = """
import os, resource, sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from symbioaudit.ui import app as start
from symbioaudit.ui.session import Session

def painted():
    model = start.application().activeWindow() or [w for w in start.application().topLevelWidgets() if w.isVisible()][0]
    assert model.page.model.rowCount() == 2, "the list is not shown"
    heavy = ",".join(name for name in {heavy!r} if name in sys.modules)
    print(time.clock_gettime(time.CLOCK_BOOTTIME), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, heavy, flush=True)
    os._exit(0)

real = Session.__init__
def watched(self, *args):
    real(self, *args)
    self.glanced.connect(lambda _audits: QTimer.singleShot(0, painted))
Session.__init__ = watched
start.main(Path({path!r}), "ru")
"""


def start(code: str, settings: Path) -> tuple[float, float, str]:
    """Seconds to the picture, peak memory in MB, heavy libraries that were loaded by then."""
    import time

    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SYMBIOAUDIT_SETTINGS": str(settings)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its byte code
    begun = time.clock_gettime(time.CLOCK_BOOTTIME)
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, check=True, capture_output=True, text=True
    )
    shown, memory, *heavy = done.stdout.split()
    return float(shown) - begun, int(memory) / 1024, " ".join(heavy)


def workspace(folder: Path) -> Path:
    """A workspace with two audits."""
    from symbioaudit.services.audits import new_audit
    from symbioaudit.services.workspace import open_workspace

    path = folder / "bench.symbio"
    with open_workspace(path) as fresh:
        for name in ("Завод извести", "Коксохим"):
            new_audit(fresh, name=name)
    return path


def measure(turns: int = TURNS) -> dict[str, float | str]:
    """The figures of both windows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        code = OURS.format(heavy=HEAVY, path=str(workspace(folder)))
        start(code, folder / "warm.json")
        pairs = [
            (start(BARE, folder / "b.json"), start(code, folder / "s.json")) for _ in range(turns)
        ]
    bare, ours = min(b[0] for b, _o in pairs), min(o[0] for _b, o in pairs)
    return {
        "bare": bare,
        "ours": ours,
        "ratio": ours / bare,
        "bare_mb": max(b[1] for b, _o in pairs),
        "ours_mb": max(o[1] for _b, o in pairs),
        "heavy": pairs[-1][1][2],
    }


def run() -> Iterator[Found]:
    """Time and memory of the two windows."""
    found = measure()
    shown, bare = float(found["ours"]), float(found["bare"])
    yield Ratio("window with the list of audits", shown, bare, "a bare window", "≤ 2")
    memory = (float(found["ours_mb"]), float(found["bare_mb"]))
    yield Ratio("peak memory of it", *memory, "a bare window", "stated", "MB")


if __name__ == "__main__":
    for one in run():
        print(one.line())
