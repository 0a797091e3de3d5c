"""What the window works on: the workspace, the open audit in memory, its results; every write goes here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from symbioaudit.base import clock
from symbioaudit.base.errors import SymbioError
from symbioaudit.base.i18n import language
from symbioaudit.base.settings import Settings
from symbioaudit.ui.recomputing import Recomputing
from symbioaudit.ui.worker import Pool, Worker, alive

if TYPE_CHECKING:
    from symbioaudit.methodology import Pack
    from symbioaudit.model.changes import Changes
    from symbioaudit.model.snapshot import Snapshot
    from symbioaudit.services.entries import Desk
    from symbioaudit.services.glance import AuditSummary
    from symbioaudit.services.history import Upcoming
    from symbioaudit.services.live import LiveAudit
    from symbioaudit.services.operations import Edit
    from symbioaudit.services.overview import FormProgress
    from symbioaudit.services.workspace import Workspace

NOT_UNDONE = frozenset({"Sign the audit", "Open a signed audit for corrections"})
PAINTED_WITHIN = 0.5  # s: a ceiling; a hidden window paints nothing and must not hold the file up


@dataclass(frozen=True, slots=True)
class Place:
    """Where to go in the window: a page, and there a record and a field."""

    page: str
    entity: str = ""
    record: str = ""
    field: str = ""


class Session(QObject):
    """Signals tell the pages what happened; pages never call each other.

    ``changed(Changes, touched)`` after an operation; ``results_ready(Results)`` after the recomputation that
    follows; ``failed(SymbioError)`` when a write was refused: nothing was written then.
    """

    opened = Signal(object)  # Path of the workspace
    glanced = Signal(object)  # audits of the file that is being opened, before it is open
    audit_opened = Signal()
    audit_closed = Signal()
    changed = Signal(object, object)
    results_ready = Signal(object)
    progress_ready = Signal(object)  # {form id: FormProgress}
    saved = Signal(object)  # datetime
    failed = Signal(object)
    crashed = Signal(object)  # an error of our own
    go = Signal(object)  # Place
    focused = Signal(object)  # Place whose help and evidence the context panel shows
    language_changed = Signal(str)
    told = Signal(str)  # a short message for the status line
    upcoming_changed = Signal()  # what undo and redo would take
    replayed = Signal(object)  # Changes of an undo or a redo
    elsewhere = Signal(object, bool)  # Upcoming of another audit; True for redo
    leaving = Signal()  # the workspace is about to be closed: hand over what still waits
    # A change waits for a reason: what does it again once there is one, what gives it up.
    signed_refused = Signal(object, object)
    command = Signal(str)  # id of a command of the window, asked for by a part of it

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.worker = Worker(self)
        self.pool = Pool(self)
        self.path: Path | None = None
        self.live: LiveAudit | None = None
        self.pack: Pack | None = None
        self.results: Any = None
        self.progress: Mapping[str, FormProgress] = {}
        self.saved_at: datetime | None = None
        self.next_undo: Upcoming | None = None
        self.next_redo: Upcoming | None = None
        self._workspace: Workspace | None = None
        self._desk: Desk | None = None
        self.recomputing = Recomputing(
            self.pool, self._state, self._show_results, self._show_progress, self._fault, self
        )

    # -- workspace ---------------------------------------------------------------

    @property
    def workspace(self) -> Workspace:
        """The open workspace; to be used inside :meth:`read` and :meth:`write` calls only."""
        if self._workspace is None:
            raise RuntimeError("no workspace is open")
        return self._workspace

    @property
    def read_only(self) -> bool:
        """True when somebody else writes in the file."""
        return self._workspace is not None and self._workspace.read_only

    def open(self, path: Path) -> None:
        """Open a workspace file in the background; ``opened`` or ``failed`` follows.

        The list of its audits comes first, through ``glanced``: what one does with it waits in the
        queue until the file is open.
        """
        if self._workspace is not None:
            self.leaving.emit()
        actor = self.settings["actor"] or None
        painted = threading.Event()

        def look() -> list[AuditSummary] | None:
            from symbioaudit.services.glance import glance

            return glance(path)

        def show(audits: list[AuditSummary] | None) -> None:
            if audits is not None:
                self.glanced.emit(audits)
            QTimer.singleShot(0, painted.set)

        def call() -> None:
            painted.wait(PAINTED_WITHIN)  # the first picture before the heavy libraries
            from symbioaudit.services.workspace import open_workspace

            if self._workspace is not None:
                self._workspace.close()
                self._workspace = None
            self._workspace = open_workspace(path, actor=actor)  # here: the next call needs it

        def done(_opened: None) -> None:
            self.path = path
            self.settings.remember(path)
            self.opened.emit(path)
            self._look_ahead()

        def failed(error: BaseException) -> None:
            self.glanced.emit([])
            self._fault(error)

        self.close_audit()
        self.worker.submit(look, show, self._fault)
        self.worker.submit(call, done, failed)

    def unlock(self, path: Path, password: str) -> None:
        """Open an encrypted workspace with its password; ``opened`` or ``failed`` follows."""

        def prove() -> None:
            from symbioaudit.services import vault

            vault.unlock(path, password)

        self.worker.submit(prove, lambda _done: self.open(path), self._fault)

    def close(self) -> None:
        """Finish the queue and close the file; called once, when the window closes."""
        self.recomputing.stop()
        if self._workspace is not None:
            self.leaving.emit()
        self.pool.stop()

        def shut() -> None:
            if self._workspace is not None:
                self._workspace.close()
                self._workspace = None

        self.worker.submit(shut)
        self.worker.stop()

    def read(
        self,
        call: Callable[[Workspace], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Read something in the workspace's thread; ``done`` gets it here."""

        def fault(error: BaseException) -> None:
            if failed and alive(failed):
                failed(error)
            self._fault(error)

        self.worker.submit(lambda: call(self.workspace), done, fault)

    # -- audit -------------------------------------------------------------------

    def open_audit(self, audit_id: str, then: Callable[[], None] | None = None) -> None:
        """Read an audit into memory; ``audit_opened`` follows."""

        def call(workspace: Workspace) -> tuple[LiveAudit, Pack]:
            from symbioaudit.methodology import load_pack
            from symbioaudit.services.live import LiveAudit
            from symbioaudit.services.snapshots import load_snapshot

            snapshot = load_snapshot(workspace, audit_id)
            pack = load_pack(snapshot.audit.pack_id, snapshot.audit.overlay_id)
            return LiveAudit(snapshot), pack

        def done(found: tuple[LiveAudit, Pack]) -> None:
            self.live, self.pack = found
            self.results, self._desk, self.progress = None, None, {}
            self.recomputing.forget()
            self.settings.set("last_audit", audit_id)
            self.audit_opened.emit()
            self._look_ahead()
            self.recomputing.soon(0)
            if then:
                then()

        self.read(call, done)

    def make_audit(
        self, call: Callable[[Workspace], str], then: Callable[[], None] | None = None
    ) -> None:
        """Make an audit in the workspace's thread and open it; ``call`` returns its id."""

        def done(audit_id: str) -> None:
            self.saved_at = clock.now()
            self.saved.emit(self.saved_at)
            self.open_audit(audit_id, then)

        self.read(call, done)

    def close_audit(self) -> None:
        """Go back to the list of audits."""
        if self.live is not None:
            self.live = self.pack = self.results = self._desk = None
            self.recomputing.forget()
            self.audit_closed.emit()
            if self._workspace is not None:
                self._look_ahead()

    @property
    def desk(self) -> Desk:
        """What reading a typed text may lean on, in the language of the window."""
        from symbioaudit.services.entries import Desk

        if self.live is None or self.pack is None:
            raise RuntimeError("no audit is open")
        if self._desk is None or self._desk.lang != language():
            self._desk = Desk(self.live, self.pack, language())
        return self._desk

    # -- writing -----------------------------------------------------------------

    def apply(
        self,
        name: str,
        edits: Sequence[Edit],
        *,
        reason: str | None = None,
        then: Callable[[Changes], None] | None = None,
        failed: Callable[[SymbioError], None] | None = None,
    ) -> None:
        """Write edits as one operation, one step of undo. ``name`` is an English text of the catalogue.

        Amounts that were converted by what the edits change are read again in the same operation.
        """
        edits = tuple(edits)
        audit_id = self.live.audit_id if self.live else None

        def call(workspace: Workspace) -> Changes:
            from symbioaudit.services import operations
            from symbioaudit.services.entries import with_reconverted

            every = with_reconverted(workspace, audit_id, edits, self.pack, language_now)
            return operations.apply_batch(workspace, name, every, reason=reason)

        language_now = language()
        self.write(call, then=then, failed=failed)

    def write(
        self,
        call: Callable[[Workspace], Changes],
        *,
        then: Callable[[Changes], None] | None = None,
        failed: Callable[[SymbioError], None] | None = None,
    ) -> None:
        """Run any writing service in the workspace's thread; its changes reach every page."""

        def done(changes: Changes) -> None:
            here = self._took(changes)
            self._did(changes, here=here)
            if then and alive(then):
                then(changes)

        def again() -> None:
            self.write(call, then=then, failed=failed)

        def fault(error: BaseException) -> None:
            def give_up() -> None:
                if failed and alive(failed) and isinstance(error, SymbioError):
                    failed(error)

            if self._waits_for_reason(error):
                self.signed_refused.emit(again, give_up if failed and alive(failed) else None)
                return
            give_up()
            self._fault(error)

        self.worker.submit(lambda: call(self.workspace), done, fault)

    def undo(self, *, anywhere: bool = False) -> None:
        """Take back the newest operation of the open audit; ``anywhere``: of the file."""
        self._replay(redo=False, anywhere=anywhere)

    def redo(self, *, anywhere: bool = False) -> None:
        """Do again what was undone."""
        self._replay(redo=True, anywhere=anywhere)

    def _replay(self, *, redo: bool, anywhere: bool) -> None:
        audit_id = self.live.audit_id if self.live else None

        def call() -> Any:
            from symbioaudit.services.history import replay

            return replay(self.workspace, audit_id, redo=redo, anywhere=anywhere)

        def done(found: Any) -> None:
            if hasattr(found, "elsewhere"):
                self.elsewhere.emit(found, redo)
                return
            self._took(found)
            self._look_ahead()
            self.replayed.emit(found)

        def fault(error: BaseException) -> None:
            if self._waits_for_reason(error):
                again = partial(self._replay, redo=redo, anywhere=anywhere)
                self.signed_refused.emit(again, None)
                return
            self._fault(error)

        self.worker.submit(call, done, fault)

    def _look_ahead(self) -> None:
        """Read what undo and redo would take now."""
        audit_id = self.live.audit_id if self.live else None

        def call(workspace: Workspace) -> Any:
            from symbioaudit.services.history import upcoming

            return upcoming(workspace, audit_id)

        def done(found: tuple[Upcoming | None, Upcoming | None]) -> None:
            if audit_id == (self.live.audit_id if self.live else None):
                self.next_undo, self.next_redo = found
                self.upcoming_changed.emit()

        self.read(call, done)

    def _did(self, changes: Changes, *, here: bool) -> None:
        """A new operation is what undo would take; nothing can be redone after it."""
        if not changes.fields:
            return
        if not here or changes.name in NOT_UNDONE:
            self._look_ahead()
            return
        from symbioaudit.services.history import Upcoming, step_of

        self.next_undo, self.next_redo = Upcoming(step_of(changes, "")), None
        self.upcoming_changed.emit()

    def _took(self, changes: Changes) -> bool:
        """Show what an operation changed; True when it was in the open audit."""
        self.saved_at = clock.now()
        self.saved.emit(self.saved_at)
        touched: frozenset[tuple[str, str]] = frozenset()
        if self.live is not None and changes.fields:
            actor = self._workspace.actor if self._workspace else None
            touched = self.live.apply(changes, actor)
        if self.live is not None and self.live.gone:
            self.close_audit()
        if touched:
            self.recomputing.soon()
        self.changed.emit(changes, touched)
        return bool(touched)

    def _waits_for_reason(self, error: BaseException) -> bool:
        """A change of the open audit was refused because it is signed and nobody said why."""
        if not isinstance(error, SymbioError) or error.code != "SA-5090" or self.live is None:
            return False
        return self.live.audit.status.value == "signed"

    def _fault(self, error: BaseException) -> None:
        if isinstance(error, SymbioError):
            self.failed.emit(error)
        else:
            self.crashed.emit(error)

    # -- results -----------------------------------------------------------------

    def _state(self) -> tuple[Snapshot, Pack] | None:
        if self.live is None or self.pack is None:
            return None
        return self.live.snapshot(), self.pack

    def _show_results(self, results: Any) -> None:
        self.results = results
        self.results_ready.emit(results)

    def _show_progress(self, progress: Mapping[str, FormProgress]) -> None:
        self.progress = progress
        self.progress_ready.emit(progress)
