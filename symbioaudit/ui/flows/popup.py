"""Small editors over the map that block nothing: a name in place, a new flow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from symbioaudit.base.i18n import _
from symbioaudit.services.flowmap import OUTSIDE, Choice, Graph, choices
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.methodology import Pack


class NameEditor(QLineEdit):
    """A name typed where it will stand: Enter takes it, Esc does not, leaving takes it."""

    def __init__(
        self, parent: QWidget, place: QRect, text: str, take: Callable[[str], None]
    ) -> None:
        super().__init__(text, parent)
        self._under = parent
        self._take: Callable[[str], None] | None = take
        self.setObjectName("name-in-place")
        self.setAccessibleName(_("Name of the process"))
        self.setPlaceholderText(_("name of the process"))
        self.setGeometry(place.adjusted(0, 0, 0, max(0, look().row - place.height())))
        self.selectAll()
        self.editingFinished.connect(self.commit)
        self.show()
        self.setFocus()

    def commit(self) -> None:
        """Hand the name over, once."""
        take, self._take = self._take, None
        if take is not None:
            if self.text().strip():
                take(self.text().strip())
            self._close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes it and Esc forgets it; neither reaches the map underneath."""
        if event.key() == Qt.Key.Key_Escape:
            self._take = None
            self._close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
        else:
            super().keyPressEvent(event)

    def _close(self) -> None:
        self.hide()
        self._under.setFocus()
        self.deleteLater()


class NewFlow(QFrame):
    """Name, kind and ends of a new flow; Enter adds it, Esc does not."""

    def __init__(
        self,
        parent: QWidget,
        pack: Pack,
        graph: Graph,
        take: Callable[[Choice, str, tuple[str, str]], None],
    ) -> None:
        super().__init__(parent)
        self._under = parent
        self._pack, self._take = pack, take
        self._choices: list[Choice] = []
        self._done = False
        self.setObjectName("new-flow")
        self.setProperty("role", "card")
        self.setAutoFillBackground(True)
        self.name = QLineEdit(self)
        self.kind, self.source, self.target = QComboBox(self), QComboBox(self), QComboBox(self)
        for box in (self.source, self.target):
            box.addItem(_("outside the site"), OUTSIDE)
            for node in graph.nodes.values():
                box.addItem(f"{node.code} {node.name}".strip() or _("(no name)"), node.id)
            box.currentIndexChanged.connect(self._ends_changed)
        self.add = QPushButton(_("Add the flow"), self)
        self.cancel = QPushButton(_("Cancel"), self)
        self.add.setProperty("role", "main")
        for button in (self.add, self.cancel):
            button.setAccessibleName(button.text())
        self.add.clicked.connect(self.commit)
        self.cancel.clicked.connect(self.forget)
        self.name.returnPressed.connect(self.commit)
        self._lay_out()

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        gap = look().px(10)
        form.setContentsMargins(gap, gap, gap, gap)
        rows = (
            (_("Flow"), self.name),
            (_("What it is"), self.kind),
            (_("From"), self.source),
            (_("To"), self.target),
        )
        for text, widget in rows:
            label = QLabel(text, self)
            label.setBuddy(widget)
            widget.setAccessibleName(text)
            form.addRow(label, widget)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.cancel)
        form.addRow(buttons)

    def offer(self, source: str, target: str, at: QPoint) -> None:
        """Show for these ends, near a point of the parent, ready to type."""
        for box, end in ((self.source, source), (self.target, target)):
            box.blockSignals(True)
            box.setCurrentIndex(max(0, box.findData(end)))
            box.blockSignals(False)
        self._ends_changed()
        self.adjustSize()
        room = self._under.rect()
        x = max(0, min(at.x(), room.width() - self.width()))
        y = max(0, min(at.y(), room.height() - self.height()))
        self.move(x, y)
        self.show()
        self.raise_()
        self.name.setFocus()

    def commit(self) -> None:
        """Add the flow; without a name or with equal ends there is none."""
        row = self.kind.currentIndex()
        if self._done:
            return  # Enter in a field reaches the frame too
        if not self.name.text().strip() or not 0 <= row < len(self._choices):
            self.name.setFocus()
            return
        ends = (self.source.currentData(), self.target.currentData())
        self.forget()
        self._take(self._choices[row], self.name.text(), ends)

    def forget(self) -> None:
        """Close without a flow."""
        self._done = True
        self.hide()
        self._under.setFocus()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc forgets, Enter adds."""
        if event.key() == Qt.Key.Key_Escape:
            self.forget()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
        else:
            super().keyPressEvent(event)

    def _ends_changed(self) -> None:
        kept = self.kind.currentText()
        ends = (self.source.currentData(), self.target.currentData())
        self._choices = choices(self._pack, *ends)
        self.kind.clear()
        self.kind.addItems([choice.label for choice in self._choices])
        if kept:
            self.kind.setCurrentIndex(max(0, self.kind.findText(kept)))
        self.add.setEnabled(bool(self._choices))
