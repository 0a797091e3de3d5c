"""The history of the focused field, in the context panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.history.common import data_of, words_of
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.history import Line
    from symbioaudit.services.workspace import Workspace

AFTER: Final = 150  # ms the focus must rest on a field
SHOWN: Final = 4
TITLE: Final = N_("History of the field")


class FieldHistory(QWidget):
    """Who changed the field when, from what to what; a link to all of it."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.place = Place("")
        self.lines: list[Line] = []
        self.title = QLabel(self)
        self.title.setProperty("role", "heading")
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
        )
        self.text.linkActivated.connect(lambda _link: session.command.emit("field_history"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.title)
        column.addWidget(self.text)
        self._due = QTimer(self, singleShot=True, interval=AFTER)
        self._due.timeout.connect(self._read)
        session.focused.connect(self._focused)
        session.changed.connect(self._changed)
        session.audit_closed.connect(self._clear)
        self._clear()

    def _clear(self) -> None:
        self._due.stop()
        self.place = Place("")
        self.hide()

    def _focused(self, place: Place) -> None:
        if place == self.place:
            return
        self.place = place
        if place.record and place.field:
            self._due.start()
        else:
            self.hide()

    def _changed(self, _changes: object, touched: frozenset[tuple[str, str]]) -> None:
        if self.place.field and (self.place.entity, self.place.record) in touched:
            self._due.start()

    def _read(self) -> None:
        place, session = self.place, self.session
        if session.live is None or not place.field:
            return
        words, data = words_of(session), data_of(session, place.record)

        def call(workspace: Workspace) -> list[Line]:
            from symbioaudit.services.history import field_lines

            return field_lines(
                workspace, place.entity, place.record, place.field, words, data or {}
            )

        def done(lines: list[Line]) -> None:
            if place == self.place:
                self._show(lines)

        session.read(call, done)

    def _show(self, lines: list[Line]) -> None:
        from html import escape

        from symbioaudit.services.history import who_and_when

        self.lines = lines
        self.title.setText(_(TITLE))
        muted, accent = look().colour("muted").name(), look().colour("accent").name()
        parts = [
            f'<span style="color:{muted}">{escape(who_and_when(line.at, line.actor))}</span><br>{escape(line.what)}'
            for line in lines[:SHOWN]
        ]
        parts.append(
            f'<a href="all" style="color:{accent}">{escape(_("All changes  Ctrl+Shift+H"))}</a>'
        )
        self.text.setText("<br>".join(parts))
        self.setVisible(bool(lines))
