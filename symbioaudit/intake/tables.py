"""Tables inside forms: lines of a file set, correct or join the lines of their record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from symbioaudit.base.i18n import N_, Message
from symbioaudit.intake.answers import rows_of, written
from symbioaudit.intake.build import same_meaning
from symbioaudit.intake.identify import Target, fold
from symbioaudit.intake.layout import Block, Column
from symbioaudit.intake.plan import FieldResult, Outcome, RowResult
from symbioaudit.intake.staged import Finding, StagedCell, StagedRow
from symbioaudit.intake.values import read_value
from symbioaudit.intake.work import Draft, Work
from symbioaudit.model.enums import Severity
from symbioaudit.model.records import Record

NO_PARENT: Final = Message(N_("the line does not say which record it belongs to"))
UNREADABLE: Final = Message(N_("nothing in the row could be read"))
EDITED_MEANWHILE: Final = N_("“{text}” was not taken: the line was changed in the audit meanwhile")
Line = dict[str, Any]


def read_tables(work: Work, rows: Iterable[tuple[StagedRow, Block]]) -> list[RowResult]:
    """Bring the lines of all tables into the drafts of their records."""
    return [_line(work, row, block) for row, block in rows]


def _line(work: Work, row: StagedRow, block: Block) -> RowResult:
    draft = _owner(work, row, block)
    if draft is None:
        return RowResult(row.place, Outcome.SKIPPED, block.entity, reason=NO_PARENT)
    lines = _lines(draft, block)
    known = row.line is not None and row.line < len(lines)
    if known and row.line is not None:
        fresh = _corrected(work, row, block, lines[row.line])
    else:
        fresh = _values(work, block, row.cells)
        if not fresh:
            return RowResult(row.place, Outcome.SKIPPED, block.entity, reason=UNREADABLE)
    if any(same_meaning(line, fresh) for line in lines):
        return _result(row, draft, block, Outcome.SAME)
    if known and row.line is not None:
        lines[row.line] = fresh
    else:
        lines.append(fresh)
    draft.fields[block.table or ""] = tuple(lines)
    _note(work, row, draft, block)
    return _result(row, draft, block, Outcome.CHANGED if known else Outcome.ADDED)


def _owner(work: Work, row: StagedRow, block: Block) -> Draft | None:
    """The draft of the record that a line belongs to."""
    if block.single:
        found: tuple[Record, ...] = work.snapshot.of(block.entity)
        drafts = (d for d in work.drafts.values() if d.target.block.form == block.form)
        return _draft(work, found[0], row, block) if found else next(drafts, None)
    record_id = work.context.ids.get(fold(row.parent)) if row.parent else row.id
    if record_id in work.drafts:
        return work.drafts[record_id]
    record = work.snapshot.by_id.get(record_id or "")
    return _draft(work, record, row, block) if record is not None else None


def _draft(work: Work, record: Record, row: StagedRow, block: Block) -> Draft:
    main = replace(block, table=None)
    return work.drafts.setdefault(record.id, Draft(Target(row, main, record.id, record)))


def _lines(draft: Draft, block: Block) -> list[Line]:
    """The lines as they now are: those of the draft, else those of the record."""
    now = draft.fields.get(block.table or "")
    if now is not None:
        return [dict(line) for line in now]
    record = draft.target.record
    return [dict(line) for line in rows_of(record, block)] if record is not None else []


def _corrected(work: Work, row: StagedRow, block: Block, line: Line) -> Line:
    """A line that was sent out, with the cells that came back changed."""
    touched = {}
    for code, cell in row.cells.items():
        column = block.column(code)
        if cell.untouched or column is None:
            continue
        if _shown(work, line, column) != fold(cell.before or ""):
            text = Message(EDITED_MEANWHILE, {"text": cell.text})
            work.findings.append(Finding(Severity.WARNING, text, cell.place))
            continue
        touched[code] = cell
    return {**line, **_values(work, block, touched)}


def _shown(work: Work, line: Mapping[str, Any], column: Column) -> str:
    value = line.get(column.code)
    if value is None:
        return ""
    return fold(written(value, column, work.language, work.names, work.bases).text)


def _values(work: Work, block: Block, cells: Mapping[str, StagedCell]) -> Line:
    out: Line = {}
    for column in block.columns:
        cell = cells.get(column.code)
        if cell is None:
            continue
        found = read_value(cell, column, work.context)
        work.findings.extend(found.findings)
        value = found.value
        if found.taken and value is not None:
            out[column.code] = value.isoformat() if isinstance(value, date) else value
    return out


def _note(work: Work, row: StagedRow, draft: Draft, block: Block) -> None:
    if draft.target.record is None:
        return
    text = ", ".join(cell.text for cell in row.cells.values())
    work.results.append(
        FieldResult(
            row.place, block.entity, draft.target.id, block.table or "", block.title, "", text
        )
    )


def _result(row: StagedRow, draft: Draft, block: Block, outcome: Outcome) -> RowResult:
    return RowResult(row.place, outcome, block.entity, draft.target.id, row.parent)
