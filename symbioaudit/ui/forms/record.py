"""A form over one record: the rows of its fields, their values, what the rules say about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.model.enums import Missing, Severity
from symbioaudit.services.pasting import NOTHING_READ
from symbioaudit.ui.dialogs import ask_text
from symbioaudit.ui.forms.row import DROP, REASONS, ROWS, FieldRow, Said
from symbioaudit.ui.forms.tables import CardTables
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.table.base import Refusal
from symbioaudit.ui.table.refusals import refusals_of
from symbioaudit.ui.table.subtable import TableEditor
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.forms import FieldDef, FormDef, FormSession
    from symbioaudit.forms.session import FieldProblem
    from symbioaudit.model.records import Record
    from symbioaudit.services.entries import Entry

CHANGE: Final = N_("Change a field")
SET_ASIDE: Final = N_("Set a rule aside")
NEW_PROCESS: Final = N_("Add a process by its name")
CARRIED_OVER: Final = N_(
    "From the last visit, not confirmed yet: F9 confirms that it is still true."
)
NOT_TYPED: Final = frozenset({"files", "auto"})


class RecordForm(QWidget):
    """The card of one record. Leaving a field commits it; hidden fields keep their values."""

    def __init__(self, session: Session, form: FormDef, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.form = form
        self.record_id = ""
        self.rows: dict[str, FieldRow] = {}
        grid = QGridLayout(self)
        gap = look().px(6)
        grid.setContentsMargins(0, 0, gap, gap)
        grid.setHorizontalSpacing(2 * gap)
        grid.setVerticalSpacing(gap)
        grid.setColumnStretch(1, 1)
        self.carried = QLabel(_(CARRIED_OVER), self)
        self.carried.setProperty("role", "estimate")
        self.carried.setWordWrap(True)
        self.carried.hide()
        grid.addWidget(self.carried, 0, 0, 1, 5)
        fields = (f for f in form.fields if f.type not in NOT_TYPED)
        for line, item in enumerate(fields, start=1):
            self._add_row(item, grid, line)
        grid.setRowStretch(ROWS * (len(self.rows) + 1), 1)
        self.refusals = refusals_of(session, form.id)  # texts that were not taken, and why
        tables = {c: r.editor for c, r in self.rows.items() if isinstance(r.editor, TableEditor)}
        self.tables = CardTables(session, tables, lambda: self.record, self.refusals)
        add = QShortcut(QKeySequence("Ctrl+Return"), self)
        add.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        add.activated.connect(self.add_or_confirm)
        session.changed.connect(self._evidence_changed)

    def _add_row(self, item: FieldDef, grid: QGridLayout, line: int) -> None:
        row = FieldRow(self.session, self.form, item, self, grid, line)
        row.committed.connect(self._commit)
        row.blanked.connect(self._blank)
        row.based.connect(self._base)
        row.aside.connect(self._set_aside)
        row.focused.connect(self._focused)
        self.rows[item.code] = row

    @property
    def record(self) -> Record | None:
        """The record as it is now."""
        live = self.session.live
        return live.get(self.form.entity, self.record_id) if live and self.record_id else None

    def show_record(self, record_id: str) -> None:
        """Show another record, or what the present one has become."""
        if record_id != self.record_id:
            self.tables.flush()
        self.record_id = record_id
        record = self.record
        self.setEnabled(record is not None and not self.session.read_only)
        if record is not None:
            self._fill(record)

    def focus_field(self, code: str) -> None:
        """Put the cursor into a field."""
        if code in self.rows:
            self.rows[code].focus()

    # -- showing -----------------------------------------------------------------

    def _fill(self, record: Record) -> None:
        from symbioaudit.services.confirming import is_carried

        rules, carried = self._rules(record), is_carried(record)
        found: dict[str, list[FieldProblem]] = {}
        for problem in rules.problems():
            found.setdefault(problem.field, []).append(problem)
        for code, row in self.rows.items():
            self._show_value(row, record)
            row.set_visible(rules.visible(code))
            row.require(required=rules.required(code), answered=rules.answered(code))
            row.say(*self._said(record, code, found.get(code, [])))
            row.mark_carried(carried=carried)
        self.carried.setVisible(carried)

        self._show_proofs(record)

    def _evidence_changed(self, _changes: object, touched: frozenset[tuple[str, str]]) -> None:
        record = self.record
        if record is not None and any(entity == "evidence" for entity, _id in touched):
            self._show_proofs(record)

    def _show_proofs(self, record: Record) -> None:
        from symbioaudit.services.proofs import counts

        assert self.session.live is not None
        found = counts(self.session.live)
        for code, row in self.rows.items():
            row.show_proofs(found.get(f"{record.entity}/{record.id}/{code}", 0))

    def _show_value(self, row: FieldRow, record: Record) -> None:
        from symbioaudit.services.entries import basis_of, missing_of, shown

        code, session = row.field.code, self.session
        if isinstance(row.editor, TableEditor):
            self.tables.show(code, record)
            return
        refused = self.refusals.get(record.id, code)
        if refused is not None:
            row.show_value(refused.text)
            return
        assert session.pack is not None
        assert session.live is not None
        text = shown(session.pack, self.form, code, record, language(), session.live)
        row.show_value(text, missing_of(record, code), basis_of(record, code))

    def _said(self, record: Record, code: str, problems: list[FieldProblem]) -> list[Said]:
        from symbioaudit.services.entries import canonical_text, missing_of

        refused = self.refusals.get(record.id, code)
        if refused is not None:
            return [Said(refused.reason.render(), "error", DROP)]
        missing = missing_of(record, code)
        lines = [Said(_(REASONS[missing]), "estimate")] if missing else []
        lines.append(Said(canonical_text(record, code, language())))
        for problem in problems:
            text = problem.text.render()
            if problem.reason:
                text = _("{text} Set aside: {reason}").format(text=text, reason=problem.reason)
            may = bool(problem.rule) and not problem.reason
            soft = problem.severity is not Severity.BLOCKER
            lines.append(Said(text, problem.severity.value, problem.rule if may and soft else ""))
        return lines

    def _rules(self, record: Record) -> FormSession:
        from symbioaudit.forms import FormSession

        assert self.session.live is not None
        return FormSession(self.form, record, self.session.live.audit.depth)

    # -- writing -----------------------------------------------------------------

    def _commit(self, code: str, text: str) -> None:
        from symbioaudit.services.entries import read_entry

        record = self.record
        if record is None:
            return
        if isinstance(self.rows[code].editor, TableEditor):
            self.tables.commit(code)
            return
        entry = read_entry(self.session.desk, self.form, code, text, record)
        if entry.ok:
            self.refusals.drop(record.id, code)
            self._write(record, code, entry)
            return
        self.refusals.put(record.id, code, Refusal(text, entry.trouble or NOTHING_READ))
        self.rows[code].say(*self._said(record, code, []), *self._offer(code, text))

    def _offer(self, code: str, text: str) -> list[Said]:
        """A process that is not there yet can be made on the spot."""
        item = self.rows[code].field
        if item.type in ("ref", "refs") and item.target == "process":
            return [Said(_("Press Ctrl+Enter to add the process “{name}”.").format(name=text))]
        return []

    def _write(self, record: Record, code: str, entry: Entry) -> None:
        from symbioaudit.services.entries import edits_for

        self.session.apply(
            CHANGE, [edits_for(record, code, entry)], failed=lambda _error: self._fill_again()
        )

    def _blank(self, code: str, missing: Missing) -> None:
        from symbioaudit.services.entries import blank_entry

        record = self.record
        if record is not None:
            self.refusals.drop(record.id, code)
            self._write(record, code, blank_entry(missing))

    def _base(self, code: str, basis: str) -> None:
        from symbioaudit.services.entries import rebased

        record = self.record
        if record is not None:
            self._write(record, code, rebased(record, code, basis))

    def _set_aside(self, code: str, rule: str) -> None:
        from symbioaudit.services.entries import override

        record = self.record
        if rule == DROP:
            self._drop(code)
            return
        reason = ask_text(
            self, _("Why is it right as it is?"), self.rows[code].field.label.render()
        )
        if record is not None and reason:
            self.session.apply(SET_ASIDE, [override(record, rule, reason)], reason=reason)

    def _drop(self, code: str) -> None:
        """Forget a text that could not be read; what was recorded is shown again."""
        editor = self.rows[code].editor.widget
        if isinstance(editor, QLineEdit):
            editor.setModified(False)
        self.refusals.drop(self.record_id, code)
        self._fill_again()

    def _create(self, code: str, name: str) -> None:
        from symbioaudit.services.entries import new_process_for

        record = self.record
        if record is not None and self.session.live is not None:
            many = self.rows[code].field.type == "refs"
            edits = new_process_for(self.session.live, record, code, name, many=many)
            self.refusals.drop(record.id, code)
            self.session.apply(NEW_PROCESS, edits)

    def add_or_confirm(self) -> None:
        """Ctrl+Enter: in a reference make the process that was typed, elsewhere confirm the record."""
        for (record_id, code), refused in self.refusals:
            if record_id != self.record_id or code not in self.rows:
                continue
            here = self.rows[code].editor.widget is self.focusWidget()
            if here and self._offer(code, refused.text):
                self._create(code, refused.text)
                return
        self.confirm_record()

    def confirm_record(self) -> None:
        """What was taken over from the last visit is still true."""
        from symbioaudit.services.confirming import CONFIRM, confirming

        edits = confirming([self.record] if self.record is not None else [])
        if edits:
            self.session.apply(CONFIRM, edits)

    def _fill_again(self) -> None:
        self.show_record(self.record_id)

    def _focused(self, code: str) -> None:
        place = Place(f"form:{self.form.id}", self.form.entity, self.record_id, code)
        self.session.focused.emit(place)


def record_of(session: Session, form: FormDef) -> Any:
    """The record of a single form: the audit's own enterprise, site, audit, or its only record."""
    live = session.live
    assert live is not None
    return next(iter(live.of(form.entity)), None)
