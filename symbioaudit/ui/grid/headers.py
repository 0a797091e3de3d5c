"""The heads of the columns: widths and order that are remembered, a click that sorts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer

from symbioaudit.ui.grid.memory import Kept, keep, recall
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.base.settings import Settings
    from symbioaudit.services.cells import CellColumn
    from symbioaudit.ui.grid.model import RecordsModel
    from symbioaudit.ui.table.view import GridView

WIDTHS: Final = {
    "amount": 180,
    "money": 150,
    "num": 90,
    "int": 80,
    "bool": 80,
    "date": 100,
    "code": 115,
}
NAME, OTHER = 190, 140  # px at 100 %
KEEP_AFTER: Final = 400  # ms after the last move of an edge


class Headers(QObject):
    """Sorts by clicks (up, down, order of entry), keeps widths and columns per form."""

    def __init__(self, settings: Settings, model: RecordsModel, view: GridView) -> None:
        super().__init__(view)
        self._settings, self._model, self._view = settings, model, view
        self._widths = dict(recall(settings, model.form.id).widths)
        self._due = QTimer(self, singleShot=True, interval=KEEP_AFTER)
        self._due.timeout.connect(self._keep)
        self._dressing = False
        header = view.horizontalHeader()
        header.sectionClicked.connect(self.sort)
        header.sectionResized.connect(self._resized)
        self.dress()

    def dress(self) -> None:
        """Widths and the mark of the sorted column."""
        header = self._view.horizontalHeader()
        self._dressing = True
        for n, column in enumerate(self._model.columns):
            header.resizeSection(n, look().px(self._widths.get(column.code) or self._first(column)))
        self._dressing = False
        sort = self._model.rows.sort
        codes = [column.code for column in self._model.columns]
        header.setSortIndicatorShown(sort is not None and sort[0] in codes)
        if sort is not None and sort[0] in codes:
            order = Qt.SortOrder.DescendingOrder if sort[1] else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(codes.index(sort[0]), order)

    def sort(self, section: int) -> None:
        """The first click sorts up, the second down, the third goes back to the order of entry."""
        code = self._model.columns[section].code
        now = self._model.rows.sort
        if now is None or now[0] != code:
            self._model.sort_by(code)
        elif not now[1]:
            self._model.sort_by(code, descending=True)
        else:
            self._model.sort_by(None)

    def choose(self, codes: tuple[str, ...]) -> None:
        """Show these columns and remember them."""
        self._model.set_columns(codes)
        self._keep()

    def _first(self, column: CellColumn) -> int:
        if column.code == self._model.form.label_field:
            return NAME
        return OTHER if column.is_basis else WIDTHS.get(column.column.type, OTHER)

    def _resized(self, section: int, _old: int, new: int) -> None:
        if not self._dressing and section < len(self._model.columns):
            scale = look().px(100) / 100
            self._widths[self._model.columns[section].code] = round(new / scale)
            self._due.start()

    def _keep(self) -> None:
        codes = tuple(column.code for column in self._model.columns)
        widths = {code: width for code, width in self._widths.items() if code in codes}
        keep(self._settings, self._model.form.id, Kept(codes, widths))
