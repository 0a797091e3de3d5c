"""What the rules of a form say about the rows in sight; judged in the pauses between key strokes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer

from symbioaudit.model.enums import Severity

if TYPE_CHECKING:
    from symbioaudit.forms import FormDef
    from symbioaudit.ui.session import Session

SLICE: Final = 0.006  # seconds of judging between two turns of the event loop
DUE: Final = 400
KEPT: Final = 5_000  # rows whose judgement is kept
ORDER: Final = {s: n for n, s in enumerate(Severity)}
Said = tuple[str, str]  # (severity, text)


class Rules(QObject):
    """Judgements by record; a row that was not judged yet is judged soon and repainted."""

    def __init__(
        self, session: Session, form: FormDef, repaint: Callable[[Iterable[str]], None]
    ) -> None:
        super().__init__()
        self._session, self._form, self._repaint = session, form, repaint
        self._known: dict[str, dict[str, Said]] = {}
        self._due: dict[str, Any] = {}
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._work)

    def of(self, record: Any, code: str) -> Said | None:
        """The gravest word about a cell, None for nothing or not judged yet."""
        known = self._known.get(record.id)
        if known is None:
            self._due[record.id] = record
            if len(self._due) > DUE:  # rows that were only passed by
                del self._due[next(iter(self._due))]
            if not self._timer.isActive():
                self._timer.start()
            return None
        return known.get(code)

    def forget(self, record_id: str) -> None:
        """The record has changed."""
        self._known.pop(record_id, None)

    def _work(self) -> None:
        until = time.perf_counter() + SLICE
        judged = []
        while self._due and time.perf_counter() < until:
            record_id, record = self._due.popitem()
            self._known[record_id] = self._judged(record)
            if self._known[record_id]:
                judged.append(record_id)
        while len(self._known) > KEPT:
            del self._known[next(iter(self._known))]
        if not self._due:
            self._timer.stop()
        if judged:
            self._repaint(judged)

    def _judged(self, record: Any) -> dict[str, Said]:
        from symbioaudit.forms import FormSession

        live = self._session.live
        if live is None:
            return {}
        problems = FormSession(self._form, record, live.audit.depth).problems()
        said: dict[str, Said] = {}
        for problem in sorted(problems, key=lambda p: ORDER[p.severity], reverse=True):
            if not problem.reason:
                said[problem.field] = (problem.severity.value, problem.text.render())
        return said
