"""The first tour: a card beside one part of the window after another. It never stops anybody from working."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.session import Place
from symbioaudit.ui.theme import look

WIDTH: Final = 320


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing to be shown. ``find`` gives the widget, None where it is not there: then the stop is passed."""

    title: str
    text: str
    find: Callable[[Any], QWidget | None]
    page: str = ""


def _editor(window: Any) -> QWidget | None:
    return window.page.findChild(QLineEdit)


STOPS: Final = (
    Stop(
        N_("Whose audit this is"),
        N_("The enterprise and the number of the audit. “Audits” at the left leads to the list."),
        lambda w: w.top.name,
    ),
    Stop(
        N_("Steps in any order"),
        N_(
            "The ring shows how much of what is asked for is answered. Nothing has to be finished first."
        ),
        lambda w: w.rail.tree,
    ),
    Stop(
        N_("A form"),
        N_(
            "Type as it was said: “1 250,5 тыс. м³/мес”, “~12 т”, “10–14”. Leaving a field writes it down."
        ),
        _editor,
        "form:F02",
    ),
    Stop(
        N_("Blank is not zero"),
        N_("Ctrl+1 … Ctrl+4 in a field: not known, not applicable, refused, to be measured."),
        _editor,
        "form:F02",
    ),
    Stop(
        N_("Why it is asked"),
        N_(
            "The panel follows the cursor: what the field means and where in a factory it is found."
        ),
        lambda w: w.context,
        "form:F02",
    ),
    Stop(
        N_("Many records"),
        N_("Streams stand in a table; the full card of the chosen one is beside it."),
        lambda w: w.page,
        "form:F09",
    ),
    Stop(
        N_("Ctrl+K goes anywhere"),
        N_("A few letters of a page, a field, a stream or a command."),
        lambda w: w.top.palette_button,
    ),
    Stop(
        N_("Undo without end"),
        N_("Ctrl+Z takes back any operation, also after the program was closed."),
        lambda w: w.top.undo_button,
    ),
    Stop(
        N_("Saved"),
        N_("There is no Save button: here stands when the last change was written to the disk."),
        lambda w: w.top.saved,
    ),
    Stop(
        N_("Two languages"),
        N_("The window speaks Russian or English; what was typed stays as it is."),
        lambda w: w.top.lang,
    ),
    Stop(
        N_("The manual"),
        N_(
            "F1 opens it at the page or the field in front. This tour is in Ctrl+K: “Tour of the window”."
        ),
        lambda w: w.stack,
        "help",
    ),
)


class Frame(QWidget):
    """A line around the part that is being shown; clicks and keys go through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look().colour("focus"), look().px(3)))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 6, 6)


class Tour(QFrame):
    """Next by Enter, end by Esc, or by the buttons; the window stays in use behind it."""

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self.window_ = window
        self.at = -1
        self.setProperty("role", "card")
        self.setAutoFillBackground(True)
        self.setAccessibleName(_("Tour of the window"))
        self.mark = Frame(window)
        self.title = QLabel(self)
        self.title.setProperty("role", "heading")
        self.text = QLabel(self)
        for label in (self.title, self.text):
            label.setWordWrap(True)
        self.count = QLabel(self)
        self.count.setProperty("role", "muted")
        self.back = self._button(_("Back"), lambda: self.go(-1))
        self.next = self._button(_("Next"), lambda: self.go(1))
        self.next.setProperty("role", "main")
        self.end = self._button(_("End the tour"), self.finish)
        row = QHBoxLayout()
        for part in (self.count, self.back, self.next, self.end):
            row.addWidget(part)
        column = QVBoxLayout(self)
        for label in (self.title, self.text):
            column.addWidget(label)
        column.addLayout(row)

    def _button(self, text: str, call: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text)
        button.clicked.connect(lambda _on: call())
        return button

    def go(self, by: int) -> None:
        """To the next stop whose part is there, or back; past the last the tour ends."""
        at = self.at + by
        while 0 <= at < len(STOPS):
            stop = STOPS[at]
            if stop.page:
                self.window_.show_place(Place(stop.page))
            target = stop.find(self.window_)
            if target is not None:
                self.at = at
                self._show(stop, target)
                return
            at += by or 1
        if at >= len(STOPS):
            self.finish()

    def finish(self) -> None:
        """End, and not begin by itself again."""
        self.window_.session.settings.set("tour_seen", value=True)
        self.mark.deleteLater()
        self.deleteLater()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Esc ends."""
        if event.key() == Qt.Key.Key_Escape:
            self.finish()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go(1)
        else:
            super().keyPressEvent(event)

    def _show(self, stop: Stop, target: QWidget) -> None:
        self.title.setText(_(stop.title))
        self.text.setText(_(stop.text))
        self.count.setText(f"{self.at + 1} / {len(STOPS)}")
        self.back.setEnabled(self.at > 0)
        self.setFixedWidth(look().px(WIDTH))
        self.adjustSize()
        self.show()
        self.raise_()
        self.next.setFocus()
        QTimer.singleShot(0, self, lambda: self._place(target))

    def _place(self, target: QWidget) -> None:
        window = self.window_
        corner = target.mapTo(window, QPoint(0, 0))
        around = QRect(corner, target.size()).adjusted(-4, -4, 4, 4).intersected(window.rect())
        self.mark.setGeometry(around)
        self.mark.show()
        self.mark.raise_()
        self.move(beside(around, self.rect(), window.rect()))
        self.raise_()


def beside(target: QRect, card: QRect, whole: QRect) -> QPoint:
    """Below, above, right or left of the target, whichever has room; inside its corner where none has."""
    gap = 8
    places = (
        QPoint(target.left(), target.bottom() + gap),
        QPoint(target.left(), target.top() - card.height() - gap),
        QPoint(target.right() + gap, target.top()),
        QPoint(target.left() - card.width() - gap, target.top()),
    )
    for place in places:
        x = max(gap, min(place.x(), whole.width() - card.width() - gap))
        there = QRect(QPoint(x, place.y()), card.size())
        if whole.contains(there) and not there.intersects(target):
            return there.topLeft()
    return QPoint(whole.width() - card.width() - 2 * gap, whole.height() - card.height() - 4 * gap)
