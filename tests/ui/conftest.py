"""A window over a copy of a real workspace; nothing of the user's own is read or written."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("PySide6", reason="the window's tests need Qt")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from symbioaudit.base.i18n import set_language
from symbioaudit.base.settings import Settings
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import apply_look, look_of
from symbioaudit.ui.window import Window

ROOT = Path(__file__).resolve().parents[2]
WAIT = 20_000  # ms: a ceiling, not a delay


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a published factory, loaded once from its workbook."""
    from symbioaudit.services.intakes import apply, diff, stage
    from symbioaudit.services.workspace import open_workspace

    path = tmp_path_factory.mktemp("ui") / "demo.symbio"
    with open_workspace(path) as workspace:
        apply(workspace, diff(workspace, stage(ROOT / "examples" / "quicklime.xlsx")))
    return path


@pytest.fixture(scope="session", autouse=True)
def library_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A library of classifiers of the tests' own."""
    path = tmp_path_factory.mktemp("library") / "library.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SYMBIOAUDIT_LIBRARY", str(path))
        yield path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of this test alone."""
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def workspace_file(demo_file: Path, tmp_path: Path) -> Path:
    """A copy of the demo workspace."""
    return Path(shutil.copy(demo_file, tmp_path / "w.symbio"))


def open_windows() -> set[QWidget]:
    """Windows that can be seen now."""
    return {widget for widget in QApplication.topLevelWidgets() if widget.isVisible()}


@pytest.fixture
def session(qapp: QApplication, settings: Settings) -> Iterator[Session]:
    """A session; an error of our own fails the test."""
    set_language("ru")
    apply_look(qapp, look_of(settings))
    own = Session(settings)
    crashes: list[BaseException] = []
    own.crashed.connect(crashes.append)
    windows = open_windows()
    yield own
    own.close()
    set_language(None)
    assert not crashes, crashes
    # Nothing may outlive a test: no thread of the session, no timer that would fire, no window.
    assert not [t.name for t in threading.enumerate() if t.name.startswith(("workspace", "pool"))]
    assert not [t for t in own.findChildren(QTimer) if t.isActive()]
    assert open_windows() <= windows


@pytest.fixture
def window(qtbot: QtBot, session: Session, workspace_file: Path) -> Iterator[Window]:
    """The window on the demo workspace, at home."""
    own = Window(session)
    qtbot.addWidget(own)
    own.show_place(Place("home"))
    own.show()
    with qtbot.waitSignal(session.opened, timeout=WAIT):
        session.open(workspace_file)
    yield own
    own.close()


@pytest.fixture
def audit(qtbot: QtBot, window: Window) -> Window:
    """The window with the only audit of the workspace open and its results computed."""
    from symbioaudit.services.audits import list_audits

    found: list[str] = []
    window.session.read(lambda workspace: [a.id for a in list_audits(workspace)], found.extend)
    qtbot.waitUntil(lambda: bool(found), timeout=WAIT)
    with qtbot.waitSignal(window.session.results_ready, timeout=WAIT):
        window.session.open_audit(found[0])
    return window
