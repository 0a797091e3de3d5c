"""Top of the window: enterprise, palette, undo and redo by name, saved-at, language."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from symbioaudit.base.i18n import _, language
from symbioaudit.ui.handing.courier import courier_of
from symbioaudit.ui.handing.dot import SyncDot
from symbioaudit.ui.session import Session
from symbioaudit.ui.theme import look

STEP_WIDTH = 150  # px for the name of what undo or redo would do


class NameLabel(QLabel):
    """Takes the room that the buttons leave; a long name is shortened and stands in full in the tip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "heading")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_name(self, name: str) -> None:
        """Show another name."""
        self.setText(name)
        self.setToolTip(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much of the name as fits."""
        rect = self.contentsRect()
        mode = Qt.TextElideMode.ElideRight
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        shown = painter.fontMetrics().elidedText(self.text(), mode, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, shown)


class TopBar(QFrame):
    """One line that always says whose audit this is and when it was last saved."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.setProperty("role", "bar")
        self.home = QPushButton(self)
        self.home.clicked.connect(lambda: session.command.emit("home"))
        self.name = NameLabel(self)
        self.palette_button = QPushButton(self)
        self.palette_button.clicked.connect(lambda: session.command.emit("palette"))
        self.undo_button = self._tool("undo")
        self.redo_button = self._tool("redo")
        self.saved = QLabel(self)
        self.saved.setProperty("role", "muted")
        self.handing = SyncDot(session, courier_of(session), self)
        self.lang = self._tool("language")
        row = QHBoxLayout(self)
        gap = look().px(6)
        row.setContentsMargins(gap, gap // 2, gap, gap // 2)
        row.setSpacing(gap)
        row.addWidget(self.home)
        row.addWidget(self.name, 1)
        for part in (
            self.palette_button,
            self.undo_button,
            self.redo_button,
            self.saved,
            self.handing,
            self.lang,
        ):
            row.addWidget(part)
        session.opened.connect(self._refresh)
        session.audit_opened.connect(self._refresh)
        session.audit_closed.connect(self._refresh)
        session.changed.connect(self._refresh)
        session.saved.connect(self._saved)

    def _tool(self, command: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "flat")
        button.clicked.connect(lambda: self.session.command.emit(command))
        return button

    def retranslate(self) -> None:
        """Write the texts anew."""
        self.home.setText(_("Audits"))
        self.home.setAccessibleName(_("All audits"))
        self.palette_button.setText(_("Go to or do…  Ctrl+K"))
        self.lang.setText("EN" if language() == "ru" else "RU")
        self.lang.setAccessibleName(_("Language"))
        self.handing.retranslate()
        self._refresh()

    def name_step(self, command: str, text: str, name: str, *, enabled: bool) -> None:
        """Say on the button of undo or redo what it would do: ``name`` shortened, ``text`` in full."""
        undo = command == "undo"
        button = self.undo_button if undo else self.redo_button
        room = look().px(STEP_WIDTH)
        short = button.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        parts = ("↶", short) if undo else (short, "↷")
        button.setText(" ".join(part for part in parts if part))
        button.setAccessibleName(text)
        button.setToolTip(text)
        button.setEnabled(enabled)

    def _refresh(self, *_args: object) -> None:
        live = self.session.live
        if live is None:
            self.name.show_name(self.session.path.name if self.session.path else "")
        else:
            plant, audit = live.enterprise, live.audit
            name = plant.name_short or plant.name_full or audit.title or "—"
            self.name.show_name(f"{name} · {audit.number}" if audit.number else name)
        self._saved(self.session.saved_at)

    def _saved(self, at: datetime | None) -> None:
        if self.session.read_only:
            self.saved.setText(_("read only"))
        else:
            moment = at.astimezone().strftime("%H:%M:%S") if at else ""
            self.saved.setText(_("saved {time}").format(time=moment) if moment else "")
