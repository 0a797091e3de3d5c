"""One match in full: the paragraph, gates, parts, worth, open questions, what is known elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.closing.board import Board
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.prospect_words import Words
    from symbioaudit.services.prospects import Prospect, Prospects


class MatchDetail(QTabWidget):
    """``numbered`` for boards whose numbers have an origin; ``gone``: a field where an answer belongs."""

    gone = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("The chosen match"))
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)  # fmt: skip
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.text.setAccessibleName(_("Why this match"))
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(*(look().px(8),) * 4)
        column.addWidget(self.text)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        self.gates = Board(_("Gates"), self)
        self.parts = Board(_("Score by its parts"), self)
        self.worth = Board(_("What it is worth"), self)
        self.gaps = Board(_("Open questions"), self)
        self.known = Board(_("Known elsewhere"), self)
        for widget, title in (
            (scroll, _("Why")), (self.gates, _("Gates")), (self.parts, _("Score by its parts")),
            (self.worth, _("Worth")), (self.gaps, _("Open questions")), (self.known, _("Known elsewhere")),
        ):  # fmt: skip
            self.addTab(widget, title)
        self.gaps.activated.connect(lambda index: self.gone.emit(self.gaps.figures.row(index).link))

    def fill(self, p: Prospect | None, found: Prospects, words: Words) -> None:
        """Show a match; None shows nothing."""
        from symbioaudit.services import prospect_details as details

        self.setEnabled(p is not None)
        if p is None:
            self.text.clear()
            return
        self.text.setText(details.paragraph(p, words.lang))
        self.gates.fill(details.gates_table(p, words))
        self.parts.fill(details.parts_table(p, words))
        self.worth.fill(details.worth_table(found, p, words))
        self.gaps.fill(details.gaps_table(found, p, words))
        self.known.fill(details.precedents_table(found, p, words))
        decisive = sum(g.decisive for g in p.told.gaps)
        self.setTabText(4, _("Open questions · {n}").format(n=decisive) if decisive else _("Open questions"))  # fmt: skip
