"""Editors by field type. All share one contract of five names:

``text`` (what the session reads, as typed) · ``set_text`` · ``committed`` (signal: the person is done) ·
``set_problem`` (severity or "") · ``setEnabled``. An editor knows no record and no database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from symbioaudit.base.i18n import _

if TYPE_CHECKING:
    from symbioaudit.intake.layout import Choice


class Editor(Protocol):
    """The contract; ``widget`` is what stands in the row."""

    @property
    def committed(self) -> SignalInstance:
        """Emitted when the person is done."""
        ...

    @property
    def widget(self) -> QWidget:
        """The widget itself."""
        ...

    def text(self) -> str:
        """What is typed, in the person's language; empty for a blank."""
        ...

    def set_text(self, text: str) -> None:
        """Show a text without committing it."""
        ...

    def set_problem(self, severity: str) -> None:
        """Mark the editor by a severity; an empty text clears the mark."""
        ...


def mark_problem(widget: QWidget, severity: str) -> None:
    """Give a widget the border of a severity."""
    shown = "error" if severity in ("error", "blocker") else severity
    if widget.property("problem") != shown:
        widget.setProperty("problem", shown)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class LineEditor(QLineEdit):
    """One line: texts, numbers, amounts, dates, codes. Enter and leaving commit, Esc takes back."""

    committed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = ""
        self.editingFinished.connect(self._finish)

    @property
    def widget(self) -> QWidget:
        """The widget itself."""
        return self

    def set_text(self, text: str) -> None:
        """Show a text without committing it; what a person is typing now is not overwritten."""
        if self.hasFocus() and self.isModified():
            return
        self._kept = text
        if self.text() != text:
            self.setText(text)
            if not self.hasFocus():
                self.setCursorPosition(0)  # a long text shows its beginning
        self.setModified(False)

    def set_problem(self, severity: str) -> None:
        """Mark the editor."""
        mark_problem(self, severity)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes back what was typed since the last commit."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._kept:
            self.setText(self._kept)
            self.setModified(False)
            return
        super().keyPressEvent(event)

    def _finish(self) -> None:
        if self.text() != self._kept:
            self._kept = self.text()
            at = self.cursorPosition()
            self.setText(
                self._kept
            )  # what is committed is no longer typing that undo could take back
            self.setCursorPosition(at)
            self.committed.emit()


class TextEditor(QPlainTextEdit):
    """Several lines; Tab leaves, leaving commits."""

    committed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = ""
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 4 + 12)

    @property
    def widget(self) -> QWidget:
        """The widget itself."""
        return self

    def text(self) -> str:
        """What is typed."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show a text without committing it."""
        if self.hasFocus() and self.toPlainText() != self._kept:
            return
        self._kept = text
        if self.toPlainText() != text:
            self.setPlainText(text)

    def set_problem(self, severity: str) -> None:
        """Mark the editor."""
        mark_problem(self, severity)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving commits."""
        super().focusOutEvent(event)
        if self.toPlainText() != self._kept:
            self._kept = self.toPlainText()
            self.document().clearUndoRedoStacks()
            self.document().setModified(False)
            self.committed.emit()


class NarrowBox(QComboBox):
    """A list that needs little room in its row; opened, it is as wide as its longest words."""

    def __init__(self, letters: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(letters)

    def showPopup(self) -> None:
        """Open the list."""
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width()
        view.setMinimumWidth(view.sizeHintForColumn(0) + bar)
        super().showPopup()


class ChoiceEditor(NarrowBox):
    """A closed list; typing letters finds a value, choosing commits. ``text`` is the value's key."""

    committed = Signal()

    def __init__(self, choices: tuple[Choice, ...], parent: QWidget | None = None) -> None:
        super().__init__(12, parent)
        self.addItem("", "")
        for choice in choices:
            self.addItem(choice.text.render(), choice.value)
        self.activated.connect(lambda _index: self.committed.emit())
        self.installEventFilter(self)

    @property
    def widget(self) -> QWidget:
        """The widget itself."""
        return self

    def text(self) -> str:
        """Key of the chosen value, empty for none."""
        return str(self.currentData() or "")

    def set_text(self, text: str) -> None:
        """Show a value by its key or its words."""
        index = self.findData(text)
        if index < 0:
            index = self.findText(text)
        self.setCurrentIndex(max(index, 0))

    def set_problem(self, severity: str) -> None:
        """Mark the editor."""
        mark_problem(self, severity)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The wheel scrolls the page, it never changes a value that is not being chosen."""
        if event.type() == QEvent.Type.Wheel and not self.view().isVisible():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class YesNoEditor(ChoiceEditor):
    """Yes, no, or not answered: a check box could not tell "no" from a blank."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__((), parent)
        self.addItem(_("yes"), "yes")
        self.addItem(_("no"), "no")
