"""Taking a file in: what it is, what would change, what was noticed; one button does it, one undo takes it back."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableView,
    QTabWidget,
    QVBoxLayout,
)

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.dropping import FilePage
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.services.incoming import Incoming, Line
    from symbioaudit.services.workspace import Workspace

Index = QModelIndex | QPersistentModelIndex
NO_INDEX: Final = QModelIndex()
COLUMNS: Final = (N_("Place"), N_("What"), N_("Was"), N_("Becomes"))
FILES: Final = N_("Questionnaires, lists, packages, audits")
DROP: Final = N_("Drop a questionnaire, a list, a package or an audit here, or choose a file.")
SAME: Final = N_("Nothing would change: everything in the file is here already.")


class Lines(QAbstractTableModel):
    """Changes or findings of a file."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[Line, ...] = ()

    def fill(self, lines: tuple[Line, ...]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Number of lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Place, what, was, becomes."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of the columns."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return _(COLUMNS[section]) if orientation is Qt.Orientation.Horizontal else section + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            what = line.what if isinstance(line.what, str) else line.what.render()
            return (line.place, what, line.old, line.new)[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and line.severity:
            return look().colour(line.severity)
        return None


class ImportPage(FilePage):
    """Nothing is written before the button is pressed."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.incoming: Incoming | None = None
        self._stop = Event()
        self.setAcceptDrops(True)
        self.title = QLabel(_("Take in a file"), self)
        self.title.setProperty("role", "title")
        self.state = QLabel(_(DROP), self)
        self.state.setWordWrap(True)
        self.busy = QProgressBar(self)
        self.busy.setRange(0, 0)
        self.busy.hide()
        self.changes, self.findings = Lines(), Lines()
        self.tabs = QTabWidget(self)
        for model in (self.changes, self.findings):
            self.tabs.addTab(self._table(model), "")
        whole = QVBoxLayout(self)
        gap = look().px(12)
        whole.setContentsMargins(gap, gap, gap, gap)
        for part in (self.title, self.state, self.busy):
            whole.addWidget(part)
        whole.addWidget(self.tabs, 1)
        whole.addLayout(self._buttons())
        self._show_tabs()

    def _table(self, model: Lines) -> QTableView:
        table = QTableView(self)
        table.setModel(model)
        table.setAccessibleName(_("Changes and findings"))
        table.setWordWrap(False)
        table.verticalHeader().setDefaultSectionSize(look().row)
        for column, width in enumerate((170, 300, 170, 170)):
            table.setColumnWidth(column, look().px(width))
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        return table

    def _buttons(self) -> QHBoxLayout:
        self.choose = QPushButton(_("Choose a file…"), self)
        self.choose.clicked.connect(lambda _on: self._choose())
        self.cancel = QPushButton(_("Stop"), self)
        self.cancel.clicked.connect(lambda _on: self._stop.set())
        self.cancel.hide()
        self.take = QPushButton(_("Take in"), self)
        self.take.setProperty("role", "main")
        self.take.setEnabled(False)
        self.take.clicked.connect(lambda _on: self._take())
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addWidget(self.cancel)
        row.addStretch(1)
        row.addWidget(self.take)
        return row

    # -- files -------------------------------------------------------------------

    def _choose(self) -> None:
        kinds = f"{_(FILES)} (*.xlsx *.xls *.csv *.tsv *.zip *.json)"
        path, _kind = QFileDialog.getOpenFileName(self, _("Take in a file"), "", kinds)
        if path:
            self.look_at(Path(path))

    def look_at(self, path: Path) -> None:
        """Read a file in the background and show what it would do."""
        self._stop = stop = Event()
        audit_id = self.session.live.audit_id if self.session.live else None
        self._waiting(True)
        self.state.setText(path.name)

        def call(workspace: Workspace) -> Incoming:
            from symbioaudit.services.incoming import look_at

            return look_at(workspace, path, audit_id=audit_id, cancelled=stop.is_set)

        self.session.read(call, self._show, lambda _error: self._waiting(False))

    def _waiting(self, on: bool) -> None:
        self.busy.setVisible(on)
        self.cancel.setVisible(on)
        self.choose.setEnabled(not on)
        self.take.setEnabled(False)

    def _show(self, incoming: Incoming) -> None:
        self._waiting(False)
        self.incoming = incoming
        counts = " · ".join(f"{_(text)}: {n}" for text, n in incoming.counts if n)
        lines = [f"{_(incoming.kind)}: {incoming.title} ({incoming.path.name})", counts]
        if incoming.empty:
            lines.append(_(SAME))
        self.state.setText("\n".join(line for line in lines if line))
        self.changes.fill(incoming.changes)
        self.findings.fill(incoming.findings)
        self._show_tabs()
        self.take.setEnabled(not incoming.empty and not self.session.read_only)

    def _show_tabs(self) -> None:
        texts = (_("Changes ({n})"), _("Findings ({n})"))
        for n, (text, model) in enumerate(zip(texts, (self.changes, self.findings), strict=True)):
            self.tabs.setTabText(n, text.format(n=len(model.lines)))

    def _take(self) -> None:
        incoming = self.incoming
        if incoming is None:
            return
        self.take.setEnabled(False)

        def call(workspace: Workspace) -> Changes:
            from symbioaudit.services.incoming import take_in

            return take_in(workspace, incoming)

        def done(_changes: Changes) -> None:
            live = self.session.live
            if live is None or live.audit_id != incoming.audit_id:
                self.session.open_audit(incoming.audit_id)
            self.session.told.emit(_("Taken in; undo takes it back."))

        self.session.write(call, then=done)


def make(session: Session) -> Page:
    """The page."""
    return ImportPage(session)
