"""The editor of a ``table`` or ``months`` field: a small table that is typed into like the big ones.

It keeps the contract of the card's editors (``widget``, ``text``, ``set_text``, ``set_problem``,
``committed``) and adds ``value`` and ``set_value``: a tuple of lines. The card writes them with
:func:`symbioaudit.services.lines.table_edit`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.table.lines import LinesModel
from symbioaudit.ui.table.view import GridView
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.forms import FieldDef, FormDef
    from symbioaudit.services.lines import Line
    from symbioaudit.ui.session import Session

MOST_ROWS: Final = 8
FEWEST_ROWS: Final = 2


class TableEditor(QWidget):
    """``committed`` after each change of the lines."""

    committed = Signal()

    def __init__(
        self, session: Session, form: FormDef, field: FieldDef, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.model = LinesModel(session, form, field, self)
        self.view = GridView(self, leaves=True)
        self.view.setModel(self.model)
        self.view.setObjectName(f"table-{field.code}")
        self.view.setAccessibleName(field.label.render())
        self.setFocusProxy(self.view)
        self.said = QLabel(self)
        self.said.setProperty("role", "error")
        self.said.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().px(2))
        column.addWidget(self.view)
        column.addWidget(self.said)
        self._size_columns()
        self.model.edited.connect(self._edited)
        for signal in (self.model.rowsInserted, self.model.rowsRemoved, self.model.modelReset):
            signal.connect(self._fit)
        self.model.dataChanged.connect(lambda *_args: self._say())
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self.committed)
        self._fit()

    @property
    def widget(self) -> QWidget:
        """The widget itself."""
        return self

    def lend(self, record: Callable[[], Any]) -> None:
        """Where the record stands whose density and the like convert the amounts of the lines."""
        self.model.record = record

    def value(self) -> tuple[Line, ...]:
        """The lines."""
        return self.model.lines()

    def set_value(self, lines: Sequence[Line]) -> None:
        """Show lines without committing them; an open cell is not disturbed by its own echo."""
        self.model.set_lines(lines)
        self._say()

    def text(self) -> str:
        """How many lines there are, for those who can show but one line of text."""
        n = len(self.value())
        return _("lines: {n}").format(n=n) if n else ""

    def set_text(self, text: str) -> None:
        """A table has no text of its own; see :meth:`set_value`."""

    def set_problem(self, severity: str) -> None:
        """Mark the table."""
        self.view.setProperty("problem", severity)
        self.view.style().unpolish(self.view)
        self.view.style().polish(self.view)

    # -- inside -----------------------------------------------------------------------------

    def _edited(self) -> None:
        self._say()
        self._due.start()

    def _say(self) -> None:
        unread = self.model.unread()
        self.said.setText("\n".join(f"«{one.text}» — {one.reason.render()}" for one in unread))
        self.said.setVisible(bool(unread))

    def _fit(self) -> None:
        """As tall as its lines, within limits."""
        rows = max(FEWEST_ROWS, min(self.model.rowCount(), MOST_ROWS))
        if self.model.months:
            rows = self.model.rowCount()
        head = self.view.horizontalHeader().sizeHint().height()
        bar = self.view.horizontalScrollBar().sizeHint().height()
        self.view.setFixedHeight(head + rows * look().row + bar + 4)

    def _size_columns(self) -> None:
        for n, column in enumerate(self.model.columns):
            wide = 100 if column.is_quantity or column.is_number else 140
            self.view.setColumnWidth(n, look().px(wide))
