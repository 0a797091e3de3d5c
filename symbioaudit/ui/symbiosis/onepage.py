"""One-page sheets on the screen: the passport of a stream, the card of a Match & Meet meeting; saved and printed."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
)

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.ui.closing.sheets import Sheets
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.symbiosis.scout import scout_of
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from symbioaudit.model.changes import Changes
    from symbioaudit.services.workspace import Workspace

ID: Final = int(Qt.ItemDataRole.UserRole)
KIND: Final = ID + 1
READERS: Final = (("platform", N_("for a partner")), ("full", N_("with everything")))
USES: Final = 4  # typical takers named on a passport


class OnePage(Page):
    """A list of sheets at the left, the sheet at the right; it is made when it is chosen."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._folder = Path(tempfile.mkdtemp(prefix="symbioaudit-"))
        folder = self._folder
        self.destroyed.connect(lambda: shutil.rmtree(folder, ignore_errors=True))
        self.pdf: Path | None = None
        self._turn = 0
        self.sheets = Sheets(session, self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("Streams and meetings"))
        self.list.setWordWrap(True)
        self.list.setSpacing(look().px(2))
        self.list.currentItemChanged.connect(lambda _item, _old: self.show_sheet())
        title = QLabel(_("Passports and meeting cards"), self)
        title.setProperty("role", "title")
        self.state = QLabel(self)
        self.state.setProperty("role", "muted")
        self.state.setWordWrap(True)
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(self.list)
        halves.addWidget(self.sheets)
        halves.setSizes([look().px(230), look().px(790)])
        halves.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        gap = look().px(12)
        whole.setContentsMargins(gap, gap, gap, 0)
        whole.addWidget(title)
        whole.addLayout(self._choices())
        whole.addWidget(self.state)
        whole.addWidget(halves, 1)

    def _choices(self) -> QHBoxLayout:
        self.lang = QComboBox(self)
        for code, name in (("ru", "Русский"), ("en", "English")):
            self.lang.addItem(name, code)
        self.lang.setCurrentIndex(self.lang.findData(language()))
        self.lang.setAccessibleName(_("Language of the sheet"))
        self.readers = QComboBox(self)
        for code, name in READERS:
            self.readers.addItem(_(name), code)
        self.readers.setAccessibleName(_("For whom"))
        for box in (self.lang, self.readers):
            box.currentIndexChanged.connect(lambda _n: self.show_sheet())
        self.save = QPushButton(_("Save the PDF…"), self)
        self.print = QPushButton(_("Print…"), self)
        self.save.clicked.connect(lambda _on: self._ask_where())
        self.print.clicked.connect(lambda _on: self._ask_printer())
        row = QHBoxLayout()
        for part in (self.lang, self.readers, self.save, self.print):
            part.setAccessibleName(part.accessibleName() or part.text())  # type: ignore[union-attr]
            row.addWidget(part)
        row.addStretch(1)
        for button in (self.save, self.print):
            button.setEnabled(False)
        return row

    # -- hooks -------------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """The list, and the sheet that was asked for."""
        self._fill()
        wanted = place.record or self._chosen()[1]
        rows = [self.list.item(n).data(ID) for n in range(self.list.count())]
        row = rows.index(wanted) if wanted in rows else self._first()
        if row == self.list.currentRow():
            self.show_sheet()
        self.list.setCurrentRow(row)
        self.list.setFocus()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """What is on the screen may be of yesterday."""
        if touched and self.isVisible():
            self.arrive(Place("onepage"))

    def _first(self) -> int:
        kinds = [self.list.item(n).data(KIND) for n in range(self.list.count())]
        return next((n for n, kind in enumerate(kinds) if kind), -1)

    def _fill(self) -> None:
        live = self.session.live
        if live is None:
            return
        from symbioaudit.services.sheets import sheets_of

        self.list.blockSignals(True)
        here = self._chosen()[1]
        self.list.clear()
        for kind, title in (("passport", _("Passports of streams")), ("meeting", _("Match & Meet cards"))):  # fmt: skip
            head = QListWidgetItem(title)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            font = head.font()
            font.setBold(True)
            head.setFont(font)
            self.list.addItem(head)
            for record_id, name in sheets_of(live, kind):
                item = QListWidgetItem(name)
                item.setData(ID, record_id)
                item.setData(KIND, kind)
                self.list.addItem(item)
                if record_id == here:
                    self.list.setCurrentItem(item)
        self.list.blockSignals(False)

    def _chosen(self) -> tuple[str, str]:
        item = self.list.currentItem()
        return (str(item.data(KIND) or ""), str(item.data(ID) or "")) if item else ("", "")

    # -- the sheet ---------------------------------------------------------------

    def show_sheet(self) -> None:
        """Write the chosen sheet in the workspace's thread and show it."""
        kind, record_id = self._chosen()
        for button in (self.save, self.print):
            button.setEnabled(False)
        if not kind:
            self.state.setText(_("Choose a stream or a match at the left."))
            return
        self._turn += 1
        turn, lang, readers = self._turn, self.lang.currentData(), self.readers.currentData()
        path = self._folder / f"{turn}.pdf"
        uses = self._uses(record_id) if kind == "passport" else ()
        self.state.setText(_("The sheet is being made…"))

        def call(workspace: Workspace) -> tuple[Path, list[tuple[float, float]]] | None:
            from symbioaudit.services import sheets
            from symbioaudit.services.drafts import page_sizes

            if turn != self._turn:
                return None
            sheets.write_sheet_of(workspace, kind, record_id, path, lang=lang, audience=readers, uses=uses)  # fmt: skip
            return path, page_sizes(path)

        self.session.read(call, lambda found: self._show(turn, found), lambda _error: self._failed(turn))  # fmt: skip

    def _uses(self, record_id: str) -> tuple[str, ...]:
        """Who typically takes the stream, without names of enterprises."""
        found = scout_of(self.session).found
        if found is None:
            return ()
        from symbioaudit.services.sheets import typical_uses

        return typical_uses(found, record_id, self.lang.currentData(), USES)

    def _failed(self, turn: int) -> None:
        if turn == self._turn:
            self.state.setText(_("The sheet could not be made."))

    def _show(self, turn: int, found: tuple[Path, list[tuple[float, float]]] | None) -> None:
        if turn != self._turn or found is None:
            return
        self.pdf, sizes = found
        self.sheets.show_file(self.pdf, sizes)
        self.state.setText(_("What is on the screen is what is saved and printed."))
        for button in (self.save, self.print):
            button.setEnabled(True)

    # -- files -------------------------------------------------------------------

    def _ask_where(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, _("Save"), f"{self._chosen()[0]}.pdf", "*.pdf")  # fmt: skip
        if path and self.pdf is not None:
            self.save_copy(Path(path))

    def save_copy(self, path: Path) -> None:
        """Copy the sheet on the screen to a file of the person's choice, whole or not at all."""
        from symbioaudit.base.errors import SymbioError
        from symbioaudit.base.writing import copy_file

        assert self.pdf is not None
        try:
            copy_file(self.pdf, path)
        except SymbioError as fault:
            self.session.failed.emit(fault)
            return
        self.session.told.emit(_("Saved: {name}").format(name=path.name))

    def _ask_printer(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.setModal(False)
        dialog.show()

    def print_on(self, printer: QPrinter) -> None:
        """Print the sheet on the screen between other events."""
        from symbioaudit.ui.closing.printing import Printing

        if self.pdf is not None:
            done = lambda pages: self.state.setText(_("Pages printed: {n}").format(n=pages))  # noqa: E731
            Printing(self.session, self.pdf, printer, Event(), _quiet, done, self)


def _quiet(_what: str, _share: float) -> None:
    """One page needs no bar."""


def make(session: Session) -> Page:
    """The page."""
    return OnePage(session)
