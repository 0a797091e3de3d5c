"""Two answers side by side and one key to choose: the list that merging and second answers share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.history.rows import Row, Rows, RowTable
from symbioaudit.ui.theme import look

COLUMNS: Final = (
    N_("Record name"),
    N_("Field"),
    N_("Before"),
    N_("Mine"),
    N_("Theirs"),
    N_("Choice"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One line to be decided."""

    key: Any
    record: str
    field: str
    base: str
    mine: str
    theirs: str


class ChoiceList(QWidget):
    """Keys 1, 2, 3 choose for the line under the cursor and go on; Backspace takes a choice back."""

    changed = Signal()

    def __init__(self, words: Sequence[tuple[str, str]], name: str, parent: QWidget) -> None:
        """``words``: (value, English text) of each choice, in the order of the keys."""
        super().__init__(parent)
        self.words = tuple(words)
        self.chosen: dict[Any, str] = {}
        self.model = Rows(COLUMNS)
        self.table = RowTable(self.model, (124, 104, 92, 120, 120, 92), (3, 4), name, self)
        self.table.installEventFilter(self)
        self.buttons: list[QPushButton] = []
        row = QHBoxLayout()
        for number, (value, text) in enumerate(self.words, start=1):
            button = QPushButton(f"{number}  {_(text)}", self)
            button.clicked.connect(lambda _on, value=value: self.choose(value))
            self.buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().px(6))
        column.addWidget(self.table, 1)
        self.detail = QLabel(self)
        self.detail.setWordWrap(True)
        self.detail.setTextFormat(Qt.TextFormat.PlainText)
        self.detail.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.table.selectionModel().currentRowChanged.connect(lambda *_a: self._show_detail())
        self.model.modelReset.connect(self._show_detail)
        column.addWidget(self.detail)
        column.addLayout(row)
        self._able()

    def fill(self, items: Sequence[Choice]) -> None:
        """Show other lines; choices for lines that are still there stay."""
        keys = {item.key for item in items}
        self.chosen = {key: value for key, value in self.chosen.items() if key in keys}
        self.model.fill([self._row(item) for item in items])
        self.table.go_to(0)
        self._able()

    def choices(self) -> Mapping[Any, str]:
        """What was chosen so far, by key."""
        return dict(self.chosen)

    def open(self) -> int:
        """How many lines have no choice yet."""
        return len(self.model.every) - len(self.chosen)

    def choose(self, value: str | None) -> None:
        """Choose for the selected lines and go to the next that is open."""
        at = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        for row in at:
            item: Choice = self.model.rows[row].thing
            if value is None:
                self.chosen.pop(item.key, None)
            else:
                self.chosen[item.key] = value
            self.model.set_row(row, self._row(item))
        if at and value is not None:
            self._next(at[-1])
        self.table.setFocus()
        self.changed.emit()

    def eventFilter(self, watched: Any, event: Any) -> bool:
        """The keys of the table."""
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            number = event.key() - int(Qt.Key.Key_1)
            if plain and 0 <= number < len(self.words):
                self.choose(self.words[number][0])
                return True
            if plain and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
                self.choose(None)
                return True
        return super().eventFilter(watched, event)

    def _row(self, item: Choice) -> Row:
        value = self.chosen.get(item.key)
        text = next((_(text) for own, text in self.words if own == value), "")
        cells = (item.record, item.field, item.base, item.mine, item.theirs, text)
        return Row(cells, item, "" if value is None else "muted")

    def _next(self, row: int) -> None:
        rows = self.model.rows
        order = [*range(row + 1, len(rows)), *range(row + 1)]
        self.table.go_to(next((n for n in order if rows[n].thing.key not in self.chosen), row))

    def _show_detail(self) -> None:
        """Both answers of the line under the cursor in full."""
        row = self.table.current()
        item: Choice | None = row.thing if row else None
        sides = ((_("Mine"), item.mine), (_("Theirs"), item.theirs)) if item else ()
        self.detail.setText("\n".join(f"{name}: {text}" for name, text in sides))

    def _able(self) -> None:
        for button in self.buttons:
            button.setEnabled(bool(self.model.rows))
