"""A form over one record: the rows of its fields, their values, what the rules say about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QGridLayout, QWidget

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.ui.forms.row import FieldRow
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.forms import FormDef, FormSession
    from symbioaudit.model.records import Record

CHANGE: Final = N_("Change a field")
TYPED: Final = frozenset(
    {
        "text",
        "int",
        "num",
        "bool",
        "date",
        "enum",
        "code",
        "amount",
        "money",
        "ref",
        "multi",
        "refs",
    }
)


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
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * gap)
        grid.setVerticalSpacing(gap)
        grid.setColumnStretch(1, 1)
        for line, item in enumerate(f for f in form.fields if f.type in TYPED):
            row = FieldRow(session, item, self, grid, line)
            row.committed.connect(self._commit)
            row.focused.connect(self._focused)
            self.rows[item.code] = row
        grid.setRowStretch(2 * len(self.rows), 1)

    @property
    def record(self) -> Record | None:
        """The record as it is now."""
        live = self.session.live
        return live.get(self.form.entity, self.record_id) if live and self.record_id else None

    def show_record(self, record_id: str) -> None:
        """Show another record, or what the present one has become."""
        self.record_id = record_id
        record = self.record
        self.setEnabled(record is not None and not self.session.read_only)
        if record is not None:
            self._fill(record)

    def focus_field(self, code: str) -> None:
        """Put the cursor into a field."""
        if code in self.rows:
            self.rows[code].focus()

    def _fill(self, record: Record) -> None:
        from symbioaudit.services.entries import shown

        session = self.session
        assert session.pack is not None
        assert session.live is not None
        rules = self._rules(record)
        found: dict[str, tuple[str, str]] = {}
        for problem in reversed(rules.problems()):
            found[problem.field] = (problem.text.render(), problem.severity.value)
        for code, row in self.rows.items():
            row.show_value(shown(session.pack, self.form, code, record, language(), session.live))
            row.set_visible(rules.visible(code))
            row.require(required=rules.required(code), answered=rules.answered(code))
            row.say(*found.get(code) or (self._canonical(record, code), "muted"))

    def _rules(self, record: Record) -> FormSession:
        from symbioaudit.forms import FormSession

        assert self.session.live is not None
        return FormSession(self.form, record, self.session.live.audit.depth)

    def _canonical(self, record: Record, code: str) -> str:
        from symbioaudit.services.entries import canonical_text

        return canonical_text(record, code, language())

    def _commit(self, code: str, text: str) -> None:
        from symbioaudit.services.entries import edits_for, read_entry

        record = self.record
        if record is None:
            return
        entry = read_entry(self.session.desk, self.form, code, text, record)
        row = self.rows[code]
        if not entry.ok:
            trouble = entry.trouble
            row.say(trouble.render() if trouble else _("cannot be read"), "error")
            return
        self.session.apply(
            CHANGE, [edits_for(record, code, entry)], failed=lambda _error: self._fill_again()
        )

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
