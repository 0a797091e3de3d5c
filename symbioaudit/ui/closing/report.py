"""The report on the screen, at any completeness, and the files that go out: PDF, Excel, package."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
)

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.model.enums import AuditStatus
from symbioaudit.ui.closing.sheets import Sheets
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look
from symbioaudit.ui.wrapping import WrapLayout

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from symbioaudit.model.changes import Changes
    from symbioaudit.services.workspace import Workspace

READERS: Final = (
    ("full", N_("whole report")),
    ("manager", N_("for the manager")),
    ("platform", N_("for the platform")),
)
ASK: Final = N_("Press “Build”: the report shows what is known now and says what is missing.")
STALE: Final = N_("The audit has changed since this report was built.")


class ReportPage(Page):
    """Built in the background; what is on the screen is exactly what is saved."""

    _progressed = Signal(str, float)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._folder = Path(tempfile.mkdtemp(prefix="symbioaudit-"))
        folder = self._folder
        self.destroyed.connect(lambda: shutil.rmtree(folder, ignore_errors=True))
        self._stop = Event()
        self.pdf: Path | None = None
        self.sheets = Sheets(session, self)
        title = QLabel(_("Report and package"), self)
        title.setProperty("role", "title")
        self.state = QLabel(_(ASK), self)
        self.state.setWordWrap(True)
        self.busy = QProgressBar(self)
        self.busy.setRange(0, 100)
        self.busy.hide()
        self._progressed.connect(self._show_progress)
        whole = QVBoxLayout(self)
        gap = look().px(12)
        whole.setContentsMargins(gap, gap, gap, 0)
        whole.addWidget(title)
        whole.addLayout(self._choices())
        whole.addLayout(self._files())
        whole.addWidget(self.state)
        whole.addWidget(self.busy)
        whole.addWidget(self.sheets, 1)

    # -- building ----------------------------------------------------------------

    def _choices(self) -> QHBoxLayout:
        self.lang = QComboBox(self)
        for code, name in (("ru", "Русский"), ("en", "English")):
            self.lang.addItem(name, code)
        self.lang.setCurrentIndex(self.lang.findData(language()))
        self.lang.setAccessibleName(_("Language of the report"))
        self.readers = QComboBox(self)
        for code, name in READERS:
            self.readers.addItem(_(name), code)
        self.readers.setAccessibleName(_("For whom"))
        self.build = self._button(_("Build"), self.build_report)
        self.build.setProperty("role", "main")
        self.cancel = self._button(_("Stop"), self._stop_building)
        self.cancel.hide()
        row = QHBoxLayout()
        for part in (self.lang, self.readers, self.build, self.cancel):
            row.addWidget(part)
        row.addStretch(1)
        return row

    def _files(self) -> WrapLayout:
        self.open_pdf = self._button(_("Open in the viewer"), self._open)
        self.print_pdf = self._button(_("Print…"), self._print)
        self.save_pdf = self._button(_("Save the PDF…"), self._save_pdf)
        self.save_xlsx = self._button(_("Save for Excel…"), self._save_xlsx)
        self.save_package = self._button(_("Save the package…"), self._save_package)
        row = WrapLayout()
        for part in (
            self.open_pdf, self.print_pdf, self.save_pdf, self.save_xlsx, self.save_package,
        ):  # fmt: skip
            row.addWidget(part)
        for part in (self.open_pdf, self.print_pdf, self.save_pdf):
            part.setEnabled(False)
        return row

    def _button(self, text: str, call: Any) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text)
        button.clicked.connect(lambda _on: call())
        return button

    # -- the report --------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """Nothing is built unasked."""
        self.build.setFocus()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """What is on the screen may be of yesterday."""
        if touched and self.pdf is not None:
            self.state.setText(_(STALE))

    def build_report(self) -> None:
        """Read in the workspace's thread, write and draw in the pool."""
        live = self.session.live
        if live is None:
            return
        self._stop = Event()
        self._waiting(True)
        audit_id, lang, readers = live.audit_id, self.lang.currentData(), self.readers.currentData()

        def gather(workspace: Workspace) -> Any:
            from symbioaudit.services.drafts import gather

            return gather(workspace, audit_id, lang=lang, readers=readers)

        self.session.read(gather, self._write, lambda _error: self._waiting(False))

    def _write(self, dossier: Any) -> None:
        stop, folder = self._stop, self._folder

        def tell(what: str, share: float | None) -> None:
            self._progressed.emit(what, share or 0.0)

        def call() -> tuple[Path, list[tuple[float, float]]]:
            from symbioaudit.services.drafts import page_sizes, write_draft

            path = write_draft(dossier, folder, tell, stop.is_set)
            return path, page_sizes(path)

        self.session.pool.submit(call, self._show, self._failed)

    def _failed(self, error: BaseException) -> None:
        from symbioaudit.base.errors import SymbioError

        self._waiting(False)
        if isinstance(error, SymbioError) and error.code == "SA-6503":
            self.state.setText(error.what.render())
        elif isinstance(error, SymbioError):
            self.session.failed.emit(error)
        else:
            self.session.crashed.emit(error)

    def _show(self, found: tuple[Path, list[tuple[float, float]]]) -> None:
        self.pdf, sizes = found
        self._waiting(False)
        self.sheets.show_file(self.pdf, sizes)
        for part in (self.open_pdf, self.print_pdf, self.save_pdf):
            part.setEnabled(True)
        self.state.setText(f"{self._kind()} {_('Pages: {n}').format(n=len(sizes))}")

    def _kind(self) -> str:
        """Whether what is on the screen is a draft or a signed revision."""
        live = self.session.live
        if live is None:
            return ""
        audit = live.audit
        if audit.status is AuditStatus.DRAFT:
            return _("Draft of revision {n}.").format(n=audit.revision + 1)
        return _("Signed: revision {n}.").format(n=audit.revision)

    def _show_progress(self, what: str, share: float) -> None:
        self.busy.setRange(0, 100)
        self.busy.setValue(round(100 * share))
        self.state.setText(what)

    def _waiting(self, on: bool) -> None:
        self.busy.setRange(0, 0 if on else 100)
        self.busy.setVisible(on)
        self.cancel.setVisible(on)
        for part in (self.build, self.save_xlsx, self.save_package):
            part.setEnabled(not on)
        for part in (self.open_pdf, self.print_pdf, self.save_pdf):
            part.setEnabled(not on and self.pdf is not None)

    def _stop_building(self) -> None:
        self._stop.set()

    # -- files -------------------------------------------------------------------

    def _open(self) -> None:
        if self.pdf is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.pdf)))

    def _name(self, suffix: str) -> str:
        live = self.session.live
        return f"{live.audit.number or 'audit'}-{self.lang.currentData()}{suffix}" if live else ""

    def _ask(self, suffix: str) -> Path | None:
        path, _kind = QFileDialog.getSaveFileName(self, _("Save"), self._name(suffix), f"*{suffix}")
        return Path(path) if path else None

    def _print(self) -> None:
        """Ask for a printer; the window stays free."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.setModal(False)
        dialog.show()

    def print_on(self, printer: QPrinter) -> None:
        """Print what is on the screen, page by page between other events."""
        from symbioaudit.ui.closing.printing import Printing

        if self.pdf is None:
            return
        self._stop = Event()
        self._waiting(True)
        Printing(
            self.session, self.pdf, printer, self._stop, self._progressed.emit, self._printed, self
        )

    def _printed(self, pages: int) -> None:
        self._waiting(False)
        self.state.setText(_("Pages printed: {n}").format(n=pages))

    def _save_pdf(self) -> None:
        path = self._ask(".pdf")
        if path is not None and self.pdf is not None:
            self.save_copy(path)

    def save_copy(self, path: Path) -> None:
        """Copy the report on the screen to a file of the person's choice, whole or not at all."""
        from symbioaudit.base.errors import SymbioError
        from symbioaudit.base.writing import copy_file

        assert self.pdf is not None
        try:
            copy_file(self.pdf, path)
        except SymbioError as fault:
            self.session.failed.emit(fault)
            return
        self.session.told.emit(_("Saved: {name}").format(name=path.name))

    def _save_xlsx(self) -> None:
        path = self._ask(".xlsx")
        if path is not None:
            self.write_workbook(path)

    def write_workbook(self, path: Path) -> None:
        """The Excel report of the present state."""
        live = self.session.live
        if live is None:
            return
        audit_id, lang, readers = live.audit_id, self.lang.currentData(), self.readers.currentData()

        def gather(workspace: Workspace) -> Any:
            from symbioaudit.services.drafts import gather

            return gather(workspace, audit_id, lang=lang, readers=readers)

        self._stop = stop = Event()
        self._waiting(True)

        def tell(what: str, share: float | None) -> None:
            self._progressed.emit(what, share or 0.0)

        def write(dossier: Any) -> None:
            from symbioaudit.services.drafts import write_workbook

            self.session.pool.submit(
                lambda: write_workbook(dossier, path, tell, stop.is_set),
                lambda _written: self._saved(path.name),
                self._failed,
            )

        self.session.read(gather, write, lambda _error: self._waiting(False))

    def _saved(self, name: str) -> None:
        self._waiting(False)
        self.state.setText(_("Saved: {name}").format(name=name))
        self.session.told.emit(self.state.text())

    def _save_package(self) -> None:
        path = self._ask(".zip")
        if path is not None:
            self.write_package(path)

    def write_package(self, path: Path) -> None:
        """The package of the present state, verified after it was written."""
        live = self.session.live
        if live is None:
            return
        audit_id = live.audit_id

        def call(workspace: Workspace) -> str:
            from symbioaudit.services.packages import build_package, verify_package

            digest = build_package(workspace, audit_id, path).sha256
            verify_package(path)
            return digest

        self._waiting(True)
        self.cancel.hide()  # it is written whole or not at all, in one go
        self.state.setText(_("Writing and verifying the package…"))
        self.session.read(call, self._packed, lambda _error: self._waiting(False))

    def _packed(self, digest: str) -> None:
        self._waiting(False)
        self.state.setText(
            _("The package was written and verified: {hash}").format(hash=digest[:16])
        )


def make(session: Session) -> Page:
    """The page."""
    return ReportPage(session)
