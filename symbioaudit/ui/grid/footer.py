"""The line under the table: totals by category and unit, rows shown, the sum of the selection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget
from shiboken6 import isValid

from symbioaudit.base.i18n import _, language
from symbioaudit.services.totals import Total, Totals, said, sum_of_numbers
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.ui.grid.model import RecordsModel
    from symbioaudit.ui.table.view import GridView

AFTER: Final = 60  # ms without a change
SUMMED: Final = 20_000  # selected cells that are summed


class Footer(QFrame):
    """Follows the table with a short delay, so that typing never waits for a sum."""

    def __init__(self, model: RecordsModel, view: GridView, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._view = model, view
        self._totals: Totals | None = None
        self._stale: set[str] = set()
        self.totals = QLabel(self)
        self.totals.setAccessibleName(_("Totals"))
        self.selection = QLabel(self)
        self.selection.setAccessibleName(_("Sum of the selection"))
        for label in (self.totals, self.selection):
            label.setProperty("role", "muted")
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.totals.setWordWrap(True)
        self.totals.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        line = QHBoxLayout(self)
        pad = look().px(4)
        line.setContentsMargins(0, pad, 0, pad)
        line.addWidget(self.totals, 1)
        line.addWidget(self.selection)
        self._due = QTimer(self, singleShot=True, interval=AFTER)
        self._due.timeout.connect(self._show)
        self._sum_due = QTimer(self, singleShot=True, interval=AFTER)
        self._sum_due.timeout.connect(self._show_selection)
        model.touched.connect(self._touched)
        model.modelReset.connect(self._due.start)
        view.selection_changed.connect(self._sum_due.start)
        self._due.start()

    # -- totals ----------------------------------------------------------------------------

    def _column(self) -> str:
        """The amount that is summed: the first one of the form's quick columns."""
        cells = self._model.cells
        for code in (*cells.default_columns(), *cells.columns):
            if cells.columns[code].is_quantity:
                return code
        return ""

    def _category(self) -> str:
        """What the totals are split by: the field in which the form's records differ."""
        form, columns = self._model.form, self._model.cells.columns
        split = [code for code, allowed in form.filter.items() if len(allowed) > 1]
        lists = [c.code for c in columns.values() if c.column.choices and c.required]
        return next((code for code in (*split, *lists) if code in columns), "")

    def _touched(self, record_id: str) -> None:
        if self._totals is not None:
            self._stale.add(record_id)
        self._due.start()

    def _show(self) -> None:
        code = self._column()
        if not code:
            self._say_rows()
            return
        if self._totals is None:
            self._count(code)
            return
        for record_id in self._stale:
            record = self._model.record_of(record_id)
            if record is None or not self._model.cells.fits(record):
                self._totals.drop(record_id)
            else:
                self._totals.put(record)
        self._stale.clear()
        whole = self._model.rows.sieve.is_open
        if whole and len(self._totals) != self._model.filled_rows():
            self._count(code)  # many came or went at once
        elif whole:
            self._say(self._totals.code, self._totals.lines())
        else:
            self._say_part(self._totals)

    def _count(self, code: str) -> None:
        """The first count of a table, in the pool."""
        model = self._model
        totals = Totals(model.cells, code, self._category())
        records = [r for r in map(model.record_of, model.rows.ids) if r is not None]
        self._stale.clear()

        def counted(_done: None) -> None:
            if isValid(self):
                self._totals = totals
                self._due.start()

        model.session.pool.submit(lambda: totals.fill(records), counted)

    def _say_part(self, totals: Totals) -> None:
        """What the filter lets through; in the pool, for the filter may let through much."""
        ids = tuple(self._model.rows.ids)

        def summed(lines: tuple[Total, ...]) -> None:
            if isValid(self) and len(ids) == self._model.filled_rows():
                self._say(totals.code, lines)

        self._model.session.pool.submit(lambda: totals.lines(ids), summed)

    def _say(self, code: str, totals: Sequence[Total]) -> None:
        lines = [said(total) for total in totals]
        column = self._model.cells.columns[code].title
        text = f"{column}: " + " · ".join(lines) if lines else ""
        self.totals.setText(text)
        self.totals.setToolTip(text)

    def _say_rows(self) -> None:
        self.totals.setText(_("rows: {n}").format(n=self._model.filled_rows()))

    # -- selection ----------------------------------------------------------------------------

    def _show_selection(self) -> None:
        count = sum(part.width() * part.height() for part in self._view.ranges())
        if count < 2 or count > SUMMED:
            self.selection.clear()
            return
        found = (self._model.number(row, column) for row, column in self._view.selected_cells())
        numbers = [one for one in found if one is not None]
        text = _("cells: {n}").format(n=count)
        if numbers:
            text += "   Σ " + sum_of_numbers(numbers, language())
        self.selection.setText(text)
