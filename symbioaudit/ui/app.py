"""Start of the window: application, look, language, workspace, crash handler."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication

from symbioaudit.base.i18n import set_language
from symbioaudit.base.paths import default_workspace
from symbioaudit.base.settings import Settings
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import apply_look, look_of
from symbioaudit.ui.window import Window


def main(workspace: Path | None = None, lang: str | None = None) -> int:
    """Open the window on a workspace and run until it is closed."""
    # What a start makes lives on: the collector would walk it again and again and find nothing.
    gc.disable()
    app = application()
    settings = Settings()
    set_language(lang or settings["language"] or None)
    apply_look(app, look_of(settings))
    session = Session(settings)
    sys.excepthook = crash_handler(session)
    session.opened.connect(_collect_again)
    session.failed.connect(_collect_again)
    session.open(workspace or default_workspace())  # reads while the window is being built
    window = Window(session)
    window.show_place(Place("home"))
    window.show()
    return app.exec()


def _collect_again(_what: object) -> None:
    """The start is over, well or not: Python's collector does its work, on what comes from now on."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def application() -> QApplication:
    """The one application object."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    app = QApplication(sys.argv[:1])
    app.setApplicationName("SymbioAudit")
    app.setApplicationDisplayName("SymbioAudit")
    return app


Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def crash_handler(session: Session) -> Hook:
    """A hook that logs an error of our own and says so; the file is intact, work goes on."""

    def hook(kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
        from symbioaudit.base.errors import UNEXPECTED
        from symbioaudit.base.log import log_bug

        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        log_bug(bug.with_traceback(trace))
        session.failed.emit(UNEXPECTED(kind=kind.__name__))

    session.crashed.connect(lambda bug: hook(type(bug), bug, bug.__traceback__))
    return hook
