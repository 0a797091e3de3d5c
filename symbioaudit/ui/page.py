"""What every page of the centre is: a widget over the session that repaints what concerns it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from symbioaudit.ui.session import Place, Session

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes


class Page(QWidget):
    """Base of the pages. The window makes a page when it is first shown and drops it with the audit.

    Subclasses override the hooks; they never hold a record longer than one call: records are read from
    ``session.live`` anew, for they are frozen and replaced.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        session.changed.connect(self._changed)
        session.results_ready.connect(self._results)

    def arrive(self, place: Place) -> None:
        """The page was opened, perhaps at a record or a field."""

    def leave(self) -> None:
        """Another page comes to the front: commit what stands in editors."""

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """An operation changed records; repaint those in ``touched``."""

    def on_replayed(self, changes: Changes) -> None:
        """An undo or a redo changed records of this page: let them glow for a moment."""

    def on_results(self, results: Any) -> None:
        """Results were computed anew."""

    def _changed(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        if self.session.live is not None:
            self.on_changes(changes, touched)

    def _results(self, results: Any) -> None:
        if self.session.live is not None:
            self.on_results(results)
