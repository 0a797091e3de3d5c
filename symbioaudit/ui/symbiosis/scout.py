"""Finds matches in the background and keeps them until the data that they rest on change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from symbioaudit.base.i18n import language
from symbioaudit.ui.session import Session

if TYPE_CHECKING:
    from symbioaudit.services.prospects import Around, Prospects
    from symbioaudit.services.workspace import Workspace

RESTS_ON: Final = frozenset({"stream", "product", "resource", "want", "site", "enterprise"})
AFTER: Final = 250  # ms after the last edit


class Scout(QObject):
    """One for a session. ``ready(Prospects)``; ``working()`` when what is shown is about to be computed anew.

    Nothing is computed unless a page asks: who never opens these pages never pays for them.
    """

    ready = Signal(object)
    working = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session
        self.found: Prospects | None = None
        self._around: Around | None = None
        self._catalogues: list[Any] = []
        self._generation = 0
        self._fresh = self._running = self._asked = False
        self._due = QTimer(self, singleShot=True, interval=AFTER)
        self._due.timeout.connect(self.ask)
        session.changed.connect(lambda _changes, touched: self.heed(touched))
        session.audit_opened.connect(self._forget)
        session.audit_closed.connect(self._forget)
        session.leaving.connect(self._due.stop)

    def ask(self) -> None:
        """Compute if what is kept is not of now; ``ready`` follows only then."""
        live, pack = self.session.live, self.session.pack
        if live is None or pack is None:
            return
        if self._fresh and self.found is not None and self.found.lang == language():
            return
        self.working.emit()
        if self._running:
            self._asked = True
            return
        self._running, self._asked, self._fresh = True, False, True
        self._generation += 1
        generation = self._generation
        if self._around is not None:
            self._compute(generation, self._around)
            return
        audit_id = live.audit_id

        def look(workspace: Workspace) -> Around:
            from symbioaudit.services.prospects import around

            return around(workspace, audit_id)

        def seen(found: Around) -> None:
            if generation == self._generation:
                self._around = found
                self._compute(generation, found)
            else:
                self._ended()

        self.session.read(look, seen, lambda _error: self._ended())

    def ask_soon(self) -> None:
        """Compute once the typing rests."""
        self._due.start()

    @property
    def behind(self) -> bool:
        """True while what is kept is not of now."""
        return not self._fresh or self._running

    def forget_library(self) -> None:
        """The user's own library has changed."""
        self._fresh = False

    def add_catalogue(self, path: Path) -> None:
        """Take in offers and wants of others from a file; they are kept until the audit is closed."""

        def call() -> Any:
            from symbioaudit.services.matching import read_catalogue

            return read_catalogue(path)

        def done(market: Any) -> None:
            self._catalogues.append(market)
            self._around, self._fresh = None, False
            self.ask()

        self.session.pool.submit(call, done, self._fault)

    def _compute(self, generation: int, others: Around) -> None:
        live, pack, lang = self.session.live, self.session.pack, language()
        if live is None or pack is None:
            self._ended()
            return
        snapshot, catalogues = live.snapshot(), tuple(self._catalogues)

        def call() -> Prospects:
            from symbioaudit.services.prospects import prospects, with_catalogues

            return prospects(snapshot, pack, with_catalogues(others, catalogues), lang)

        def done(found: Prospects) -> None:
            self._ended()
            if generation == self._generation:
                self.found = found
                self.ready.emit(found)

        def failed(error: BaseException) -> None:
            self._fresh = False
            self._ended()
            self._fault(error)

        self.session.pool.submit(call, done, failed)

    def _ended(self) -> None:
        self._running = False
        if self._asked:
            self._asked = False
            QTimer.singleShot(0, self.ask)

    def heed(self, touched: frozenset[tuple[str, str]]) -> None:
        """Records were changed; a page that hears of it first says so too."""
        if any(entity in RESTS_ON for entity, _id in touched):
            self._fresh = False

    def _forget(self) -> None:
        self._due.stop()
        self._generation += 1
        self._fresh = self._asked = False
        self._around, self.found, self._catalogues = None, None, []

    def _fault(self, error: BaseException) -> None:
        from symbioaudit.base.errors import SymbioError

        (self.session.failed if isinstance(error, SymbioError) else self.session.crashed).emit(
            error
        )


def scout_of(session: Session) -> Scout:
    """The scout of a session, made when first asked for."""
    found = session.findChild(Scout)
    return found if isinstance(found, Scout) else Scout(session)
