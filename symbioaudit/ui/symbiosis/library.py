"""The library of symbiosis: search known synergies, technologies, sectors; add one's own, import lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
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
from symbioaudit.ui.closing.board import Board, bind
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.symbiosis.scout import scout_of
from symbioaudit.ui.theme import look
from symbioaudit.ui.wrapping import WrapLayout

if TYPE_CHECKING:
    from symbioaudit.methodology.libraries import Entry
    from symbioaudit.services.own_library import Taken

AFTER: Final = 150  # ms after a letter
FIELDS: Final = (
    ("donor", N_("Donor")), ("donor_nace", N_("Its activity (OKVED2 or NACE)")),
    ("receiver", N_("Receiver")), ("receiver_nace", N_("Its activity (OKVED2 or NACE)")),
    ("name", N_("Resource")), ("use", N_("Use")), ("source", N_("Source")),
)  # fmt: skip


class OwnEntry(QFrame):
    """A small form for a known synergy of one's own; nothing blocks, Esc closes it."""

    def __init__(self, page: LibraryPage) -> None:
        super().__init__(page)
        self.setProperty("role", "card")
        self.lines: dict[str, QLineEdit] = {}
        form = QFormLayout(self)
        for code, title in FIELDS:
            line = self.lines[code] = QLineEdit(self)
            line.setAccessibleName(_(title))
            line.returnPressed.connect(page.add)
            form.addRow(_(title), line)
        keep = QPushButton(_("Keep"), self)
        keep.setProperty("role", "main")
        keep.setAccessibleName(keep.text())
        keep.clicked.connect(lambda _on: page.add())
        form.addRow(keep)
        bind(self, "Esc", self.hide)
        self.hide()

    def values(self) -> dict[str, str]:
        """What was typed."""
        return {code: line.text().strip() for code, line in self.lines.items()}


class LibraryPage(Page):
    """Words of either language, codes of activities; nothing is asked of a network."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._entries: tuple[Entry, ...] = ()
        self._turn = 0
        title = QLabel(_("Library of symbiosis"), self)
        title.setProperty("role", "title")
        self.state = QLabel(self)
        self.state.setProperty("role", "muted")
        self.state.setWordWrap(True)
        row = self._search_row()
        self.form = OwnEntry(self)
        self.board = Board(_("Entries"), self)
        self.board.chosen.connect(self._mark)
        self.card = QLabel(self)
        self.card.setWordWrap(True)
        self.card.setTextFormat(Qt.TextFormat.RichText)
        self.card.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.card.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.card.setAccessibleName(_("The chosen entry"))
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(self.board)
        halves.addWidget(_scrolled(self.card, self))
        halves.setSizes([look().px(560), look().px(420)])
        halves.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        gap = look().px(12)
        whole.setContentsMargins(gap, gap, gap, look().px(6))
        whole.addWidget(title)
        whole.addLayout(row)
        whole.addWidget(self.state)
        whole.addWidget(self.form)
        whole.addWidget(halves, 1)

    def _search_row(self) -> WrapLayout:
        self.part = QComboBox(self)
        self.part.setAccessibleName(_("Part of the library"))
        from symbioaudit.services.library_cards import PART_TITLES

        for key, text in PART_TITLES.items():
            self.part.addItem(_(text), key)
        self.text, self.sector = QLineEdit(self), QLineEdit(self)
        self.text.setPlaceholderText(_("words in Russian or English"))
        self.text.setAccessibleName(_("Words to look for"))
        self.text.setMinimumWidth(look().px(230))
        self.text.setClearButtonEnabled(True)
        self.sector.setPlaceholderText(_("activity code"))
        self.sector.setAccessibleName(_("Activity: a code of OKVED2 or NACE"))
        self._due = QTimer(self, singleShot=True, interval=AFTER)
        self._due.timeout.connect(self.look_up)
        for line in (self.text, self.sector):
            line.textChanged.connect(lambda _t: self._due.start())
        self.part.currentIndexChanged.connect(lambda _n: self.look_up())
        row = WrapLayout()
        for part in (self.part, self.text, self.sector):
            row.addWidget(part)
        for words, call in ((_("Add a synergy of one’s own…"), self.open_form), (_("Import a list…"), self._ask_file)):  # fmt: skip
            button = QPushButton(words, self)
            button.setAccessibleName(words)
            button.clicked.connect(lambda _on=False, do=call: do())
            row.addWidget(button)
        return row

    def arrive(self, place: Place) -> None:
        """Look, and take the keys."""
        self.look_up()
        self.text.setFocus()

    def look_up(self) -> None:
        """Search in the pool; an older search gives way to a newer one."""
        pack = self.session.pack
        if pack is None:
            return
        self._turn += 1
        turn = self._turn
        part, text, sector = self.part.currentData(), self.text.text(), self.sector.text()

        def call() -> tuple[Entry, ...]:
            from symbioaudit.services.library_cards import found_in

            return found_in(pack, part, text, sector)

        def done(found: tuple[Entry, ...]) -> None:
            if turn == self._turn:
                self._show(part, found)

        self.session.pool.submit(call, done, self._fault)

    def _show(self, part: str, found: tuple[Entry, ...]) -> None:
        from symbioaudit.services.library_cards import table

        if self.session.pack is None:
            return
        self._entries = found
        self.board.fill(table(self.session.pack, part, found, language()))
        self.board.setColumnWidth(0, look().px(330))
        self.state.setText(_("Found: {n}. Words are compared by their stems; a number is the beginning of a code.").format(n=len(found)))  # fmt: skip
        self._mark(self.board.link())

    def _mark(self, link: tuple[str, str, str] | None) -> None:
        from symbioaudit.services.library_cards import card

        pack = self.session.pack
        entry = next((x for x in self._entries if link and x.id == link[1]), None)
        self.card.setText(card(pack, entry, language()) if entry is not None and pack else "")

    # -- one's own ---------------------------------------------------------------

    def open_form(self) -> None:
        """Show the form of a synergy of one's own."""
        self.form.show()
        self.form.lines["donor"].setFocus()

    def add(self) -> None:
        """Keep it in the user's library; it survives updates of the methodology."""
        values, pack = self.form.values(), self.session.pack
        if pack is None:
            return

        def call() -> Taken:
            from symbioaudit.services.own_library import add_precedent

            return add_precedent(pack, values)

        self.session.pool.submit(call, self._added, self._fault)

    def _added(self, taken: Taken) -> None:
        kept = taken.added + taken.replaced
        if kept:
            self.form.hide()
            for line in self.form.lines.values():
                line.clear()
        self._told(taken)

    def _ask_file(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("Import a list…"), "", "*.csv *.xlsx *.xls *.yaml *.yml")  # fmt: skip
        if path:
            self.take_in(Path(path))

    def take_in(self, path: Path) -> None:
        """Known synergies from a table or a YAML file, row by row."""
        pack = self.session.pack
        if pack is None:
            return

        def call() -> Taken:
            from symbioaudit.services.own_library import import_precedents

            return import_precedents(pack, path)

        self.session.pool.submit(call, self._told, self._fault)

    def _told(self, taken: Taken) -> None:
        first = [f.render() for f in taken.findings[:3]]
        words = _("Added: {n}, replaced: {m}.").format(n=taken.added, m=taken.replaced)
        self.session.told.emit(" ".join([words, *first]))
        scout_of(self.session).forget_library()
        self.look_up()

    def _fault(self, error: BaseException) -> None:
        from symbioaudit.base.errors import SymbioError

        own = self.session
        (own.failed if isinstance(error, SymbioError) else own.crashed).emit(error)


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
    return LibraryPage(session)
