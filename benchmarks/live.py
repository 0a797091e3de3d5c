"""Typing while results are recomputed: how long the window does not answer, with and without the recomputation.

A real window on an audit of 2 000 streams; amounts are typed into the table by key events, one edit after
another; a timer of the same event loop ticks all the while and each tick that comes late is a wait that a
person could feel. The floor is the same loop, the same edits, the same commits, with nothing recomputed.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.synthetic import snapshot
from benchmarks.timing import Found, Ratio

if TYPE_CHECKING:
    from symbioaudit.ui.grid.page import GridPage
    from symbioaudit.ui.window import Window

STREAMS: Final = 2_000
EDITS: Final = 100
EACH: Final = 100  # ms between edits
TICK: Final = 4  # ms
WAIT: Final = 60.0  # s: a ceiling, not a delay
AIM: Final = "p95 < 50 ms"


@dataclass(frozen=True, slots=True)
class Waits:
    """How late the ticks came, in seconds, sorted; how often results came meanwhile."""

    late: tuple[float, ...]
    worst: tuple[float, ...]  # the longest wait within each edit's turn
    results: int

    def part(self, share: float, of: Sequence[float] | None = None) -> float:
        """A quantile."""
        found = self.late if of is None else of
        return found[min(len(found) - 1, int(share * len(found)))]


def run() -> Iterator[Found]:
    """Waits with results against waits without, in one process."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        window = _window(Path(folder))
        try:
            without = _typed(window, recompute=False)
            with_results = _typed(window, recompute=True)
        finally:
            window.close()
    times = f"{with_results.results} × anew"
    for name, ours, floor in (
        ("p50", with_results.part(0.5), without.part(0.5)),
        ("p95", with_results.part(0.95), without.part(0.95)),
        ("longest", with_results.late[-1], without.late[-1]),
        ("p95 of the longest of each edit",
         with_results.part(0.95, with_results.worst), without.part(0.95, without.worst)),
    ):  # fmt: skip
        what = f"live, {STREAMS} streams ({times}): {name}"
        yield Ratio(what, ours, max(floor, 1e-6), "the same edits without", AIM)


def _window(folder: Path) -> Window:
    """A window on the audit, at the table of inputs, results there."""
    from PySide6.QtWidgets import QApplication

    from symbioaudit.base.i18n import set_language
    from symbioaudit.base.settings import Settings
    from symbioaudit.services.snapshots import save_snapshot
    from symbioaudit.services.workspace import open_workspace
    from symbioaudit.ui.app import application
    from symbioaudit.ui.session import Place, Session
    from symbioaudit.ui.theme import apply_look, look_of
    from symbioaudit.ui.window import Window

    path, audit = folder / "w.symbio", snapshot(STREAMS)
    with open_workspace(path) as workspace:
        save_snapshot(workspace, audit)
    settings = Settings(folder / "settings.json")
    settings.set("tour_seen", value=True)
    set_language("ru")
    app = application()
    assert isinstance(app, QApplication)
    apply_look(app, look_of(settings))
    window = Window(Session(settings))
    window.resize(1280, 800)
    window.show()
    _until(lambda: window.session.open(path), window.session.opened)
    _until(lambda: window.session.open_audit(audit.audit.id), window.session.results_ready)
    window.activateWindow()
    window.show_place(Place("form:F06"))
    QApplication.processEvents()
    return window


def _until(start: Any, signal: Any) -> None:
    from PySide6.QtCore import QEventLoop

    loop = QEventLoop()
    signal.connect(loop.quit)
    start()
    loop.exec()


def _typed(window: Window, *, recompute: bool) -> Waits:
    """Type for a while and measure."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    page: GridPage = window.page  # type: ignore[assignment]
    column = [c.code for c in page.model.columns].index("quantity")
    page.view.setFocus()
    window.session.recomputing.switch(on=recompute)
    loop = QEventLoop()
    gaps: list[tuple[float, float]] = []
    begun: list[float] = []
    came: list[object] = []
    written: list[object] = []
    window.session.changed.connect(lambda changes, _touched: written.append(changes))
    window.session.results_ready.connect(came.append)
    before = [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        gaps.append((now, max(0.0, now - before[0] - TICK / 1000)))
        before[0] = now

    def edit() -> None:
        begun.append(time.perf_counter())
        n = len(begun)
        if n > EDITS:
            typist.stop()
            window.session.worker.submit(lambda: None, lambda _none: loop.quit())
            return
        page.view.go_to(n, column)
        _press(page.view, f"{n + (1000 if recompute else 1)} т/мес")  # another number every time

    ticker = QTimer(interval=TICK, timerType=Qt.TimerType.PreciseTimer)
    ticker.timeout.connect(tick)
    typist = QTimer(interval=EACH, timerType=Qt.TimerType.PreciseTimer)
    typist.timeout.connect(edit)
    before[0] = time.perf_counter()
    ticker.start()
    typist.start()
    QTimer.singleShot(int(WAIT * 1000), loop.quit)
    loop.exec()
    ticker.stop()
    window.session.results_ready.disconnect(came.append)
    assert len(written) == EDITS, f"{len(written)} of {EDITS} edits were written"
    worst = [
        max((late for at, late in gaps if start <= at < end), default=0.0)
        for start, end in pairwise(begun)
    ]
    late = sorted(late for _at, late in gaps)
    return Waits(tuple(late), tuple(sorted(worst)), len(came))


def _press(view: Any, text: str) -> None:
    """Letters into the cell, then Enter: the table's own way of entry."""
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    held = Qt.KeyboardModifier.NoModifier
    strokes = [(Qt.Key.Key_unknown, letter) for letter in text] + [(Qt.Key.Key_Return, "\r")]
    for key, letter in strokes:
        target = QApplication.focusWidget() or view
        QApplication.sendEvent(target, QKeyEvent(QEvent.Type.KeyPress, key, held, letter))
        QApplication.sendEvent(target, QKeyEvent(QEvent.Type.KeyRelease, key, held, letter))


if __name__ == "__main__":
    for one in run():
        print(one.line())
