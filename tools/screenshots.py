"""Pictures of every page of the window: ru and en, light and dark, two screens (``make screenshots``).

They go to build/screenshots; the tests of the window walk the same pages. Needs no display.
"""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from symbioaudit.ui.window import Window

ROOT = Path(__file__).resolve().parents[1]
OUT: Final = ROOT / "build" / "screenshots"
LAYOUTS: Final = 4  # turns until every part has asked its parent for room and got it
PATIENCE: Final = 30.0  # seconds for anything that runs in the background


@dataclass(frozen=True, slots=True)
class Shot:
    """One way to look at the window."""

    lang: str
    theme: str
    width: int = 1280
    height: int = 800
    scale: int = 100

    @property
    def name(self) -> str:
        """For a folder."""
        return f"{self.lang}-{self.theme}-{self.width}x{self.height}-{self.scale}"


SCREENS: Final = ((1280, 800, 100), (1920, 1080, 150))
EVERY: Final = tuple(
    Shot(lang, theme, *screen)
    for lang, theme, screen in itertools.product(("ru", "en"), ("light", "dark"), SCREENS)
)


def pages_of(window: Window) -> list[str]:
    """Ids of all pages that can be shown now: those of the window and the forms of the pack."""
    from symbioaudit.ui.pages import PAGES

    session = window.session
    own = [page.id for page in PAGES if session.live is not None or not page.needs_audit]
    forms = [f"form:{code}" for code in session.pack.forms] if session.pack is not None else []
    return [*own, *forms]


def wait(ready: Callable[[], bool]) -> None:
    """Run the window until something is so.

    Raises:
        TimeoutError: it never becomes so.
    """
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    until = time.monotonic() + PATIENCE
    while not ready():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        if time.monotonic() > until:
            raise TimeoutError(ready)
    for _turn in range(LAYOUTS):
        QApplication.processEvents()


def dress(window: Window, shot: Shot) -> None:
    """Bring the window to a language, a theme, a size and a scale."""
    settings = window.session.settings
    for key, value in (("language", shot.lang), ("theme", shot.theme), ("scale", shot.scale)):
        settings.set(key, value)
    window.resize(shot.width, shot.height)
    wait(lambda: window.session.worker.pending == 0)


def walk(window: Window) -> Iterator[str]:
    """Bring one page after another to the front; yields its id once it is settled.

    A grid form is shown at its first record, so that its card is seen too.
    """
    from symbioaudit.ui.session import Place

    session = window.session
    for page in pages_of(window):
        form = session.pack.forms.get(page.removeprefix("form:")) if session.pack else None
        first = ""
        if form is not None and session.live is not None:
            first = next((r.id for r in session.live.of(form.entity) if form.takes(r)), "")
        window.show_place(Place(page, form.entity if form else "", first))
        settle(window)
        yield page


def settle(window: Window) -> None:
    """Wait until nothing more is to come on the page in front."""
    session = window.session
    wait(lambda: not session.worker.pending and not session.pool.pending and not _about_to(window))


def _about_to(window: Window) -> bool:
    """Something is still to be shown: a card waits a moment for the arrows to run ahead of it."""
    from PySide6.QtCore import QTimer

    timers = window.findChildren(QTimer)
    return any(timer.isActive() and timer.isSingleShot() for timer in timers)


def demo_window(folder: Path) -> Window:
    """A window on a published factory, its audit open and its results there."""
    from symbioaudit.base.i18n import set_language
    from symbioaudit.base.settings import Settings
    from symbioaudit.ui.app import application
    from symbioaudit.ui.session import Session
    from symbioaudit.ui.theme import apply_look, look_of
    from symbioaudit.ui.window import Window

    settings = Settings(folder / "settings.json")
    settings.set("language", "ru")
    settings.set("tour_seen", value=True)
    set_language("ru")
    apply_look(application(), look_of(settings))
    window = Window(Session(settings))
    window.go_home()
    window.show()
    arrived: list[object] = []
    window.session.results_ready.connect(arrived.append)
    window.session.opened.connect(lambda _path: window.session.make_audit(_demo))
    window.session.open(folder / "demo.symbio")
    wait(lambda: bool(arrived))
    return window


def _demo(workspace: object) -> str:
    from symbioaudit.services.demo import open_demo_audit
    from symbioaudit.services.workspace import Workspace

    assert isinstance(workspace, Workspace)
    return open_demo_audit(workspace)


def main() -> int:
    """Write the pictures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        window = demo_window(Path(name))
        for shot in EVERY:
            folder = OUT / shot.name
            folder.mkdir(parents=True, exist_ok=True)
            dress(window, shot)
            for page in walk(window):
                window.grab().save(str(folder / f"{page.replace(':', '-')}.png"))
            print(folder.relative_to(ROOT))
        window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
