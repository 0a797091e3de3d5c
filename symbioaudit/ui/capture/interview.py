"""Interview mode: choose who sits in front of you, type the answers, Enter to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)

from symbioaudit.base import clock
from symbioaudit.base.i18n import N_, Text, _, plural
from symbioaudit.model.enums import Missing
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.table.base import Refusal
from symbioaudit.ui.table.refusals import refusals_of
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.services.interviews import Ask

ANSWER: Final = N_("Answer in an interview")
KEYS: Final = ("Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+4")
KEY: Final = int(Qt.ItemDataRole.UserRole)
DRAFTS: Final = "interview"  # among the texts that are not yet in the file
DRAFT: Final = "draft"
NOT_YET: Final = Text(ru="", en="")
WHY: Final = {
    Missing.UNKNOWN: N_("Not known"),
    Missing.NOT_APPLICABLE: N_("Not applicable"),
    Missing.REFUSED: N_("Refused"),
    Missing.TO_BE_MEASURED: N_("To be measured"),
}


class InterviewPage(Page):
    """One list for one role; an answer to a field goes into the field."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._asks: dict[str, Ask] = {}
        self._drafts = refusals_of(session, DRAFTS)  # half-typed answers outlive a crash
        self._key = ""
        self._build()
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self.refill)
        self.refill()

    def _build(self) -> None:
        from symbioaudit.services.interviews import roles

        title = QLabel(_("Interview mode"), self)
        title.setProperty("role", "title")
        self.role = QComboBox(self)
        self.role.setAccessibleName(_("Who is in front of you"))
        assert self.session.pack is not None
        for value, text in roles(self.session.pack):
            self.role.addItem(text.render(), value)
        self.role.currentIndexChanged.connect(lambda _i: self._other_role())
        self.heard = QLabel(self)
        self.list = QListWidget(self)
        self.list.setWordWrap(True)
        self.list.setAccessibleName(_("What is still open for this role"))
        self.list.currentItemChanged.connect(lambda now, _old: self._shown(now))
        self.list.itemActivated.connect(lambda _item: self._take_focus())
        self.question = QLabel(self)
        self.question.setProperty("role", "heading")
        self.help, self.said = QLabel(self), QLabel(self)
        self.said.setProperty("role", "error")
        self.answer = QLineEdit(self)
        self.answer.setAccessibleName(_("Answer"))
        self.answer.setPlaceholderText(_("the answer; Enter goes to the next"))
        self.answer.returnPressed.connect(self.store)
        self.answer.textEdited.connect(lambda _text: self._keep_draft())
        for label in (self.heard, self.help):
            label.setProperty("role", "muted")
        for label in (self.heard, self.help, self.said, self.question):
            label.setWordWrap(True)
        gap = look().px(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(gap, gap, gap, gap)
        top = QHBoxLayout()
        top.addWidget(title, 1)
        top.addWidget(self.role)
        column.addLayout(top)
        column.addWidget(self.heard)
        column.addWidget(self.list, 1)
        for part in (self.question, self.help, self.answer, self.said):
            column.addWidget(part)
        column.addLayout(self._reasons())

    def _reasons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for key_text, (missing, text) in zip(KEYS, WHY.items(), strict=True):
            button = QPushButton(_(text), self)
            button.setToolTip(key_text)
            call = self._blanker(missing)
            button.clicked.connect(call)
            row.addWidget(button)
            key = QShortcut(QKeySequence(key_text), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(call)
        row.addStretch(1)
        return row

    def _blanker(self, missing: Missing) -> Any:
        return lambda *_args: self.blank(missing)

    # -- showing ----------------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """Ready to type."""
        self.refill()
        self.answer.setFocus()

    def leave(self) -> None:
        """What is half typed waits here for its question."""
        self._keep_draft()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Answers may have come from elsewhere."""
        self._due.start()

    def refill(self) -> None:
        """What is still open for the role; the line in hand stays in hand."""
        from symbioaudit.services.interviews import asks, heard, roles
        from symbioaudit.services.status import weights_of

        live, pack = self.session.live, self.session.pack
        if live is None or pack is None:
            return
        row = max(self.list.currentRow(), 0)
        weights = weights_of(self.session.results, live.snapshot(), pack)
        self._asks = {a.key: a for a in asks(live, pack, self.role.currentData(), weights)}
        self.list.blockSignals(True)
        self.list.clear()
        for ask in self._asks.values():
            head = f"{ask.about}: " if ask.about else f"{ask.question}. " if ask.question else ""
            QListWidgetItem(f"{head}{ask.text.render()}", self.list).setData(KEY, ask.key)
        keys = list(self._asks)
        row = keys.index(self._key) if self._key in self._asks else min(row, len(keys) - 1)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)
        self._shown(self.list.currentItem())
        known = heard(live)
        names = [text.render() for value, text in roles(pack) if value in known]
        n = len(self._asks)
        left = plural("{n} line is open.", "{n} lines are open.", n)
        role = pack.forms["F17"].field("role") if "F17" in pack.forms else None
        rule = role.help.render() if role and role.help else ""
        talked = _("Talked to: {names}.").format(names=", ".join(names) or "—")
        self.heard.setText(f"{left} {talked} {rule}")

    def _shown(self, item: QListWidgetItem | None) -> None:
        key = str(item.data(KEY)) if item is not None else ""
        if key == self._key and key:
            return
        self._keep_draft()
        self._key = key
        ask = self._asks.get(key)
        self.question.setText(ask.text.render() if ask else _("Nothing is open for this role."))
        self.help.setText(ask.help.render() if ask and ask.help else "")
        draft = self._drafts.get(key, DRAFT)
        self.answer.setText(draft.text if draft else "")
        self.answer.setEnabled(ask is not None)
        self.said.clear()

    def _keep_draft(self) -> None:
        if self._key and self.answer.text():
            self._drafts.put(self._key, DRAFT, Refusal(self.answer.text(), NOT_YET))
        else:
            self._drafts.drop(self._key, DRAFT)

    def _other_role(self) -> None:
        self._keep_draft()
        self._key = ""
        self.answer.clear()
        self.refill()

    def _take_focus(self) -> None:
        self.answer.setFocus()

    # -- answering ---------------------------------------------------------------------

    def store(self) -> None:
        """Enter: the answer to its place, and on to the next."""
        from symbioaudit.services.interviews import answered, refused_reading

        ask, text = self._asks.get(self._key), self.answer.text().strip()
        if ask is None or not text:
            self._step()
            return
        actor = self.session.settings["actor"]
        today = clock.now().date()
        edits = answered(
            self.session.desk, ask, self.role.currentData(), text, on=today, interviewer=actor
        )
        if not edits:
            self.said.setText(refused_reading(self.session.desk, ask, text))
            return
        self._write(edits)

    def blank(self, missing: Missing) -> None:
        """Ctrl+1…4: there is no answer, and why."""
        from symbioaudit.services.interviews import unanswered

        ask = self._asks.get(self._key)
        if ask is not None:
            edits = unanswered(
                self.session.desk, ask, self.role.currentData(), missing,
                on=clock.now().date(), interviewer=self.session.settings["actor"],
            )  # fmt: skip
            self._write(edits)

    def _write(self, edits: list[Any]) -> None:
        key, text = self._key, self.answer.text()
        self.answer.clear()
        self._step()

        def back(_error: object) -> None:
            self._drafts.put(key, DRAFT, Refusal(text, NOT_YET))

        def stored(_changes: object) -> None:
            self._drafts.drop(key, DRAFT)

        self._drafts.put(key, DRAFT, Refusal(text, NOT_YET))  # until it is in the file
        self.session.apply(ANSWER, edits, then=stored, failed=back)

    def _step(self) -> None:
        row = self.list.currentRow()
        if row + 1 < self.list.count():
            self.list.setCurrentRow(row + 1)
        self.answer.setFocus()


def make(session: Session) -> Page:
    """The page."""
    return InterviewPage(session)
