"""Evidence of the focused field or record, in the context panel."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import _, plural
from symbioaudit.ui.capture.intake import taker_of
from symbioaudit.ui.capture.thumbs import thumbs_of
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look


class ProofSection(QWidget):
    """Thumbnails of what proves the number, and a button to add one."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.place = Place("home")
        self.title = QLabel(self)
        self.title.setProperty("role", "heading")
        self.list = QListWidget(self)
        self.list.setIconSize(QSize(look().px(56), look().px(56)))
        self.list.setWordWrap(True)
        self.list.setMaximumHeight(look().px(200))
        self.add = QPushButton(self)
        self.add.clicked.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.title, 1)
        column.addLayout(row)
        column.addWidget(self.list)
        column.addWidget(self.add)
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self.refill)
        session.focused.connect(self.show_place)
        session.changed.connect(lambda *_a: self._due.start())
        session.audit_closed.connect(self.refill)
        thumbs_of(session).ready.connect(lambda _sha: self._due.start())
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts anew."""
        self.list.setAccessibleName(_("Evidence of the field"))
        self.add.setText(_("Add a photo or a file…"))
        self.refill()

    def show_place(self, place: Place) -> None:
        """Another field has the focus."""
        self.place = place
        self._due.start()

    def target(self) -> str:
        """What new evidence is tied to."""
        place, live = self.place, self.session.live
        if live is None or not place.record or live.find(place.record) is None:
            return ""
        return "/".join(x for x in (place.entity, place.record, place.field) if x)

    def refill(self) -> None:
        """Show the evidence of the field; of the record when no field is named."""
        live, target = self.session.live, self.target()
        self.setVisible(bool(target))
        if live is None or not target:
            return
        from symbioaudit.services.inbox import links_at

        found, thumbs = links_at(live, target), thumbs_of(self.session)
        n = len(found)
        self.title.setText(
            plural("{n} piece of evidence", "{n} pieces of evidence", n)
            if n
            else _("No evidence yet")
        )
        self.list.clear()
        self.list.setVisible(bool(found))
        for item in found:
            line = QListWidgetItem(item.caption or item.file_name or "—", self.list)
            line.setIcon(thumbs.icon(item.sha256 or "", int(item.properties.get("turn") or 0)))

    def _choose(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(self, _("Add a photo or a file…"))
        taker_of(self.session).take([Path(name) for name in names], [self.target()])
