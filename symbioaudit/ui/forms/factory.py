"""Which editor a field gets: by its type, never by its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from symbioaudit.ui.forms.editors import ChoiceEditor, Editor, LineEditor, TextEditor, YesNoEditor
from symbioaudit.ui.forms.editors_many import TicksEditor
from symbioaudit.ui.forms.references import ReferenceEditor
from symbioaudit.ui.table.subtable import TableEditor

if TYPE_CHECKING:
    from symbioaudit.forms import FieldDef, FormDef
    from symbioaudit.ui.session import Session

LONG_TEXTS: Final = frozenset({
    "note", "description", "comment", "scope_boundary", "excluded", "closure_reason",
    "closure_reason_mass", "closure_reason_water", "closure_reason_energy",
})  # fmt: skip
TABLES: Final = frozenset({"table", "months"})
Maker = Callable[["Session", "FieldDef"], Editor]


def _line(_session: Session, _field: FieldDef) -> Editor:
    return LineEditor()


def _text(_session: Session, field: FieldDef) -> Editor:
    return TextEditor() if field.code in LONG_TEXTS else LineEditor()


def _choice(session: Session, field: FieldDef) -> Editor:
    from symbioaudit.services.entries import choices

    assert session.pack is not None
    return ChoiceEditor(choices(session.pack, field))


def _int(session: Session, field: FieldDef) -> Editor:
    return _choice(session, field) if field.enum else LineEditor()


def _ticks(session: Session, field: FieldDef) -> Editor:
    from symbioaudit.services.entries import choices

    assert session.pack is not None
    return TicksEditor(choices(session.pack, field))


def _reference(session: Session, field: FieldDef) -> Editor:
    return ReferenceEditor(session, field)


def _yes_no(_session: Session, _field: FieldDef) -> Editor:
    return YesNoEditor()


MAKERS: Final[Mapping[str, Maker]] = {
    "text": _text,
    "int": _int,
    "num": _line,
    "bool": _yes_no,
    "date": _line,
    "enum": _choice,
    "multi": _ticks,
    "ref": _reference,
    "refs": _reference,
    "code": _line,
    "amount": _line,
    "money": _line,
}


def make_editor(session: Session, form: FormDef, field: FieldDef) -> Editor:
    """The editor of a field by its type; a list of texts is typed with semicolons."""
    if field.type in TABLES:
        return TableEditor(session, form, field)
    if field.many and field.type not in {"multi", "refs"}:
        return LineEditor()
    return MAKERS.get(field.type, _line)(session, field)
