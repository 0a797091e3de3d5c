"""What the list of matches shows: kind of partner, way, gates, score, words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.theme import look
from symbioaudit.ui.wrapping import WrapLayout

if TYPE_CHECKING:
    from symbioaudit.services.sieve import Sieve

KINDS: Final = (
    ("", N_("all partners")),
    ("enterprise", N_("enterprises of the workspace")),
    ("catalogue", N_("from catalogues")),
    ("pattern", N_("kinds of plants")),
)
WAYS: Final = (("", N_("gives and takes")), ("gives", N_("gives")), ("takes", N_("takes")))
GATES: Final = (
    ("all", N_("any gates")),
    ("not_shut", N_("no gate shut")),
    ("all_passed", N_("all gates passed")),
)
SCORES: Final = ((0, N_("any score")), (40, N_("score from 40")), (60, N_("score from 60")))
AFTER: Final = 150  # ms after a letter


class Filters(QWidget):
    """A row of choices. ``changed`` after each, a moment after letters."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.record = ""
        self.kind = self._choice(_("Kind of partner"), [(v, _(t)) for v, t in KINDS])
        self.way = self._choice(_("Way"), [(v, _(t)) for v, t in WAYS])
        self.gates = self._choice(_("Gates"), [(v, _(t)) for v, t in GATES])
        self.least = self._choice(_("Score"), [(str(v), _(t)) for v, t in SCORES])
        self.text = QLineEdit(self)
        self.text.setPlaceholderText(_("resource or partner"))
        self.text.setAccessibleName(_("Words to look for"))
        self.text.setMinimumWidth(look().px(170))
        self.text.setClearButtonEnabled(True)
        self.all = QPushButton(_("All streams"), self)
        self.all.setAccessibleName(_("Show the matches of all streams"))
        self.all.clicked.connect(lambda: self.show_record(""))
        self.all.hide()
        self._due = QTimer(self, singleShot=True, interval=AFTER)
        self._due.timeout.connect(self.changed)
        self.text.textChanged.connect(lambda _t: self._due.start())
        row = WrapLayout(self)
        for part in (self.text, self.kind, self.way, self.gates, self.least, self.all):
            row.addWidget(part)

    def sieve(self) -> Sieve:
        """What was chosen."""
        from symbioaudit.services.sieve import Sieve

        return Sieve(
            self.kind.currentData(),
            self.way.currentData(),
            self.gates.currentData(),
            float(self.least.currentData()),
            self.text.text(),
            self.record,
        )

    def show_record(self, record: str) -> None:
        """Only the matches of one record; empty: of all."""
        self.record = record
        self.all.setVisible(bool(record))
        self.changed.emit()

    def _choice(self, name: str, options: list[tuple[str, str]]) -> QComboBox:
        box = QComboBox(self)
        for value, text in options:
            box.addItem(text, value)
        box.setAccessibleName(name)
        box.currentIndexChanged.connect(lambda _n: self.changed.emit())
        return box
