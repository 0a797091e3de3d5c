"""Paints the cells of a table and opens their editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from symbioaudit.ui.table.base import Index, Shown, TableModel
from symbioaudit.ui.table.editor import CellEditor, Hint
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.cells import CellColumn

LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
SLANTED = frozenset({"muted", "estimate"})


class CellDelegate(QStyledItemDelegate):
    """Draws from :class:`Shown`; ``left(move)`` when an editor is done."""

    left = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.editor: CellEditor | None = None
        self.hint: Hint | None = None
        self.several_selected = False  # set by the view: Enter commits into this cell only
        self._pens: dict[str, QColor] = {}
        self._slant: QFont | None = None

    # -- painting ----------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Background, text, canonical value, marks, frame of the current cell."""
        model = index.model()
        assert isinstance(model, TableModel)
        shown = model.shown(index.row(), index.column())
        rect, state = option.rect, option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, self._colour("selection"))
        elif shown.glow:
            painter.fillRect(rect, self._tint("accent", 90))
        elif shown.role == "error":
            painter.fillRect(rect, self._tint("error"))
        self._text(painter, option, shown)
        if shown.mark:
            self._corner(painter, rect, shown.mark)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._colour("focus"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _text(self, painter: QPainter, option: QStyleOptionViewItem, shown: Shown) -> None:
        pad = look().px(5)
        room = option.rect.adjusted(pad, 0, -pad, 0)
        font = self._slanted(option.font) if shown.role in SLANTED else option.font
        painter.setFont(font)
        metrics = QFontMetrics(font)
        text = shown.text.replace("\n", " ↵ ")
        if shown.note:
            painter.setFont(option.font)
            room = self._note(painter, room, metrics, text, shown.note)
        painter.setPen(self._colour(shown.role or "text"))
        painter.setFont(font)
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, RIGHT if shown.right and not shown.note else LEFT, elided)

    def _note(
        self, painter: QPainter, room: QRect, metrics: QFontMetrics, text: str, note: str
    ) -> QRect:
        """The canonical value at the right, as far as the typed text leaves room; never cut in half."""
        wide, gap = metrics.horizontalAdvance(note), look().px(8)
        if metrics.horizontalAdvance(text) + gap + wide > room.width():
            return room
        painter.setPen(self._colour("muted"))
        painter.drawText(room, RIGHT, note)
        return room.adjusted(0, 0, -wide - gap, 0)

    def _corner(self, painter: QPainter, rect: QRect, severity: str) -> None:
        size = look().px(7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour(severity))
        top = rect.topRight()
        painter.drawPolygon([top, top - _x(size), top + _y(size)])

    def _colour(self, role: str) -> QColor:
        found = self._pens.get(role)
        if found is None:
            found = self._pens[role] = look().colour(role)
        return found

    def _tint(self, role: str, alpha: int = 36) -> QColor:
        colour = QColor(self._colour(role))
        colour.setAlpha(alpha)
        return colour

    def _slanted(self, font: QFont) -> QFont:
        if self._slant is None:
            self._slant = QFont(font)
            self._slant.setItalic(True)
        return self._slant

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Fixed rows; columns as they are set."""
        return QSize(look().px(120), look().row)

    # -- editing ------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """One line with its hint."""
        model = index.model()
        assert isinstance(model, TableModel)
        row, column = index.row(), index.column()
        own: CellColumn = model.columns[column]
        if self.hint is None:
            self.hint = Hint(parent.window())
        eager = own.is_closed or own.column.type == "code"
        editor = CellEditor(parent, self.hint, eager=eager, several=own.column.many)
        editor.setAccessibleName(own.head)
        editor.setObjectName(f"cell-{own.code}")
        editor.judge = lambda text: model.preview(row, column, text)
        editor.look_up = lambda text, then: model.offers(row, column, text, then)
        editor.finished.connect(self._finished)
        self.editor = editor
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The view begins the editor itself; a repaint must not overwrite what is being typed."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Write what was typed, when it differs from what stands there."""
        assert isinstance(editor, CellEditor)
        assert isinstance(model, TableModel)
        text = editor.value()
        if text != model.edit_text(index.row(), index.column()):
            model.setData(index, text)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Over the cell, as wide as it."""
        editor.setGeometry(option.rect)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Put the hint away with the editor."""
        if self.hint is not None:
            self.hint.offer((), -1)
            self.hint.say("", "")
            self.hint.hide()
        if editor is self.editor:
            self.editor = None
        super().destroyEditor(editor, index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys belong to the editor; leaving the cell by mouse commits, as Qt does."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        return super().eventFilter(watched, event)

    def _finished(self, move: str) -> None:
        editor = self.editor
        if editor is None:
            return
        if move not in ("cancel", "all"):
            self.commitData.emit(editor)
        self.left.emit(move) if move == "all" else None
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        if move not in ("cancel", "all"):
            self.left.emit(move)


def _x(by: int) -> Any:
    from PySide6.QtCore import QPoint

    return QPoint(by, 0)


def _y(by: int) -> Any:
    from PySide6.QtCore import QPoint

    return QPoint(0, by)
