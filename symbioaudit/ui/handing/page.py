"""The outbox: what waits, is being sent, was accepted or refused; reasons lead to their fields."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QProgressBar, QPushButton, QWidget

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.i18n import N_, _
from symbioaudit.ui import dialogs
from symbioaudit.ui.handing.courier import courier_of
from symbioaudit.ui.handing.dot import percent
from symbioaudit.ui.handing.platform import PlatformBox
from symbioaudit.ui.history.common import page_column, place_of
from symbioaudit.ui.history.rows import Row, Rows, RowTable
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.wrapping import WrapLayout

if TYPE_CHECKING:
    from collections.abc import Callable

    from symbioaudit.model.changes import Changes
    from symbioaudit.services.outbox import Item
    from symbioaudit.services.workspace import Workspace

COLUMNS: Final = (N_("Package"), N_("Revision"), N_("State"), N_("Sent"), N_("Reason"))
PURPOSE: Final = N_(
    "A package is frozen once and counts as delivered only when the platform’s signed receipt is here."
)
EMPTY: Final = N_("Nothing is to be handed over.")
STATES: Final = {
    "draft": N_("to be handed over, not frozen yet"),
    "frozen": N_("frozen, not sent"),
    "sending": N_("being sent"),
    "sent-unconfirmed": N_("sent, not confirmed"),
    "accepted": N_("accepted by the platform"),
    "rejected": N_("rejected by the platform"),
}
ROLES: Final = {"accepted": "green", "rejected": "error", "draft": "muted"}
SHOWN: Final = 40  # reasons; the rest is counted


class OutboxPage(Page):
    """The list of the whole workspace; handing over is for the open audit."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.courier = courier_of(session)
        self.model = Rows(COLUMNS)
        self.table = RowTable(self.model, (140, 90, 230, 100, 300), 4, _("Outbox"), self)
        self.table.selectionModel().selectionChanged.connect(lambda *_a: self._tell())
        self.model.modelReset.connect(self._tell)
        self.busy = QProgressBar(self)
        self.busy.setRange(0, 100)
        self.busy.setAccessibleName(_("Sent"))
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.RichText)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard)  # fmt: skip
        self.told.setAccessibleName(_("Reasons"))
        self.told.linkActivated.connect(self._follow)
        self.platform = PlatformBox(session, self.courier, self)
        column = page_column(self, _("Outbox"), _(PURPOSE))
        for part in (self._buttons(), self.busy):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)
        column.addWidget(self.platform)
        self.courier.changed.connect(self._fill)
        self._fill()

    def _buttons(self) -> QWidget:
        self.hand = self._button(_("Hand over this audit"), self.hand_over)
        self.hand.setProperty("role", "main")
        self.send = self._button(_("Send now"), self._send)
        self.hold = self._button(_("Hold back"), self._hold)
        self.first = self._button(_("Send first"), self._first)
        self.export = self._button(_("To a file…"), self._export)
        self.receipt = self._button(_("Receipt from a file…"), self._receipt)
        self.cancel = self._button(_("Take out"), self._cancel)
        holder = QWidget(self)
        row = WrapLayout(holder)
        for part in (
            self.hand, self.send, self.hold, self.first, self.export, self.receipt, self.cancel,
        ):  # fmt: skip
            row.addWidget(part)
        return holder

    def _button(self, text: str, call: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text)
        button.clicked.connect(lambda _on: call())
        return button

    # -- what is so --------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """Read the outbox."""
        self.courier.refresh()
        self.platform.refresh()
        self.table.setFocus()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Edits do not change what is frozen."""

    @property
    def chosen(self) -> Item | None:
        """The item of the chosen line."""
        rows = self.table.selectionModel().selectedRows()
        thing = self.model.rows[rows[0].row()].thing if rows else None
        item: Item | None = next((i for i in self.courier.items if i.id == thing), None)
        return item

    def _fill(self) -> None:
        kept = self.chosen.id if self.chosen else None
        rows = [self._row(item) for item in self.courier.items]
        if rows != self.model.every:
            self.model.fill(rows)
            for at, row in enumerate(rows):
                if row.thing == kept or (kept is None and at == 0):
                    self.table.selectRow(at)
                    break
        self.busy.setVisible(self.courier.busy)
        self.busy.setValue(round(100 * (self.courier.share or 0.0)))
        self._tell()

    def _row(self, item: Item) -> Row:
        state = _(STATES[item.state.value])
        if item.row.paused:
            state = f"{state}, {_('held back')}"
        fault = item.fault
        reason = fault.what.render() if fault else (item.problems[0].text if item.problems else "")
        cells = (
            (item.row.package or "—")[:12],
            str(item.revision) if item.row.package else "",
            state,
            percent(item.share) if item.row.size else "",
            reason,
        )
        return Row(cells, item.id, ROLES.get(item.state.value, ""))

    def _tell(self) -> None:
        """Everything about the chosen one; what may be done with it."""
        item = self.chosen
        self.told.setText(self._details(item) if item else _(EMPTY))
        free = not self.session.read_only
        waits = item is not None and item.state.value in {"frozen", "sending", "sent-unconfirmed"}
        self.hand.setEnabled(free and self.session.live is not None)
        self.send.setText(_("Stop") if self.courier.busy else _("Send now"))
        self.send.setEnabled(free)
        held = bool(item and item.row.paused)
        self.hold.setText(_("Let go") if held else _("Hold back"))
        for button in (self.hold, self.first, self.export):
            button.setEnabled(free and waits)
        late = item is None or item.state.value in {"sent-unconfirmed", "accepted"}
        self.cancel.setEnabled(free and not late)
        self.receipt.setEnabled(free)

    def _details(self, item: Item) -> str:
        lines = []
        if item.fault:
            lines.append(escape(f"{item.fault.what.render()} {item.fault.fix.render()}"))
        if item.receipt:
            words = _("Receipt {id} of {hub}, {time}").format(
                id=item.receipt.id, hub=item.receipt.hub, time=item.receipt.received_at
            )
            lines.append(escape(words))
        for problem in item.problems[:SHOWN]:
            link = "/".join((problem.entity, problem.id, problem.field or ""))
            lines.append(f"• <a href='{escape(link, quote=True)}'>{escape(problem.text)}</a>")
        if len(item.problems) > SHOWN:
            lines.append(_("and {n} more").format(n=len(item.problems) - SHOWN))
        return "<br>".join(lines) or escape(_(STATES[item.state.value]))

    def _follow(self, link: str) -> None:
        """To the field that a reason speaks of, in its audit."""
        entity, record, code = link.split("/", 2)
        item = self.chosen
        if item is None:
            return

        def go() -> None:
            place = place_of(self.session, entity, record, code)
            if place is not None:
                self.session.go.emit(place)

        live = self.session.live
        if live is not None and live.audit_id == item.row.audit_id:
            go()
        else:
            self.session.open_audit(item.row.audit_id, go)

    # -- doing -------------------------------------------------------------------

    def hand_over(self) -> None:
        """Sign and freeze the open audit, then send it."""
        live = self.session.live
        if live is None:
            return
        try:
            password = self._password()
        except SymbioError as fault:
            self.session.failed.emit(fault)
            return
        if password is None:
            return
        audit_id = live.audit_id

        def call(workspace: Workspace) -> Any:
            from symbioaudit.services import outbox
            from symbioaudit.services.identity import unlock

            return outbox.freeze(workspace, audit_id, signer=unlock(password or None))

        def done(item: Item) -> None:
            now = self.session.live
            here = now is not None and now.audit_id == audit_id
            if here and now is not None and now.audit.revision != item.revision:
                self.session.open_audit(audit_id)  # freezing began the next revision
            self.courier.refresh()
            self.courier.send()

        self.session.read(call, done, lambda _fault: self.courier.refresh())

    def _password(self) -> str | None:
        """What opens the key; empty where the keyring does, None when the person changed their mind."""
        from symbioaudit.services import identity

        if identity.show().protection == identity.KEYRING:
            return ""
        return dialogs.ask_password(self, _("Password of the key")) or None

    def _send(self) -> None:
        if self.courier.busy:
            self.courier.stop()
        else:
            self.courier.send()

    def _act(self, name: str, *words: Any, **more: Any) -> None:
        """One service on the chosen item."""
        item = self.chosen
        if item is None:
            return

        def call(workspace: Workspace) -> None:
            from symbioaudit.services import outbox

            getattr(outbox, name)(workspace, item.id, *words, **more)

        self._do(call)

    def _do(self, call: Callable[[Workspace], None]) -> None:
        def again(_result: Any) -> None:
            self.courier.refresh()

        self.session.read(call, again, again)

    def _hold(self) -> None:
        item = self.chosen
        if item is not None:
            self._act("pause", on=not item.row.paused)

    def _first(self) -> None:
        self._act("put_first")

    def _cancel(self) -> None:
        self._act("cancel")

    def _export(self) -> None:
        item = self.chosen
        name = f"{(item.row.package or '')[:12]}.zip" if item else ""
        path, _kind = QFileDialog.getSaveFileName(self, _("To a file…"), name, "*.zip")
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> None:
        """Write the frozen package of the chosen line to a file."""
        self._act("export", path)

    def _receipt(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("Receipt from a file…"), "", "*.json")
        if path:
            self.take_receipt(Path(path))

    def take_receipt(self, path: Path) -> None:
        """Take in a receipt that came by file."""

        def call(workspace: Workspace) -> None:
            from symbioaudit.services.deliveries import import_receipt
            from symbioaudit.services.identity import load_trust

            import_receipt(workspace, path, load_trust(None))

        self._do(call)


def make(session: Session) -> Page:
    """The page."""
    return OutboxPage(session)
