"""Technologies that make what the plant has usable: what speaks for each, what against, what to check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.closing.board import Board, keyed_row
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.symbiosis.base import FoundPage
from symbioaudit.ui.theme import look
from symbioaudit.ui.wrapping import WrapLayout

if TYPE_CHECKING:
    from symbioaudit.analysis.symbiosis.fitting import Fit
    from symbioaudit.services.prospects import Prospects

TAKE: Final = N_("Take a technology into the register of opportunities")
KINDS: Final = (
    ("proven", N_("proven")),
    ("innovative", N_("innovative")),
    ("breakthrough", N_("breakthrough")),
)


class TechnologiesPage(FoundPage):
    """A makes an opportunity of the chosen technology · Enter opens the stream."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Technologies"))
        self.shown: list[Fit] = []
        self.boxes = {kind: self._box(_(title)) for kind, title in KINDS}
        self.boxes["fails"] = self._box(_("also those that do not fit"), on=False)
        row = WrapLayout()
        for box in self.boxes.values():
            row.addWidget(box)
        self.board = Board(_("Technologies"), self)
        self.board.chosen.connect(lambda _link: self._mark())
        self.board.activated.connect(lambda i: self.go_to(self.board.figures.row(i).link))
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setAccessibleName(_("The chosen technology"))
        self.origin.hide()
        halves = QSplitter(Qt.Orientation.Vertical, self)
        halves.addWidget(self.board)
        halves.addWidget(_scrolled(self.text, self))
        halves.setSizes([look().px(330), look().px(230)])
        halves.setChildrenCollapsible(False)
        self.column.addLayout(row)
        self.column.addWidget(halves, 1)
        keys = keyed_row(self, self.board, [(_("Into the register of opportunities"), "A", self.take)])  # fmt: skip
        self.column.addWidget(keys)

    def _box(self, text: str, *, on: bool = True) -> QCheckBox:
        box = QCheckBox(text, self)
        box.setChecked(on)
        box.setAccessibleName(text)
        box.toggled.connect(lambda _on: self._again())
        return box

    def hint(self) -> str:
        """What the classes mean."""
        return _(
            "Proven: works at full scale in Russia. Innovative: works elsewhere. Breakthrough: piloted or demonstrated."
        )

    def arrive(self, place: Place) -> None:
        """Take the keys."""
        super().arrive(place)
        self.board.setFocus()

    def show_found(self, found: Prospects) -> None:
        """The technologies of the ticked classes."""
        from symbioaudit.services.prospect_fits import fits_table

        self.shown = [f for f in found.fits if self._wanted(f)]
        self.board.fill(fits_table(self.words(), self.shown))
        self._mark()

    def _wanted(self, fit: Fit) -> bool:
        if fit.verdict == "fails" and not self.boxes["fails"].isChecked():
            return False
        return self.boxes[fit.kind].isChecked()

    def _again(self) -> None:
        if self.found is not None and self.session.live is not None:
            self.show_found(self.found)

    def fit(self) -> Fit | None:
        """The technology in front."""
        row = self.board.currentIndex().row()
        return self.shown[row] if 0 <= row < len(self.shown) else None

    def _mark(self) -> None:
        from symbioaudit.services.prospect_fits import told

        fit = self.fit()
        self.text.setText(told(fit, self.words()) if fit is not None else "")

    def take(self) -> None:
        """An opportunity for the stream, by this technology."""
        from symbioaudit.services.prospect_fits import opportunity_of

        fit = self.fit()
        if fit is None or self.found is None:
            return
        edit = opportunity_of(fit, self.words(), self.audit_id)
        self.session.apply(TAKE, [edit], then=lambda _c: self.session.told.emit(_("In the register of opportunities.")))  # fmt: skip


def _scrolled(widget: QWidget, parent: QWidget) -> QScrollArea:
    inner = QWidget(parent)
    column = QVBoxLayout(inner)
    column.addWidget(widget)
    column.addStretch(1)
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setWidget(inner)
    return area


def make(session: Session) -> Page:
    """The page."""
    return TechnologiesPage(session)
