"""Tables inside forms: lines of a file set, correct, join or dispute the lines of their record.

A line of a file is first looked for among the record's lines as it is, then by its key (the first
column: component, route, use …). The same key with another value is a second answer, kept beside
the first; it is never added to it, or a composition would come to 140 %.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from symbioaudit.base.i18n import N_, Message
from symbioaudit.intake.answers import rows_of, written
from symbioaudit.intake.build import same_meaning
from symbioaudit.intake.claims import dispute
from symbioaudit.intake.identify import Target
from symbioaudit.intake.layout import Block, Column
from symbioaudit.intake.months import read_months
from symbioaudit.intake.naming import called, fold
from symbioaudit.intake.plan import FieldResult, Outcome, RowResult
from symbioaudit.intake.staged import Finding, StagedCell, StagedRow
from symbioaudit.intake.values import cleared, read_value
from symbioaudit.intake.work import Draft, Work
from symbioaudit.model.enums import Severity
from symbioaudit.model.records import Record

NO_PARENT: Final = Message(N_("the line does not say which record it belongs to"))
WHICH_PARENT: Final = N_("several records are named “{text}”; the line was not taken")
UNREADABLE: Final = Message(N_("nothing in the row could be read"))
EDITED_MEANWHILE: Final = N_("“{text}” was not taken: the line was changed in the audit meanwhile")
Line = dict[str, Any]


@dataclass(slots=True)
class _Lines:
    """The lines of one table of one record; ``free``: no line of the file speaks of them yet."""

    lines: list[Line]
    free: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Entry:
    """A line of the file on its way."""

    row: StagedRow
    block: Block
    draft: Draft
    table: _Lines
    values: Line
    result: RowResult | None = None


def read_tables(work: Work, rows: Sequence[tuple[StagedRow, Block]]) -> list[RowResult]:
    """Bring the lines of all tables into the drafts of their records; a result per row, in order."""
    tables: dict[tuple[str, str], _Lines] = {}
    entries = [_entry(work, row, block, tables) for row, block in rows]
    for step in (_sent_out, _as_it_is, _by_key):
        for entry in entries:
            if isinstance(entry, _Entry) and entry.result is None:
                entry.result = step(work, entry)
    return [entry if isinstance(entry, RowResult) else _finished(entry) for entry in entries]


def _finished(entry: _Entry) -> RowResult:
    if entry.result is None:
        raise AssertionError(entry.row.place)
    return entry.result


def _entry(
    work: Work, row: StagedRow, block: Block, tables: dict[tuple[str, str], _Lines]
) -> _Entry | RowResult:
    found = _owner(work, row, block)
    if isinstance(found, Message):
        return RowResult(row.place, Outcome.SKIPPED, block.entity, reason=found)
    if block.months:
        return read_months(work, row, block, found)
    key = (found.target.id, block.key)
    if key not in tables:
        lines = _present(found, block)
        tables[key] = _Lines(lines, set(range(len(lines))))
    sent = row.line is not None and row.line < len(tables[key].lines)
    values = {} if sent else _values(work, block, row.cells)
    if not sent and not values:
        return RowResult(row.place, Outcome.SKIPPED, block.entity, reason=UNREADABLE)
    return _Entry(row, block, found, tables[key], values)


def _present(draft: Draft, block: Block) -> list[Line]:
    record = draft.target.record
    return [dict(line) for line in rows_of(record, block)] if record is not None else []


# ── the record of a line ────────────────────────────────────────────────────────────────


def _owner(work: Work, row: StagedRow, block: Block) -> Draft | Message:
    """The draft of the record that a line belongs to, or why there is none."""
    if block.single:
        found: tuple[Record, ...] = work.snapshot.of(block.entity)
        drafts = (d for d in work.drafts.values() if d.target.block.form == block.form)
        draft = _draft(work, found[0], row, block) if found else next(drafts, None)
        return draft or NO_PARENT
    ids = _parents(work, row, block)
    if len(ids) > 1:
        return Message(WHICH_PARENT, {"text": row.parent})
    return _draft_of(work, ids[0], row, block) or NO_PARENT if ids else NO_PARENT


def _parents(work: Work, row: StagedRow, block: Block) -> tuple[str, ...]:
    """By the hidden id where the name still fits it, else by the name."""
    record = work.snapshot.by_id.get(row.id or "")
    known = {fold(name) for name in called(record)} if record else set()
    if row.id and (not row.parent or fold(row.parent) in known):
        return (row.id,)
    return work.parents.find(row.parent, block.form) if row.parent else ()


def _draft_of(work: Work, record_id: str, row: StagedRow, block: Block) -> Draft | None:
    if record_id in work.drafts:
        return work.drafts[record_id]
    record = work.snapshot.by_id.get(record_id)
    return _draft(work, record, row, block) if record is not None else None


def _draft(work: Work, record: Record, row: StagedRow, block: Block) -> Draft:
    main = replace(block, table=None, months=False)
    return work.drafts.setdefault(record.id, Draft(Target(row, main, record.id, record)))


# ── three ways to find a line, in this order ────────────────────────────────────────────


def _sent_out(work: Work, entry: _Entry) -> RowResult | None:
    """A line that was in the questionnaire: the cells that came back changed."""
    row, table = entry.row, entry.table
    if row.line is None or row.line >= len(table.lines) or row.line not in table.free:
        entry.values = entry.values or _values(work, entry.block, row.cells)
        return None
    table.free.discard(row.line)
    now = table.lines[row.line]
    fresh = {} if _taken_back(entry) else _corrected(work, entry, now)
    if same_meaning(now, fresh):
        return _result(entry, Outcome.SAME)
    return _put(work, entry, row.line, fresh)


def _taken_back(entry: _Entry) -> bool:
    """The word for deleting stands in the line's first column: the whole line goes."""
    cell = entry.row.cells.get(entry.block.columns[0].code)
    return cell is not None and cleared(cell.text)


