"""The panel of what could not be read: each text with its row, column and reason; a click goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import _, plural
from symbioaudit.services.cells import name_of_row
from symbioaudit.ui.table.refusals import INNER, LOST
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.ui.grid.model import RecordsModel

KEY: Final = int(Qt.ItemDataRole.UserRole)
LISTED: Final = 200
LINES: Final = 3  # shown at once; the rest scrolls


class UnreadPanel(QFrame):
    """Hidden while everything was read. ``go(record id, column code)``."""

    go = Signal(str, str)

    def __init__(self, model: RecordsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.setProperty("role", "card")
        self.title = QLabel(self)
        self.title.setProperty("role", "error")
        drop = QPushButton(_("Drop them"), self)
        drop.setToolTip(_("forget these texts; what was recorded stays"))
        drop.clicked.connect(model.drop_refusals)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("Texts that could not be read"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setUniformItemSizes(True)
        self.list.itemActivated.connect(self._go)
        self.list.itemClicked.connect(self._go)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(drop)
        column = QVBoxLayout(self)
        pad = look().px(6)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(pad)
        column.addLayout(top)
        column.addWidget(self.list)
        model.refusals.changed.connect(self.refill)
        model.rowsInserted.connect(self.refill)
        model.rowsRemoved.connect(self.refill)
        self.refill()

    def refill(self) -> None:
        """List what there is."""
        refusals = self._model.refusals
        n = len(refusals)
        self.setVisible(n > 0)
        if not n:
            return
        self.title.setText(
            plural(
                "{n} text could not be read: it stays in its cell",
                "{n} texts could not be read: they stay in their cells",
                n,
            )
        )
        self.list.clear()
        for (record_id, code), refusal in list(refusals)[:LISTED]:
            where = self._where(record_id, code)
            item = QListWidgetItem(f"{where}: «{refusal.text}» — {refusal.reason.render()}")
            item.setData(KEY, (record_id, code))
            item.setToolTip(item.text())
            self.list.addItem(item)
        line = max(self.list.sizeHintForRow(0), look().row)
        self.list.setFixedHeight(min(n, LINES) * line + look().px(4))

    def texts(self) -> list[str]:
        """The lines as they are shown."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def _where(self, record_id: str, code: str) -> str:
        model = self._model
        record = model.record_of(record_id)
        name = name_of_row(record, model.form) if record is not None else "—"
        row = model.rows.place(record_id)
        number = f"{row + 1}. " if row is not None else ""
        if code.startswith(LOST):
            return f"{number}{name}"
        column = model.cells.columns.get(code)
        table, _mark, line = code.partition(INNER)
        field = model.form.field(table)
        if column is None and field is not None:
            at = line.partition(INNER)[0]
            title = field.label.render()
            inner = _("line {n}").format(n=int(at) + 1) if at.isdecimal() else ""
            return ", ".join(part for part in (f"{number}{name}", title, inner) if part)
        return f"{number}{name}, {column.title if column else code}"

    def _go(self, item: QListWidgetItem) -> None:
        self.go.emit(*item.data(KEY))
