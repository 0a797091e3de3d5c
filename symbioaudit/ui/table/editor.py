"""The editor that opens in a cell: one line, what it means below it, completions to choose from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from symbioaudit.base.i18n import _
from symbioaudit.ui.table.keys import stroke
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.completing import Suggestion

MOVES: Final = {
    "Enter": "down",
    "Shift+Enter": "up",
    "Ctrl+Enter": "all",
    "Tab": "right",
    "Shift+Tab": "left",
    "Esc": "cancel",
}
LISTED: Final = 8
LIST_MARK: Final = ";"


class Hint(QFrame):
    """Floats under the cell: the canonical value or the reason, and the completions."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(_("Completions"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.itemClicked.connect(lambda item: self.chosen.emit(self.list.row(item)))
        column = QVBoxLayout(self)
        pad = look().px(4)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(pad)
        column.addWidget(self.said)
        column.addWidget(self.list)
        self.hide()

    def say(self, text: str, role: str) -> None:
        """The line of meaning."""
        self.said.setText(text)
        self.said.setVisible(bool(text))
        if self.said.property("role") != role:
            self.said.setProperty("role", role)
            self.said.style().unpolish(self.said)
            self.said.style().polish(self.said)

    def offer(self, offers: Sequence[Suggestion], chosen: int) -> None:
        """The completions; ``chosen`` is the one that Tab and Enter take, −1 none."""
        self.list.clear()
        for one in offers:
            self.list.addItem(f"{one.note}  {one.label}" if one.note else one.label)
        self.list.setVisible(bool(offers))
        self.list.setCurrentRow(chosen)

    def place_under(self, cell: QWidget) -> None:
        """Stand under the cell, above it where there is no room; nothing to say hides it."""
        listed = self.list.count()
        if not listed and not self.said.text():
            self.hide()
            return
        width = max(cell.width(), look().px(320))
        self.said.setFixedWidth(width - 3 * look().px(4))
        if listed:
            high = max(self.list.sizeHintForRow(0), look().row)
            self.list.setFixedHeight(min(listed, LISTED) * high + look().px(6))
        self.setFixedWidth(width)
        self.adjustSize()
        room = self.window() if self.parentWidget() is None else self.parentWidget()
        assert room is not None
        at = cell.mapTo(room, QPoint(0, cell.height() + 1))
        if at.y() + self.height() > room.height():
            at.setY(max(0, at.y() - cell.height() - self.height() - 2))
        at.setX(max(0, min(at.x(), room.width() - self.width())))
        self.move(at)
        self.show()
        self.raise_()


class CellEditor(QLineEdit):
    """Typing asks for the meaning and the completions; Enter, Tab and their kin finish.

    ``finished`` says where to go next: down, up, right, left, all (into every selected cell), cancel.
    """

    finished = Signal(str)

    def __init__(self, parent: QWidget, hint: Hint, *, eager: bool, several: bool) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.hint = hint
        self.eager = eager  # a closed list: the first completion is what the letters mean
        self.several = several
        self.fresh = True  # begun by typing, not by F2: the arrows leave the cell
        self.judge: Callable[[str], tuple[str, str]] = lambda _text: ("", "")
        self.look_up: Callable[[str, Callable[[Sequence[Suggestion]], None]], bool] = (
            lambda _text, _then: False
        )
        self._offers: Sequence[Suggestion] = ()
        self._asked = ""
        self._waiting = False
        self._leaving = ""
        self.textEdited.connect(self._edited)
        hint.chosen.connect(self._picked)

    # -- what stands here ------------------------------------------------------------

    def begin(self, text: str, *, typed: bool) -> None:
        """Open with a text: one letter just typed, or what the cell holds."""
        self.setText(text)
        self.fresh = typed
        if typed:
            self._edited(text)
        else:
            self.selectAll()
            self._show_meaning(text)

    def list_offers(self) -> None:
        """Show everything that the cell may be, or what its row speaks for."""
        self._ask("")

    def value(self) -> str:
        """The text to be read: the chosen completion, else what is typed."""
        row = self.hint.list.currentRow() if self._offers else -1
        return self._with(self._offers[row]) if 0 <= row < len(self._offers) else self.text()

    def _with(self, offer: Suggestion) -> str:
        if not self.several:
            return offer.text
        kept = [part.strip() for part in self.text().split(LIST_MARK)[:-1] if part.strip()]
        return f"{LIST_MARK} ".join((*kept, offer.text))

    def _last_part(self) -> str:
        return self.text().rpartition(LIST_MARK)[2].strip() if self.several else self.text()

    # -- meaning and completions -------------------------------------------------------

    def _edited(self, text: str) -> None:
        self._show_meaning(text)
        self._ask(self._last_part())

    def _show_meaning(self, text: str) -> None:
        self.hint.say(*(self.judge(text) if text.strip() else ("", "")))
        self.hint.place_under(self)

    def _ask(self, text: str) -> None:
        self._asked, self._waiting = text, True
        if not self.look_up(text, lambda offers: self._answered(text, offers)):
            self._answered(text, ())

    def _answered(self, text: str, offers: Sequence[Suggestion]) -> None:
        if not isValid(self) or text != self._asked:
            return
        self._waiting = False
        self._offers = offers
        first = 0 if offers and self.eager and text.strip() else -1
        self.hint.offer(offers, first)
        if offers:
            self.hint.say("", "")
        self.hint.place_under(self)
        if self._leaving:
            self.finished.emit(self._leaving)

    def _picked(self, row: int) -> None:
        if 0 <= row < len(self._offers):
            self.hint.list.setCurrentRow(row)
            self.finished.emit("right")

    # -- keys ----------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Tab belongs to the cell, not to the order of focus."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if isinstance(event, QKeyEvent) and pressed and stroke(event) in ("Tab", "Shift+Tab"):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Finish, choose a completion, or type."""
        name = stroke(event)
        if name in MOVES:
            self._finish(MOVES[name])
        elif name in ("Down", "Up", "Alt+Down") and self._arrow(name):
            return
        else:
            super().keyPressEvent(event)

    def _finish(self, move: str) -> None:
        """Leave; where completions are still being looked for, as soon as they are there."""
        if self._waiting and self.eager and move != "cancel":
            self._leaving = move
            return
        self.finished.emit(move)

    def _arrow(self, name: str) -> bool:
        count = len(self._offers)
        if count:
            row = self.hint.list.currentRow() + (-1 if name == "Up" else 1)
            self.hint.list.setCurrentRow(max(-1, min(row, count - 1)))
            return True
        if name == "Alt+Down" or not self.fresh:
            self._ask(self._last_part())
            return True
        self._finish(name.lower())
        return True
