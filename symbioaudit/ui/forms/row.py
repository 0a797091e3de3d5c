"""One builder for the row of any field: label, editor, unit, canonical value, error line, accessible names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from symbioaudit.base.i18n import _, language
from symbioaudit.ui.forms.editors import Editor, make_editor
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.forms import FieldDef
    from symbioaudit.ui.session import Session

LABEL_WIDTH = 250


class FieldRow(QObject):
    """A field's widgets in a grid. ``focused`` tells when the person comes to it."""

    focused = Signal(str)
    committed = Signal(str, str)  # code, text as typed

    def __init__(
        self, session: Session, field: FieldDef, parent: QWidget, grid: QGridLayout, line: int
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.label = QLabel(field.label.render(), parent)
        self.label.setWordWrap(True)
        self.label.setFixedWidth(look().px(LABEL_WIDTH))
        self.editor: Editor = make_editor(session, field)
        self.unit = QLabel(parent)
        self.said = QLabel(parent)  # canonical value or trouble
        self.said.setWordWrap(True)
        self._place(parent, grid, line)
        self._name()
        self.editor.committed.connect(self._commit)
        self.editor.widget.installEventFilter(self)

    def _place(self, parent: QWidget, grid: QGridLayout, line: int) -> None:
        widget = self.editor.widget
        widget.setParent(parent)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.label, 2 * line, 0, top)
        grid.addWidget(widget, 2 * line, 1)
        grid.addWidget(self.unit, 2 * line, 2)
        grid.addWidget(self.said, 2 * line + 1, 1, 1, 2)
        self.said.hide()

    def _name(self) -> None:
        field, widget = self.field, self.editor.widget
        lang = language()
        unit = field.unit_in(lang) or ""
        self.unit.setText(unit)
        self.unit.setProperty("role", "muted")
        self.label.setBuddy(widget)
        widget.setObjectName(f"field-{field.code}")
        widget.setAccessibleName(
            f"{field.label.render()}, {unit}" if unit else field.label.render()
        )
        widget.setAccessibleDescription(field.help.render() if field.help else "")
        widget.setToolTip(field.help.render() if field.help else "")
        hint = getattr(widget, "setPlaceholderText", None)
        if hint and field.example:
            hint(field.example.render())

    def show_value(self, text: str) -> None:
        """Show what is recorded."""
        self.editor.set_text(text)

    def say(self, text: str, role: str = "muted") -> None:
        """The line under the editor: canonical value, reason for a blank, or trouble."""
        self.said.setText(text)
        if self.said.property("role") != role:
            self.said.setProperty("role", role)
            self.said.style().unpolish(self.said)
            self.said.style().polish(self.said)
        self.said.setVisible(bool(text))
        trouble = role if role in ("blocker", "error", "warning") else ""
        self.editor.set_problem(trouble)

    def require(self, *, required: bool, answered: bool) -> None:
        """Mark a field that is asked for and has no answer yet."""
        text = self.field.label.render()
        self.label.setText(f"{text} •" if required and not answered else text)
        self.label.setToolTip(_("asked for at this depth") if required else "")

    def set_visible(self, visible: bool) -> None:
        """Hide a field that is not relevant; its value stays."""
        for part in (self.label, self.editor.widget, self.unit):
            part.setVisible(visible)
        self.said.setVisible(visible and bool(self.said.text()))

    def focus(self) -> None:
        """Put the cursor here."""
        self.editor.widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell the panel which field has the focus."""
        if event.type() == QEvent.Type.FocusIn:
            self.focused.emit(self.field.code)
        return super().eventFilter(watched, event)

    def _commit(self) -> None:
        self.committed.emit(self.field.code, self.editor.text())