def _as_it_is(_work: Work, entry: _Entry) -> RowResult | None:
    lines = entry.table.lines
    found = next(
        (n for n in sorted(entry.table.free) if same_meaning(lines[n], entry.values)), None
    )
    if found is None:
        return None
    entry.table.free.discard(found)
    return _result(entry, Outcome.SAME)


def _by_key(work: Work, entry: _Entry) -> RowResult:
    key = entry.block.columns[0].code
    lines, mine = entry.table.lines, entry.values
    same: Callable[[int], bool] = lambda n: same_meaning(lines[n].get(key), mine.get(key))  # noqa: E731
    found = next((n for n in sorted(entry.table.free) if key in mine and same(n)), None)
    if found is None:
        return _put(work, entry, None, mine)
    entry.table.free.discard(found)
    if work.fresh or _agree(lines[found], mine):
        merged = {**lines[found], **mine}
        known = same_meaning(lines[found], merged)
        return _result(entry, Outcome.SAME) if known else _put(work, entry, found, merged)
    return _disputed(work, entry, lines[found])


def _agree(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    """Nothing that both lines say differs."""
    return all(same_meaning(one[code], two[code]) for code in one.keys() & two.keys())


def _put(work: Work, entry: _Entry, at: int | None, line: Line) -> RowResult:
    lines, draft = entry.table.lines, entry.draft
    old = "" if at is None else _said(work, entry.block, lines[at])
    if at is None:
        lines.append(line)
    else:
        lines[at] = line
    draft.fields[entry.block.table or ""] = tuple(dict(item) for item in lines if item)
    draft.places[entry.block.table or ""] = entry.row.place
    if draft.target.record is not None:
        _note(work, entry, old, _said(work, entry.block, line))
    return _result(entry, Outcome.ADDED if at is None else Outcome.CHANGED)


def _disputed(work: Work, entry: _Entry, line: Line) -> RowResult:
    old, new = (_said(work, entry.block, each) for each in (line, entry.values))
    block, row = entry.block, entry.row
    made = dispute(work, entry.draft, block.table or "", block.title, row.place, old=old, new=new)
    return _result(entry, Outcome.DISPUTED if made else Outcome.SAME)


# ── values ──────────────────────────────────────────────────────────────────────────────


def _corrected(work: Work, entry: _Entry, line: Line) -> Line:
    """A line that was sent out, with the cells that came back changed."""
    out = dict(line)
    for code, cell in entry.row.cells.items():
        column = entry.block.column(code)
        if cell.untouched or column is None:
            continue
        if cleared(cell.text):
            out.pop(code, None)
            continue
        given = _values(work, entry.block, {code: cell})
        if code not in given or same_meaning(line.get(code), given[code]):
            continue
        if _shown(work, line, column) != fold(cell.before or ""):
            text = Message(EDITED_MEANWHILE, {"text": cell.text})
            work.findings.append(Finding(Severity.WARNING, text, cell.place))
            continue
        out |= given
    return out


def _shown(work: Work, line: Mapping[str, Any], column: Column) -> str:
    value = line.get(column.code)
    if value is None:
        return ""
    return fold(written(value, column, work.language, work.names, work.bases).text)


def _said(work: Work, block: Block, line: Mapping[str, Any]) -> str:
    """A line of a table in one line of text."""
    parts = []
    for column in block.columns:
        value = line.get(column.code)
        if value is not None:
            shown = written(value, column, work.language, work.names, work.bases)
            parts.append(f"{shown.text} {shown.unit}".strip())
    return ", ".join(parts)


def _values(work: Work, block: Block, cells: Mapping[str, StagedCell]) -> Line:
    out: Line = {}
    for column in block.columns:
        cell = cells.get(column.code)
        if cell is None or cleared(cell.text):
            continue
        found = read_value(cell, column, work.context)
        work.findings.extend(found.findings)
        value = found.value
        if found.taken and value is not None:
            out[column.code] = value.isoformat() if isinstance(value, date) else value
    return out


def _note(work: Work, entry: _Entry, old: str, new: str) -> None:
    block, target = entry.block, entry.draft.target
    work.results.append(
        FieldResult(
            entry.row.place, block.entity, target.id, block.table or "", block.title, old, new
        )
    )


def _result(entry: _Entry, outcome: Outcome) -> RowResult:
    return RowResult(
        entry.row.place, outcome, entry.block.entity, entry.draft.target.id, entry.row.parent
    )
