"""Home: the audits of the workspace as cards; new, from last year, import, demo, other workspaces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.cards import SUMMARY, AuditList, CardPainter
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.services.overview import FormProgress
    from symbioaudit.services.workspace import Workspace

EMPTY: Final = N_(
    "No audits yet. Type the name of the enterprise and press Enter, take in a filled "
    "questionnaire, or look at the demo."
)
FILES: Final = N_("Questionnaires, lists, packages, audits")


class Home(Page):
    """What one sees first."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.model = AuditList()
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(CardPainter(self.list))
        self.list.setAccessibleName(_("Audits"))
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.activated.connect(self._open)
        self.list.doubleClicked.connect(self._open)
        self.empty = QLabel(_(EMPTY), self)
        self.empty.setWordWrap(True)
        self.empty.setProperty("role", "muted")
        title = QLabel(_("Audits"), self)
        title.setProperty("role", "title")
        left = QVBoxLayout()
        for part in (title, self.empty):
            left.addWidget(part)
        left.addWidget(self.list, 1)
        whole = QHBoxLayout(self)
        gap = look().px(12)
        whole.setContentsMargins(gap, gap, gap, gap)
        whole.setSpacing(2 * gap)
        whole.addLayout(left, 1)
        whole.addWidget(self._side())
        session.opened.connect(self.refresh)
        session.glanced.connect(self._show)

    # -- building ----------------------------------------------------------------

    def _side(self) -> QWidget:
        side = QFrame(self)
        side.setProperty("role", "card")
        side.setMinimumWidth(look().px(300))
        column = QVBoxLayout(side)
        heading = QLabel(_("New audit"), side)
        heading.setProperty("role", "heading")
        self.name = self._line(_("Name of the enterprise"), "new-name")
        self.inn = self._line(_("INN"), "new-inn")
        self.trouble = QLabel(side)
        self.trouble.setWordWrap(True)
        self.trouble.setProperty("role", "error")
        self.trouble.hide()
        self.begin = self._button(_("Create"), self._new, "main")
        column.addWidget(heading)
        for part in (self.name, self.inn, self.trouble, self.begin):
            column.addWidget(part)
        column.addSpacing(look().px(12))
        self.clone = self._button(_("From the chosen audit, a year later"), self._clone)
        self.take_in = self._button(_("Take in a file…"), self._import)
        self.demo = self._button(_("Open the demo factory"), self._demo)
        self.other = self._button(_("Open another workspace…"), self._other)
        for part in (self.clone, self.take_in, self.demo, self.other):
            column.addWidget(part)
        column.addSpacing(look().px(12))
        self._recent(column, side)
        column.addStretch(1)
        return side

    def _line(self, name: str, code: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setPlaceholderText(name)
        line.setAccessibleName(name)
        line.setObjectName(code)
        line.returnPressed.connect(self._new)
        return line

    def _button(self, text: str, call: Any, role: str = "") -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text)
        if role:
            button.setProperty("role", role)
        button.clicked.connect(lambda _on: call())
        return button

    def _recent(self, column: QVBoxLayout, side: QWidget) -> None:
        here = str(self.session.path) if self.session.path else ""
        others = [path for path in self.session.settings["recent"] if path != here]
        if not others:
            return
        heading = QLabel(_("Recent workspaces"), side)
        heading.setProperty("role", "heading")
        column.addWidget(heading)
        for path in others[:4]:
            button = self._button(Path(path).name, lambda p=path: self._switch(Path(p)), "flat")
            button.setToolTip(path)
            column.addWidget(button)

    # -- showing -----------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """Read the list anew; begin typing a name where there is nothing yet."""
        if self.session.path is not None:
            self.refresh()
        self.name.setFocus() if not self.model.audits else self.list.setFocus()

    def refresh(self, *_args: object) -> None:
        """Read the list of audits."""
        self.session.read(_audits, self._fill)

    def on_workspace(self, changes: Changes) -> None:
        """Something in the workspace changed while the list is in front."""
        if self.isVisible():
            self.refresh()

    def _fill(self, audits: list[Any]) -> None:
        self._show(audits)
        self._measure_next()

    def _show(self, audits: list[Any]) -> None:
        chosen = self._chosen()
        self.model.fill(audits)
        rows = [n for n, audit in enumerate(audits) if audit.id == chosen] or [0]
        if audits:
            self.list.setCurrentIndex(self.model.index(rows[0]))
        self.empty.setVisible(not audits)
        self.list.setVisible(bool(audits))
        self.clone.setEnabled(bool(audits) and not self.session.read_only)
        for part in (self.begin, self.name, self.inn, self.take_in, self.demo):
            part.setEnabled(not self.session.read_only)

    def _measure_next(self) -> None:
        """Progress of one audit after another, so that nothing typed waits behind them all."""
        audit_id = self.model.next_without_progress()
        if audit_id is None or not self.isVisible():
            return

        def done(progress: FormProgress) -> None:
            self.model.set_progress(audit_id, progress)
            self._measure_next()

        self.session.read(lambda workspace: _overview(workspace, audit_id), done)

    def _chosen(self) -> str:
        index = self.list.currentIndex()
        return index.data(SUMMARY).id if index.isValid() else ""

    # -- doing -------------------------------------------------------------------

    def _open(self, index: QModelIndex) -> None:
        self.session.open_audit(index.data(SUMMARY).id)

    def _new(self) -> None:
        name, inn = self.name.text().strip(), self.inn.text().replace(" ", "")
        trouble = _trouble(name, inn)
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        if not trouble:
            self.name.clear()
            self.inn.clear()
            self.session.make_audit(lambda ws: _make(ws, name, inn))

    def _clone(self) -> None:
        chosen = self._chosen()
        if chosen:
            self.session.make_audit(lambda ws: _cloned(ws, chosen))

    def _demo(self) -> None:
        session = self.session  # the page itself is gone when the audit is open

        def tour() -> None:
            if not session.settings["tour_seen"]:
                session.command.emit("tour")

        session.make_audit(_demo_audit, tour)

    def _import(self) -> None:
        kinds = f"{_(FILES)} (*.xlsx *.xls *.csv *.tsv *.zip *.json)"
        path, _kind = QFileDialog.getOpenFileName(self, _("Take in a file"), "", kinds)
        if path:
            self.session.go.emit(Place("import", entity=path))

    def _other(self) -> None:
        kinds = f"{_('Workspaces')} (*.symbio)"
        path, _kind = QFileDialog.getSaveFileName(
            self, _("Open or make a workspace"), "", kinds,
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if path:
            self._switch(Path(path))

    def _switch(self, path: Path) -> None:
        self.session.open(path if path.suffix else path.with_suffix(".symbio"))


def _trouble(name: str, inn: str) -> str:
    from symbioaudit.model.identifiers import CHECKS

    if not name:
        return _("Type the name of the enterprise.")
    if inn and not CHECKS["inn"](inn):
        return _("The check digits of the INN do not fit: look for a slip, or leave it blank.")
    return ""


def _audits(workspace: Workspace) -> list[Any]:
    from symbioaudit.services.audits import list_audits

    return list_audits(workspace)


def _overview(workspace: Workspace, audit_id: str) -> FormProgress:
    from symbioaudit.services.overview import audit_overview

    return audit_overview(workspace, audit_id)


def _make(workspace: Workspace, name: str, inn: str) -> str:
    from symbioaudit.services.audits import new_audit

    return new_audit(workspace, name=name, inn=inn or None).id


def _cloned(workspace: Workspace, audit_id: str) -> str:
    from symbioaudit.services.cloning import clone_audit

    return clone_audit(workspace, audit_id).id


def _demo_audit(workspace: Workspace) -> str:
    from symbioaudit.services.demo import open_demo_audit

    return open_demo_audit(workspace)


def make(session: Session) -> Page:
    """The page."""
    return Home(session)
