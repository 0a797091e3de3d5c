"""One builder for the row of any field: label, editor, unit, basis, why it is blank, what the rules say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QMenu, QToolButton, QWidget

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.model.enums import Missing
from symbioaudit.ui.forms.editors import Editor, NarrowBox
from symbioaudit.ui.forms.factory import TABLES, make_editor
from symbioaudit.ui.forms.undo_keys import leave_to_window
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.forms import FieldDef, FormDef
    from symbioaudit.ui.session import Session

LABEL_WIDTH: Final = 240
ROWS: Final = 3  # of the grid that one field takes: label and editor, a wide editor, what is said
SHORT_UNIT: Final = 12  # letters that stay in one line
DROP: Final = "drop"  # the link after a text that could not be read
REASONS: Final = {
    Missing.UNKNOWN: N_("not known"),
    Missing.NOT_APPLICABLE: N_("not applicable"),
    Missing.REFUSED: N_("refused"),
    Missing.TO_BE_MEASURED: N_("to be measured"),
}
KEYS: Final = dict(zip(Missing, ("Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+4"), strict=True))


@dataclass(frozen=True, slots=True)
class Said:
    """One line under an editor. ``rule`` not empty: the person may set it aside with a reason."""

    text: str
    role: str = "muted"
    rule: str = ""


class FieldRow(QObject):
    """The widgets of one field in a grid of rows."""

    focused = Signal(str)
    committed = Signal(str, str)  # code, text as typed
    blanked = Signal(str, object)  # code, Missing
    based = Signal(str, str)  # code, basis
    aside = Signal(str, str)  # code, rule to be set aside

    def __init__(
        self,
        session: Session,
        form: FormDef,
        field: FieldDef,
        parent: QWidget,
        grid: QGridLayout,
        line: int,
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.label = QLabel(field.label.render(), parent)
        self.label.setWordWrap(True)
        self.wide = field.type in TABLES
        if not self.wide:
            self.label.setFixedWidth(look().px(LABEL_WIDTH))
        self.label.setContentsMargins(0, look().px(5), 0, 0)  # level with the words of the editor
        self.editor: Editor = make_editor(session, form, field)
        self.unit = QLabel(parent)
        self.basis = self._basis(session, parent)
        self.menu = self._menu(parent)
        self.clip = QLabel(parent)
        self.said = QLabel(parent)
        self.said.setWordWrap(True)
        self.said.linkActivated.connect(self._linked)
        self._place(parent, grid, line)
        self._name()
        self.editor.committed.connect(self._commit)
        (self.editor.widget.focusProxy() or self.editor.widget).installEventFilter(self)

    # -- building ----------------------------------------------------------------

    def _basis(self, session: Session, parent: QWidget) -> QComboBox | None:
        """How the number is known: for amounts that want evidence."""
        if not (self.field.is_amount and self.field.evidence):
            return None
        from symbioaudit.services.entries import bases

        assert session.pack is not None
        box = NarrowBox(10, parent)
        box.addItem("—", "")
        for choice in bases(session.pack):
            box.addItem(choice.text.render(), choice.value)
        box.setAccessibleName(f"{self.field.label.render()}: {_('how it is known')}")
        box.setToolTip(_("how it is known"))
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.activated.connect(lambda _i: self.based.emit(self.field.code, box.currentData()))
        return box

    def _menu(self, parent: QWidget) -> QToolButton:
        button = QToolButton(parent)
        button.setText("…")
        button.setProperty("role", "flat")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAccessibleName(f"{self.field.label.render()}: {_('why it is blank')}")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for missing, text in REASONS.items():
            action = menu.addAction(f"{_(text)}\t{KEYS[missing]}")
            action.triggered.connect(self._blanker(missing))
        button.setMenu(menu)
        for missing, keys in KEYS.items():
            shortcut = QShortcut(QKeySequence(keys), self.editor.widget)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._blanker(missing))
        return button

    def _blanker(self, missing: Missing) -> Callable[..., None]:
        def blank(*_args: object) -> None:
            self.editor.set_text("")
            self.blanked.emit(self.field.code, missing)

        return blank

    def _place(self, parent: QWidget, grid: QGridLayout, line: int) -> None:
        widget = self.editor.widget
        widget.setParent(parent)
        top = Qt.AlignmentFlag.AlignTop
        at = ROWS * line
        alone = self.wide or (self.basis is None and not self.field.unit_in(language()))
        if self.wide:  # a table needs the whole width: its label stands above it
            grid.addWidget(self.label, at, 0, 1, 4)
            grid.addWidget(widget, at + 1, 0, 1, 6)
        else:
            grid.addWidget(self.label, at, 0, top)
            grid.addWidget(widget, at, 1, 1, 3 if alone else 1)
        if not alone:
            grid.addWidget(self.unit, at, 2)
        if self.basis is not None:
            grid.addWidget(self.basis, at, 3)
        grid.addWidget(self.menu, at, 4, top)
        grid.addWidget(self.clip, at, 5)
        grid.addWidget(self.said, at + 2, 0 if self.wide else 1, 1, 6 if self.wide else 4)
        self.clip.hide()
        widget.setAcceptDrops(
            False
        )  # a file that is dropped here goes to the window, not into the text
        self.said.hide()
        self.unit.setHidden(alone or not self.field.unit_in(language()))

    def _name(self) -> None:
        field, widget = self.field, self.editor.widget
        unit = field.unit_in(language()) or ""
        self.unit.setText("" if self.wide else unit)  # a table says the units of its columns itself
        self.unit.setWordWrap(len(unit) > SHORT_UNIT)
        self.unit.setProperty("role", "muted")
        self.label.setBuddy(widget)
        widget.setObjectName(f"field-{field.code}")
        label = field.label.render()
        widget.setAccessibleName(f"{label}, {unit}" if unit else label)
        widget.setAccessibleDescription(field.help.render() if field.help else "")
        hint = getattr(widget, "setPlaceholderText", None)
        if hint and field.example:
            hint(field.example.render())

    # -- showing -----------------------------------------------------------------

    def show_value(self, text: str, missing: Missing | None = None, basis: str = "") -> None:
        """Show what is recorded: the text, or why there is none."""
        self.editor.set_text("" if missing else text)
        if self.basis is not None:
            self.basis.setCurrentIndex(max(self.basis.findData(basis), 0))
            self.basis.setEnabled(bool(text) and missing is None)

    def show_proofs(self, count: int) -> None:
        """How many pieces of evidence are tied to the field."""
        words = _("evidence: {n}").format(n=count)
        self.clip.setText(f"⊕ {count}" if count else "")
        self.clip.setToolTip(words)
        self.clip.setAccessibleName(f"{self.field.label.render()}: {words}")
        self.clip.setVisible(bool(count) and not self.label.isHidden())

    def say(self, *lines: Said) -> None:
        """The lines under the editor: canonical value, reason for a blank, trouble."""
        grave = next(
            (line.role for line in lines if line.role in ("blocker", "error", "warning")), ""
        )
        self.editor.set_problem(grave)
        self.said.setText("<br>".join(self._marked(line) for line in lines if line.text))
        self.said.setVisible(bool(self.said.text()) and not self.label.isHidden())

    def _marked(self, line: Said) -> str:
        from html import escape

        colour = look().colour(line.role if line.role != "blocker" else "error").name()
        text = f'<span style="color:{colour}">{escape(line.text)}</span>'
        if line.rule:
            link = escape(line.rule, quote=True)
            words = escape(_("drop this text") if line.rule == DROP else _("leave as it is…"))
            text += f' <a href="{link}" style="color:{look().colour("accent").name()}">{words}</a>'
        return text

    def mark_carried(self, *, carried: bool) -> None:
        """Grey what comes from the last visit and is not confirmed yet."""
        widget = self.editor.widget
        if bool(widget.property("carried")) != carried:
            widget.setProperty("carried", carried)
            widget.style().unpolish(widget)
            widget.style().polish(widget)

    def require(self, *, required: bool, answered: bool) -> None:
        """Mark a field that is asked for and has no answer yet."""
        text = self.field.label.render()
        self.label.setText(f"{text} •" if required and not answered else text)
        self.label.setToolTip(_("asked for at this depth") if required else "")

    def set_visible(self, visible: bool) -> None:
        """Hide a field that is not relevant; its value stays."""
        unit = self.unit if self.unit.text() else None
        parts: Sequence[QWidget | None] = (
            self.label, self.editor.widget, unit, self.basis, self.menu,
        )  # fmt: skip
        for part in parts:
            if part is not None:
                part.setVisible(visible)
        self.said.setVisible(visible and bool(self.said.text()))
        self.clip.setVisible(visible and bool(self.clip.text()))

    def focus(self) -> None:
        """Put the cursor here."""
        self.editor.widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # -- hearing -----------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell the panel which field has the focus; undo of nothing typed is the window's."""
        if leave_to_window(watched, event):
            return True
        if event.type() == QEvent.Type.FocusIn:
            self.focused.emit(self.field.code)
        return super().eventFilter(watched, event)

    def _commit(self) -> None:
        self.committed.emit(self.field.code, self.editor.text())

    def _linked(self, rule: str) -> None:
        self.aside.emit(self.field.code, rule)
