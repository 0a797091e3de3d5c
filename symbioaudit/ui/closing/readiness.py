"""Readiness: twelve statements, one key each; the score, the potential by its parts, the quadrant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.ui.closing.board import Board, ClosingPage
from symbioaudit.ui.closing.quadrant import QuadrantView
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look
from symbioaudit.ui.wrapping import WrapLayout

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.services.figures import View
    from symbioaudit.services.readiness import Statement

ANSWER: Final = N_("Answer a statement of readiness")
COMMENT: Final = N_("Comment on a statement of readiness")


class StatementCard(QFrame):
    """One statement. A digit answers it while the card or one of its buttons has the focus."""

    answered = Signal(str, object)  # code, level or None
    commented = Signal(str, str)

    def __init__(self, number: int, one: Statement, parent: QWidget) -> None:
        super().__init__(parent)
        self.code = one.code
        self.setProperty("role", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(one.label)
        self.setAccessibleDescription(one.help)
        title = QLabel(f"{number}. {one.label}", self)
        title.setProperty("role", "heading")
        title.setWordWrap(True)
        title.setToolTip(one.help)
        self.buttons: list[QPushButton] = []
        levels = QWidget(self)
        row = WrapLayout(levels)
        for level, text in enumerate(one.levels):
            button = QPushButton(text, levels)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAccessibleName(f"{one.label}: {text}")
            button.clicked.connect(lambda _on, n=level: self.answered.emit(self.code, n))
            self.buttons.append(button)
            row.addWidget(button)
        self.comment = QLineEdit(self)
        self.comment.setAccessibleName(_("Comment on: {label}").format(label=one.label))
        self.comment.setPlaceholderText(_("What the mark rests on; 0 and 4 need it"))
        self.comment.editingFinished.connect(self._commented)
        column = QVBoxLayout(self)
        for part in (title, levels, self.comment):
            column.addWidget(part)
        self._kept = ""
        self.show_state(one)

    def show_state(self, one: Statement) -> None:
        """The answer and its comment."""
        for level, button in enumerate(self.buttons):
            button.setChecked(level == one.answer)
        if not self.comment.hasFocus():
            self.comment.setText(one.comment)
        self._kept = one.comment
        self.comment.setVisible(one.answer is not None)
        self.comment.setProperty("problem", "warning" if one.comment_wanted else "")
        self.comment.style().unpolish(self.comment)
        self.comment.style().polish(self.comment)

    def _commented(self) -> None:
        text = self.comment.text().strip()
        if text != self._kept:
            self._kept = text
            self.commented.emit(self.code, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit is the answer, Delete takes it back, Return goes to the comment."""
        text = event.text()
        if text.isdigit() and int(text) < len(self.buttons):
            self.answered.emit(self.code, int(text))
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.answered.emit(self.code, None)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.comment.isVisible():
            self.comment.setFocus()
        else:
            super().keyPressEvent(event)


class ReadinessPage(ClosingPage):
    """0–4 answer and go on; ↑ and ↓ go between the statements."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Readiness and potential"))
        self.cards: dict[str, StatementCard] = {}
        inner = QWidget(self)
        self.list = QVBoxLayout(inner)
        self.list.setContentsMargins(0, 0, look().px(6), 0)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inner)
        self.area.setMinimumWidth(look().px(300))
        self.scores = QLabel(self)
        self.scores.setProperty("role", "heading")
        self.scores.setWordWrap(True)
        self.advice = QLabel(self)
        self.advice.setWordWrap(True)
        self.quadrant = QuadrantView(self)
        self.potential = Board(_("Technical potential (F-60)"), self)
        self.explain(self.potential)
        right = QSplitter(Qt.Orientation.Vertical, self)
        top = QWidget(self)
        column = QVBoxLayout(top)
        column.setContentsMargins(look().px(6), 0, 0, 0)
        column.addWidget(self.scores)
        column.addWidget(self.advice)
        column.addWidget(self.quadrant, 1)
        right.addWidget(top)
        right.addWidget(self.potential)
        right.addWidget(self.origin)
        right.setSizes([look().px(n) for n in (380, 260, 100)])
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(self.area)
        halves.addWidget(right)
        halves.setSizes([look().px(520), look().px(520)])
        self.column.addWidget(halves, 1)

    def hint(self) -> str:
        """The keys."""
        return _(
            "A digit from 0 to 4 answers and goes on to the next statement; Delete takes back."
        )

    def arrive(self, place: Place) -> None:
        """Take the keys at the first statement without an answer."""
        self._statements()
        super().arrive(place)
        self._next("")

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Answers at once, scores when they are computed."""
        super().on_changes(changes, touched)
        if any(entity == "readiness" for entity, _id in touched):
            self._statements()

    def show_all(self, view: View) -> None:
        """Scores and the quadrant."""
        from symbioaudit.services.readiness import potential_table, span, standing

        self._statements()
        found = standing(view)
        lang = view.lang
        self.scores.setText(
            _("Potential {potential} · readiness {readiness} of 100").format(
                potential=span(found.potential, lang), readiness=span(found.readiness, lang)
            )
        )
        self.advice.setText(found.advice)
        self.quadrant.fill(found)
        self.potential.fill(potential_table(view))

    def _statements(self) -> None:
        session = self.session
        if session.live is None or session.pack is None:
            return
        from symbioaudit.services.readiness import statements

        for number, one in enumerate(statements(session.live, session.pack, language()), 1):
            if one.code in self.cards:
                self.cards[one.code].show_state(one)
                continue
            card = StatementCard(number, one, self.area)
            card.answered.connect(self._answer)
            card.commented.connect(self._comment)
            self.cards[one.code] = card
            self.list.addWidget(card)
            card.show()  # now: the focus may come to it in this very turn

    def _answer(self, code: str, level: int | None) -> None:
        self._write(ANSWER, code, level)
        if level is not None:
            self._next(code)

    def _comment(self, code: str, text: str) -> None:
        self._write(COMMENT, f"{code}_comment", text or None)

    def _write(self, name: str, code: str, value: int | str | None) -> None:
        session = self.session
        if session.live is None or session.pack is None:
            return
        from symbioaudit.services.readiness import answered, record_of

        if record_of(session.live) is None and session.worker.pending:
            # The record of the first answer is on its way: the next one waits for it, or there were two.
            session.read(lambda _ws: None, lambda _none: self._write(name, code, value))
            return
        session.apply(name, [answered(session.live, session.pack, code, value)])

    def _next(self, code: str) -> None:
        """The focus on the statement after ``code``."""
        codes = list(self.cards)
        if not codes:
            return
        after = codes.index(code) + 1 if code else self._first_open()
        card = self.cards[codes[min(after, len(codes) - 1)]]
        card.setFocus()
        self.area.ensureWidgetVisible(card)

    def _first_open(self) -> int:
        for number, card in enumerate(self.cards.values()):
            if not any(button.isChecked() for button in card.buttons):
                return number
        return 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down between the statements."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        codes = list(self.cards)
        here = next((n for n, c in enumerate(codes) if self.cards[c].hasFocus()), None)
        if step is None or here is None or not 0 <= here + step < len(codes):
            super().keyPressEvent(event)
            return
        card = self.cards[codes[here + step]]
        card.setFocus()
        self.area.ensureWidgetVisible(card)


def make(session: Session) -> Page:
    """The page."""
    return ReadinessPage(session)
