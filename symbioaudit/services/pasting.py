"""Blocks of cells that a person pastes, fills down or types into many cells at once.

Pure functions: a block of texts, the records it falls on, and out come the edits of one operation
with a list of what could not be read and why. Nothing unreadable stops what is readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.forms import FormDef
from symbioaudit.intake.answers import value_of
from symbioaudit.intake.build import path_of
from symbioaudit.intake.layout import choices_of
from symbioaudit.intake.naming import fold
from symbioaudit.intake.values import choice_of, read_value
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Basis
from symbioaudit.model.records import Record
from symbioaudit.services.cells import BASIS, CellColumn
from symbioaudit.services.entries import Entry, Reader, fields_for, new_record
from symbioaudit.services.operations import Create, Edit, Update

BASIS_WITHOUT_AMOUNT: Final = Message(N_("type the amount first, then how it is known"))
BEYOND_COLUMNS: Final = Message(N_("there is no column for this cell"))
NOTHING_READ: Final = Message(N_("nothing in this row could be read"))
HEADER_HITS: Final = 2  # titles that must fit before a first line counts as a header

Block = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell whose text could not be read: it stays as typed, with its reason."""

    record: str  # id
    code: str  # of the column; empty: beyond the columns
    text: str
    reason: Message | Text


@dataclass(frozen=True, slots=True)
class Target:
    """Where a line of texts goes: a record that exists, or a new one with this id."""

    id: str
    record: Record | None
    texts: Mapping[str, str]  # by the code of the column


@dataclass(frozen=True, slots=True)
class Reading:
    """What a block means: edits of one operation, cells taken, cells that stay unread."""

    edits: tuple[Edit, ...] = ()
    unread: tuple[Unread, ...] = ()
    taken: int = 0


# -- clipboard ----------------------------------------------------------------------


def parse_block(text: str) -> Block:
    """Cells of a clipboard text as spreadsheets write it: tabs, line ends, quotes around both.

    A quote inside a text that is not quoted as a whole is a plain letter: ``труба 2"``.
    """
    if not text:
        return ()
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        cell, at = _cell(text, at)
        rows[-1].append(cell)
        if at >= len(text):
            return tuple(map(tuple, rows))
        if text[at] == "\n":
            rows.append([])
        at += 1


def format_block(rows: Iterable[Sequence[str]]) -> str:
    """The clipboard text of a block; :func:`parse_block` gives the same cells back."""
    return "".join("\t".join(map(_quoted, row)) + "\n" for row in rows)


def _cell(text: str, at: int) -> tuple[str, int]:
    """The cell that begins at ``at`` and the place of the mark behind it."""
    if text.startswith('"', at):
        end = _closing(text, at + 1)
        if end is not None:
            return text[at + 1 : end].replace('""', '"'), end + 1
    ends = [found for found in (text.find("\t", at), text.find("\n", at)) if found >= 0]
    end = min(ends, default=len(text))
    return text[at:end], end


def _closing(text: str, at: int) -> int | None:
    """The quote that closes a quoted cell, or None where the first quote was a plain letter."""
    while (at := text.find('"', at)) >= 0:
        if text.startswith('""', at):
            at += 2
            continue
        return at if at + 1 == len(text) or text[at + 1] in "\t\n" else None
    return None


def _quoted(cell: str) -> str:
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    if cell.startswith('"') or "\t" in cell or "\n" in cell:
        doubled = cell.replace('"', '""')
        return f'"{doubled}"'
    return cell


# -- a block on a table ---------------------------------------------------------------


def lay_out(
    block: Block, shown: Sequence[CellColumn], every: Mapping[str, CellColumn], first: int
) -> tuple[list[dict[str, str]], Block]:
    """The texts of each line by column, and the cells of each line that no column takes.

    A first line of column titles decides by itself where the cells go, also into columns that are
    not shown; otherwise they go into the shown columns from ``first`` on.
    """
    codes = _header(block[0], every) if block else None
    if codes is not None:
        body = block[1:]
    else:
        body = block
        width = max((len(line) for line in block), default=0)
        places: list[str | None] = [column.code for column in shown[first : first + width]]
        codes = places + [None] * (width - len(places))
    lines = [
        {code: cell for code, cell in zip(codes, line, strict=False) if code is not None}
        for line in body
    ]
    lost = tuple(
        tuple(c for code, c in zip(codes, line, strict=False) if code is None and c.strip())
        for line in body
    )
    return lines, lost


