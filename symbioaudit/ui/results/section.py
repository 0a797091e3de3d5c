"""In the context panel: what the record in front does to the results, renewed after every edit."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.bearing import Line

AFTER: Final = 150  # ms the cursor must rest on a record
TITLE: Final = N_("What it does to the results")
ANEW: Final = N_("being computed anew…")


class Bearing(QWidget):
    """Lines with links to pages of results and to fields; grey while they are older than the record."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.place = Place("")
        self.lines: tuple[Line, ...] = ()
        self.stale = False
        self.title = QLabel(self)
        self.title.setProperty("role", "heading")
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        flags = Qt.TextInteractionFlag
        self.text.setTextInteractionFlags(
            flags.TextSelectableByMouse
            | flags.LinksAccessibleByMouse
            | flags.LinksAccessibleByKeyboard
        )
        self.text.linkActivated.connect(self._follow)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.title)
        column.addWidget(self.text)
        self._due = QTimer(self, singleShot=True, interval=AFTER)
        self._due.timeout.connect(self._read)
        session.focused.connect(self._focused)
        session.changed.connect(self._changed)
        session.results_ready.connect(self._ready)
        session.audit_closed.connect(self._clear)
        self._clear()

    def _clear(self) -> None:
        self._due.stop()
        self.place, self.lines, self.stale = Place(""), (), False
        self.hide()

    def _focused(self, place: Place) -> None:
        same = (place.entity, place.record) == (self.place.entity, self.place.record)
        self.place = place
        if not place.record:
            self._clear()
        elif not same:
            self._due.start()

    def _changed(self, _changes: object, touched: frozenset[tuple[str, str]]) -> None:
        if touched and self.lines and not self.stale:
            self.stale = True
            self._show()

    def _ready(self, _results: Any) -> None:
        self.stale = self.session.recomputing.behind
        if self.place.record:
            self._read()

    def _read(self) -> None:
        session, place = self.session, self.place
        if session.live is None or session.pack is None or session.results is None:
            return
        if not place.record:
            return
        from symbioaudit.services.bearing import bearing_of
        from symbioaudit.services.figures import view_of

        view = view_of(session.results, session.live, session.pack)
        self.lines = bearing_of(view, place.entity, place.record)
        self._show()

    def _show(self) -> None:
        self.title.setText(_(TITLE))
        muted = look().colour("muted").name()
        parts = [
            self._line(n, line, muted if self.stale else "") for n, line in enumerate(self.lines)
        ]
        if self.stale:
            parts.insert(0, f'<i style="color:{muted}">{escape(_(ANEW))}</i>')
        self.text.setText("<br>".join(parts))
        self.text.setAccessibleName(_(TITLE))
        self.text.setAccessibleDescription("; ".join(line.text for line in self.lines))
        self.setVisible(bool(self.lines))

    def _line(self, number: int, line: Line, grey: str) -> str:
        colour = grey or look().colour(line.role or "text").name()
        words = escape(line.text)
        if not (line.page or line.link):
            return f'<span style="color:{colour}">{words}</span>'
        return f'• <a href="{number}" style="color:{colour}; text-decoration:none">{words}</a>'

    def _follow(self, link: str) -> None:
        line, session = self.lines[int(link)], self.session
        if line.link is None:
            session.go.emit(Place(line.page))
            return
        if session.live is None or session.pack is None:
            return
        from symbioaudit.services.derivations import place_of

        found = place_of(session.live, session.pack, line.link)
        if found is not None:
            session.go.emit(Place(f"form:{found[0]}", *found[1]))
