"""A year by month: twelve cells of one line. Months that nobody gave stay blank, never zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.intake.answers import Answer, rows_of, written
from symbioaudit.intake.build import same_meaning
from symbioaudit.intake.claims import dispute
from symbioaudit.intake.layout import MONTHS, Block, Column
from symbioaudit.intake.naming import fold
from symbioaudit.intake.plan import FieldResult, Outcome, RowResult
from symbioaudit.intake.staged import Finding, StagedCell, StagedRow
from symbioaudit.intake.values import cleared, read_value
from symbioaudit.intake.work import Draft, Work
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Severity
from symbioaudit.model.records import Record

NO_MONTH: Final = Message(N_("no month could be read"))
INCOMPLETE: Final = N_("{count} of 12 months are given; their sum is not taken for the year")
LEFT_BLANK: Final = N_("“{text}”: the month stays blank")
MIXED_UNITS: Final = ""  # each month says its own


def month_rows(record: Record | None, block: Block) -> dict[str, Any]:
    """Month → amount, as the record holds them."""
    rows = rows_of(record, block) if record is not None else ()
    return {str(row["month"]): row.get("value") for row in rows if row.get("month")}


def month_answers(months: Mapping[str, Any], block: Block, lang: str) -> tuple[str, list[Answer]]:
    """The common unit of a line and the texts of its twelve cells."""
    given = {n: written(months[n], block.month, lang, {}, {}) for n in MONTHS if n in months}
    units = {answer.unit for answer in given.values()}
    unit = units.pop() if len(units) == 1 else MIXED_UNITS
    whole = {n: a.text if unit else f"{a.text} {a.unit}".strip() for n, a in given.items()}
    return unit, [Answer(whole.get(n, ""), unit if n in whole else "") for n in MONTHS]


def read_months(work: Work, row: StagedRow, block: Block, draft: Draft) -> RowResult:
    """Bring one line of months into the draft of its record."""
    table = block.table or ""
    before = draft.months.setdefault(table, month_rows(draft.target.record, block))
    now, disputed, read = dict(before), False, False
    for column in block.columns:
        cell = row.cells.get(column.code)
        if cell is None:
            continue
        if cleared(cell.text):
            changed_mind = column.code in now and cell.before is not None
            now = {n: v for n, v in now.items() if n != column.code or not changed_mind}
            read = True
            continue
        value = before.get(column.code) if cell.untouched else _value(work, cell, column)
        read |= value is not None
        if value is None or same_meaning(before.get(column.code), value):
            continue
        old = before.get(column.code)
        if old is None or work.fresh or _seen(work, cell, old, column):
            now[column.code] = value
        else:
            disputed |= _dispute(work, draft, block, column, cell, old)
    changed = now != before
    if changed:
        _keep(work, row, block, draft, before, now)
    return _result(row, block, draft, read=read, changed=changed, disputed=disputed)


def _value(work: Work, cell: StagedCell, column: Column) -> Any:
    found = read_value(cell, column, work.context)
    work.findings.extend(found.findings)
    if found.missing is not None:
        text = Message(LEFT_BLANK, {"text": cell.text})
        work.findings.append(Finding(Severity.HINT, text, cell.place))
    return found.value if found.taken else None


def _seen(work: Work, cell: StagedCell, old: Any, column: Column) -> bool:
    """The sender was shown the present value and wrote another: a correction."""
    shown = written(old, column, work.language, {}, {})
    texts = {fold(shown.text), fold(f"{shown.text} {shown.unit}")}
    return cell.before is not None and fold(cell.before) in {
        each.replace(",", sign) for each in texts for sign in ",."
    }


def _dispute(
    work: Work, draft: Draft, block: Block, column: Column, cell: StagedCell, old: Any
) -> bool:
    name = column.label.render(work.language)
    shown = written(old, column, work.language, {}, {})
    return dispute(
        work,
        draft,
        block.table or "",
        _label(block, column),
        cell.place,
        old=f"{shown.text} {shown.unit}".strip(),
        new=f"{name}: {cell.text} {cell.unit}".strip(),
    )


def _label(block: Block, column: Column) -> Text:
    title, month = block.title, column.label
    return Text(f"{title.ru}: {month.ru.lower()}", f"{title.en}: {month.en}")


def _keep(
    work: Work,
    row: StagedRow,
    block: Block,
    draft: Draft,
    before: Mapping[str, Any],
    now: dict[str, Any],
) -> None:
    table = block.table or ""
    draft.months[table] = now
    draft.fields[table] = tuple({"month": n, "value": now[n]} for n in MONTHS if n in now)
    draft.places[table] = row.place
    if len(now) < len(MONTHS):
        text = Message(INCOMPLETE, {"count": len(now)})
        work.findings.append(Finding(Severity.WARNING, text, row.place))
    if draft.target.record is None:
        return
    for column in block.columns:
        old, new = before.get(column.code), now.get(column.code)
        if old != new and column.code in row.cells:
            work.results.append(_noted(row.cells[column.code], block, column, draft, old, new))


def _noted(
    cell: StagedCell, block: Block, column: Column, draft: Draft, old: Any, new: Any
) -> FieldResult:
    was, now = (each.text if isinstance(each, Amount) else "" for each in (old, new))
    label = _label(block, column)
    return FieldResult(
        cell.place, block.entity, draft.target.id, block.table or "", label, was, now
    )


def _result(
    row: StagedRow, block: Block, draft: Draft, *, read: bool, changed: bool, disputed: bool
) -> RowResult:
    outcome = (
        Outcome.DISPUTED
        if disputed
        else Outcome.CHANGED
        if changed and draft.target.record is not None
        else Outcome.ADDED
        if changed
        else Outcome.SAME
        if read
        else Outcome.SKIPPED
    )
    reason = NO_MONTH if outcome is Outcome.SKIPPED else None
    return RowResult(row.place, outcome, block.entity, draft.target.id, row.parent, reason)