def _header(line: Sequence[str], every: Mapping[str, CellColumn]) -> list[str | None] | None:
    titles = {fold(column.title): code for code, column in every.items()}
    labels = {
        fold(text): column.code
        for column in every.values()
        if not column.is_basis
        for text in (column.field.label.ru, column.field.label.en, column.code)
    }
    found = [titles.get(fold(cell)) or labels.get(fold(cell)) for cell in line]
    named = [code for code, cell in zip(found, line, strict=True) if cell.strip()]
    hits = sum(code is not None for code in named)
    return found if hits >= HEADER_HITS and hits == len(named) else None


def read_targets(reader: Reader, targets: Iterable[Target], audit_id: str) -> Reading:
    """Read every text for its record; what is new is created, what is there is changed."""
    edits: list[Edit] = []
    unread: list[Unread] = []
    taken = 0
    for target in targets:
        row = _Row(reader, target)
        edit = row.edit(audit_id)
        unread += row.unread
        if edit is not None:
            edits.append(edit)
            taken += row.taken
    return Reading(tuple(edits), tuple(unread), taken)


class _Row:
    """One line of texts on its record. An amount is read before the way it is known."""

    def __init__(self, reader: Reader, target: Target) -> None:
        self.reader, self.target = reader, target
        self.form: FormDef = reader.form
        self.fields: dict[str, Any] = {}  # by path
        self.values: dict[str, Any] = {}  # by code, of a new record
        self.unread: list[Unread] = []
        self.taken = 0

    def edit(self, audit_id: str) -> Edit | None:
        """The edit of this line, None where nothing was readable."""
        texts = self.target.texts
        for code in sorted(texts, key=lambda one: one.endswith(BASIS)):
            if code.endswith(BASIS):
                self._basis(code, texts[code])
            else:
                self._plain(code, texts[code])
        if self.target.record is not None:
            record = self.target.record
            return Update(record.entity, record.id, self.fields) if self.fields else None
        return self._created(audit_id)

    def _created(self, audit_id: str) -> Create | None:
        if not self.taken and not self.unread:
            return None
        made = new_record(self.form, self.target.id, audit_id, self._converted(audit_id))
        reasons = {
            path.removeprefix("reasons."): value
            for path, value in self.fields.items()
            if path.startswith("reasons.") and value
        }
        return Create(_with_reasons(made.record, reasons))

    def _converted(self, audit_id: str) -> dict[str, Any]:
        """The values; what lacked a property that stands in the same line is read again with it."""
        gaps = [c for c, v in self.values.items() if isinstance(v, Amount) and v.gap]
        if not gaps:
            return self.values
        rough = new_record(self.form, self.target.id, audit_id, self.values).record
        again = {c: self.reader.read(c, self.target.texts[c], rough) for c in gaps}
        return self.values | {c: entry.value for c, entry in again.items() if entry.ok}

    def _plain(self, code: str, text: str) -> None:
        record = self.target.record
        if record is None and not text.strip():
            return
        entry = self.reader.read(code, text, record)
        if not entry.ok:
            self._refuse(code, text, entry)
            return
        if entry.value is not None:
            self.values[code] = entry.value
        self.fields |= fields_for(self.form.entity, code, entry)
        self.taken += 1

    def _basis(self, code: str, text: str) -> None:
        inner = code.removesuffix(BASIS)
        path = path_of(self.form.entity, inner)
        held = value_of(self.target.record, inner) if self.target.record else None
        amount = self.fields.get(path, held)
        if not text.strip() and not isinstance(amount, Amount):
            return
        if not isinstance(amount, Amount):
            self.unread.append(Unread(self.target.id, code, text, BASIS_WITHOUT_AMOUNT))
            return
        entry = read_basis(self.reader, text)
        if not entry.ok:
            self._refuse(code, text, entry)
            return
        known = replace(amount, basis=entry.value)
        self.fields[path] = self.values[inner] = known
        self.taken += 1

    def _refuse(self, code: str, text: str, entry: Entry) -> None:
        reason = entry.trouble or NOTHING_READ
        self.unread.append(Unread(self.target.id, code, text, reason))


def read_basis(reader: Reader, text: str) -> Entry:
    """How an amount is known: one of the pack's ways, or nothing."""
    from symbioaudit.intake.cells import CellKind
    from symbioaudit.intake.layout import Column
    from symbioaudit.intake.staged import StagedCell

    if not text.strip():
        return Entry()
    column = Column(BASIS, Text("", ""), "enum", choices=choices_of(reader.desk.pack, "bases"))
    value = choice_of(text, column)
    if value is None:
        found = read_value(StagedCell(text, "", kind=CellKind.TEXT), column, reader.desk.context)
        return Entry(findings=found.findings, ok=False)
    return Entry(value=Basis(value))


def _with_reasons(record: Record, reasons: Mapping[str, str]) -> Record:
    from symbioaudit.model.enums import Missing

    return replace(record, reasons={code: Missing(value) for code, value in reasons.items()})
