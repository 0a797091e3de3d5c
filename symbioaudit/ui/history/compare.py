"""Two visits, revisions or days side by side, as text to read, copy and keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
)

from symbioaudit.base.errors import NOT_WRITABLE
from symbioaudit.base.i18n import N_, _, language
from symbioaudit.ui.history.common import page_column
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session

if TYPE_CHECKING:
    from symbioaudit.services.workspace import Workspace

PURPOSE: Final = N_("What has changed from one visit, day or signed revision to another.")
TODAY: Final = N_("{audit}, now")
ON_DAY: Final = N_("this audit on {day}, evening")
BEGUN: Final = N_("this audit, as it began")
SIGNED: Final = N_("this audit, signed revision {n}")


class ComparePage(Page):
    """Two boxes, one text."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.first, self.second = self._box(_("Earlier")), self._box(_("Later"))
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("Differences"))
        self.copy = QPushButton(_("Copy"), self)
        self.copy.clicked.connect(
            lambda _on: QApplication.clipboard().setText(self.text.toPlainText())
        )
        self.save = QPushButton(_("Save as text…"), self)
        self.save.clicked.connect(lambda _on: self._save())
        head = QHBoxLayout()
        for text, box in ((_("Earlier"), self.first), (_("Later"), self.second)):
            label = QLabel(text, self)
            label.setBuddy(box)
            head.addWidget(label)
            head.addWidget(box, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.copy)
        foot.addWidget(self.save)
        column = page_column(self, _("Compare"), _(PURPOSE))
        column.addLayout(head)
        column.addWidget(self.text, 1)
        column.addLayout(foot)

    def _box(self, name: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.activated.connect(lambda _i: self._compare())
        return box

    def arrive(self, place: Place) -> None:
        """Offer what can be compared: this audit, its days and revisions, other visits to the plant."""
        live = self.session.live
        assert live is not None
        audit_id = live.audit_id

        def call(workspace: Workspace) -> Any:
            from symbioaudit.services.sides import offered

            return offered(workspace, audit_id)

        self.session.read(call, self._offer)

    def _offer(self, found: Any) -> None:
        kept = self.first.currentData(), self.second.currentData()
        for box in (self.first, self.second):
            box.clear()
            for side in found:
                box.addItem(self._name(side), side.text)
        before = kept[0] or next((s.text for s in found[1:] if s.kind == "audit"), None)
        before = before or (found[1].text if len(found) > 1 else found[0].text)
        self.first.setCurrentIndex(max(self.first.findData(before), 0))
        self.second.setCurrentIndex(max(self.second.findData(kept[1]), 0))
        self._compare()

    def _name(self, side: Any) -> str:
        if side.kind == "start":
            return _(BEGUN)
        if side.kind == "day":
            return _(ON_DAY).format(day=side.label)
        if side.kind == "revision":
            return _(SIGNED).format(n=side.label)
        return _(TODAY).format(audit=side.label)

    def _compare(self) -> None:
        one, two = self.first.currentData(), self.second.currentData()
        pack, lang = self.session.pack, language()

        def call(workspace: Workspace) -> str:
            from symbioaudit.services.compare import compare, text_of
            from symbioaudit.services.sides import side
            from symbioaudit.services.wording import words_for

            assert pack is not None
            old, new = side(workspace, one), side(workspace, two)
            words = words_for(pack, (*old.all_records(), *new.all_records()), lang)
            return text_of(compare(old, new), words)

        def done(text: str) -> None:
            if (one, two) == (self.first.currentData(), self.second.currentData()):
                self.text.setPlainText(text)

        if one and two:
            self.session.read(call, done)

    def _save(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, _("Save as text…"), "", "*.txt")
        if not path:
            return
        title = f"{self.first.currentText()} → {self.second.currentText()}"
        try:
            with open(path, "w", encoding="utf-8") as target:  # noqa: PTH123 (a path of the dialog)
                target.write(f"{title}\n\n{self.text.toPlainText()}\n")
        except OSError as fault:
            self.session.failed.emit(NOT_WRITABLE(path=path, reason=fault.strerror or str(fault)))
        else:
            self.session.told.emit(_("Written: {path}").format(path=path))


def make(session: Session) -> Page:
    """The page."""
    return ComparePage(session)
