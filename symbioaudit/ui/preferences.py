"""The page of settings, made from their declaration; a change works at once."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import _
from symbioaudit.base.settings import GROUPS, SETTINGS, Setting
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Session
from symbioaudit.ui.theme import look

FOLDERS = frozenset({"watched_folder"})


class Preferences(Page):
    """Groups of settings."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        inner = QWidget()
        column = QVBoxLayout(inner)
        for group in GROUPS:
            heading = QLabel(_(group))
            heading.setProperty("role", "heading")
            column.addWidget(heading)
            form = QFormLayout()
            form.setVerticalSpacing(look().px(8))
            for item in (one for one in SETTINGS if one.group == group):
                widget = self._editor(item)
                widget.setAccessibleName(_(item.label))
                widget.setAccessibleDescription(_(item.help))
                widget.setToolTip(_(item.help))
                label = QLabel(_(item.label))
                label.setBuddy(widget)
                form.addRow(label, self._with_button(item, widget))
            column.addLayout(form)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        title = QLabel(_("Settings"), self)
        title.setProperty("role", "title")
        whole = QVBoxLayout(self)
        gap = look().px(12)
        whole.setContentsMargins(gap, gap, gap, gap)
        whole.addWidget(title)
        whole.addWidget(scroll, 1)

    def _editor(self, item: Setting) -> QWidget:
        value = self.session.settings[item.key]
        if item.choices:
            box = QComboBox()
            for choice, label in item.choices:
                box.addItem(_(label), choice)
            box.setCurrentIndex(box.findData(value))
            box.activated.connect(lambda _i: self.session.settings.set(item.key, box.currentData()))
            box.setObjectName(f"setting-{item.key}")
            return box
        if isinstance(item.default, bool):
            check = QCheckBox()
            check.setChecked(value)
            check.toggled.connect(lambda on: self.session.settings.set(item.key, bool(on)))
            check.setObjectName(f"setting-{item.key}")
            return check
        line = QLineEdit(str(value))
        line.editingFinished.connect(lambda: self.session.settings.set(item.key, line.text()))
        line.setObjectName(f"setting-{item.key}")
        return line

    def _with_button(self, item: Setting, widget: QWidget) -> QWidget:
        if item.key not in FOLDERS or not isinstance(widget, QLineEdit):
            return widget
        button = QPushButton(_("Choose…"))
        button.setAccessibleName(f"{_(item.label)}: {_('Choose…')}")

        def choose() -> None:
            folder = QFileDialog.getExistingDirectory(self, _(item.label), widget.text())
            if folder:
                widget.setText(folder)
                self.session.settings.set(item.key, folder)

        button.clicked.connect(choose)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(widget, 1)
        row.addWidget(button)
        return both


def make(session: Session) -> Page:
    """The page."""
    return Preferences(session)
