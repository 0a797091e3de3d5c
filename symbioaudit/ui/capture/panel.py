"""Quick capture: a note, a number, a photo, from anywhere; Enter stores it and the focus goes back."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import N_, _, plural
from symbioaudit.ui.capture.intake import sources_of, taker_of
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

CATCH: Final = N_("Catch a note")
LINKED: Final = frozenset(
    {"process", "product", "stream", "resource", "want", "cost", "opportunity", "risk", "action"}
)


class QuickPanel(QFrame):
    """Stands over the page, takes no part in it; what an editor holds stays unfinished there."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.setProperty("role", "card")
        self.setAutoFillBackground(True)
        self._before: QWidget | None = None
        self._place = Place("home")
        self._sources: list[Path | QImage] = []
        self._build()
        self.hide()
        session.focused.connect(self._remember)
        session.go.connect(self._remember)
        session.audit_closed.connect(self.close_panel)

    def _build(self) -> None:
        self.where = QLabel(self)
        self.where.setProperty("role", "muted")
        self.note = QLineEdit(self)
        self.amount = QLineEdit(self)
        self.photos = QLabel(self)
        self.photos.setProperty("role", "muted")
        self.choose = QPushButton(self)
        self.choose.clicked.connect(self._choose)
        self.store = QPushButton(self)
        self.store.setProperty("role", "main")
        self.store.clicked.connect(self.save)
        gap = look().px(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(gap, gap, gap, gap)
        column.setSpacing(gap)
        self.title = QLabel(self)
        self.title.setProperty("role", "heading")
        for part in (self.title, self.where, self.note, self.amount):
            column.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(self.photos, 1)
        row.addWidget(self.choose)
        row.addWidget(self.store)
        column.addLayout(row)
        for line in (self.note, self.amount):
            line.installEventFilter(self)
            line.setAcceptDrops(False)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts anew."""
        self.title.setText(_("Quick note"))
        self.note.setPlaceholderText(_("what you see, what you were told"))
        self.note.setAccessibleName(_("Note"))
        self.amount.setPlaceholderText(_("3 t/shift, ~12, 10–14"))
        self.amount.setAccessibleName(_("Number with its unit"))
        self.choose.setText(_("Photo…"))
        self.store.setText(_("Store"))

    # -- opening and closing ---------------------------------------------------------

    def open_panel(self) -> None:
        """Open, or close when it is open; nothing that was typed here is dropped."""
        if self.isVisible():
            self.close_panel()
            return
        if self.session.live is None:
            self.session.told.emit(_("Open an audit first."))
            return
        self._before = QApplication.focusWidget()
        self.where.setText(self._where())
        self._show_photos()
        self._put()
        self.show()
        self.raise_()
        # A popup's reason: the editor that loses the focus does not take its text as finished.
        self.note.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_panel(self) -> None:
        """Away, and the focus back to where it was."""
        if not self.isVisible():
            return
        self.hide()
        before, self._before = self._before, None
        try:
            if before is not None and before.isVisible():
                before.setFocus(Qt.FocusReason.PopupFocusReason)
        except RuntimeError:
            return  # the widget was dropped with its page

    def _put(self) -> None:
        parent = self.parentWidget()
        assert parent is not None
        self.setFixedWidth(min(look().px(420), parent.width()))
        self.adjustSize()
        self.move(parent.width() - self.width() - look().px(12), look().px(52))

    def _remember(self, place: Place) -> None:
        if not self.isVisible():
            self._place = place

    def target(self) -> str:
        """What is in front, as ``entity/id[/field]``; empty where nothing can be tied to."""
        place, live = self._place, self.session.live
        known = live is not None and place.entity in LINKED and place.record
        if not known or live is None or live.get(place.entity, place.record) is None:
            return ""
        return "/".join(x for x in (place.entity, place.record, place.field) if x)

    def _where(self) -> str:
        live, target = self.session.live, self.target()
        if live is None or not target:
            return _("goes to the inbox, tied to nothing yet")
        record = live.get(*target.split("/")[:2])
        return _("goes to the inbox, beside “{name}”").format(name=record.name or "—")

    # -- content ---------------------------------------------------------------------

    def add(self, sources: list[Path | QImage]) -> None:
        """More photos for this note."""
        self._sources += sources
        self._show_photos()

    def _show_photos(self) -> None:
        n = len(self._sources)
        self.photos.setText(
            plural("{n} photo", "{n} photos", n) if n else _("Ctrl+V pastes a photo")
        )

    def _choose(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(self, _("Photo…"))
        self.add([Path(name) for name in names])

    def save(self) -> None:
        """Store what was caught, as one operation, and close."""
        from symbioaudit.services.inbox import caught

        live = self.session.live
        note, amount = self.note.text().strip(), self.amount.text().strip()
        if live is None or not (note or amount or self._sources):
            self.close_panel()
            return
        beside = [caught(live, note, amount, self.target())] if note or amount else []
        if self._sources:
            links = [self.target()] if self.target() and not beside else []
            every = [*links, *(f"finding/{made.record.id}" for made in beside)]
            taker = taker_of(self.session)
            taker.take(self._sources[:1], links, beside)
            taker.take(self._sources[1:], every)
        else:
            self.session.apply(CATCH, beside, failed=lambda _error: self._give_back(note, amount))
        self.note.clear()
        self.amount.clear()
        self._sources = []
        self.close_panel()
        self.session.told.emit(_("In the inbox."))

    def _give_back(self, note: str, amount: str) -> None:
        """What could not be stored stands here again."""
        self.note.setText(note)
        self.amount.setText(amount)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter stores, Esc closes, Ctrl+V takes a picture; other keys are the line's own."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.save()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_panel()
                return True
            if event.matches(QKeySequence.StandardKey.Paste):
                found = sources_of(QGuiApplication.clipboard().mimeData())
                self.add(found)
                return bool(found)
        return super().eventFilter(watched, event)
