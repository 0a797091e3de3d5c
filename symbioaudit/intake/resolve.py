"""Staged rows against an audit: typed values, what is new, what differs, what is disputed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from symbioaudit.base.i18n import N_, Message
from symbioaudit.intake.answers import answer, value_of
from symbioaudit.intake.build import (
    defaults_of,
    edited,
    fitting,
    fresh,
    is_field,
    path_of,
    said,
    same_meaning,
)
from symbioaudit.intake.claims import dispute
from symbioaudit.intake.identify import Target, identify, name_in, name_of
from symbioaudit.intake.layout import Block, Column, block_named, choices_of, readable
from symbioaudit.intake.naming import Names, called, fold, names_of
from symbioaudit.intake.plan import Change, FieldResult, Outcome, Plan, RowResult
from symbioaudit.intake.rules import broken_rules
from symbioaudit.intake.staged import Finding, Staged, StagedCell
from symbioaudit.intake.tables import read_tables
from symbioaudit.intake.values import Answered, Context, cleared, read_value
from symbioaudit.intake.work import Draft, Work
from symbioaudit.methodology import Pack
from symbioaudit.model.amount import Amount
from symbioaudit.model.classifier import CodeBook
from symbioaudit.model.enums import Missing, Severity
from symbioaudit.model.records import Record
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.units import Property, calendar_of

PLANT_FIRST: Final = {"enterprise": 0, "audit": 1, "site": 2, "process": 3, "product": 4}
PROPERTIES: Final[Mapping[str, str]] = {
    "density": "density",
    "ncv": "ncv",
    "unit_mass": "unit_mass",
}
YEAR: Final = range(365, 367)
NOTHING: Final = Message(N_("nothing in the row could be read"))
NO_FORM: Final = Message(N_("this version of the methodology has no such form"))
NOT_TAKEN_BACK: Final = N_("“{label}” was not deleted: the audit has another answer by now")
DOES_NOT_FIT: Final = N_("“{text}” does not fit this field")


def resolve(
    staged: Staged,
    pack: Pack,
    snapshot: Snapshot,
    *,
    locale: str | None = None,
    fresh: bool = False,
    codes: CodeBook | None = None,
) -> Plan:
    """Compare a file with an audit and say what loading it would do.

    With ``fresh`` the audit is made from this file, so what stands in it are mere defaults. Trouble with a cell is a finding at its place and leaves only that cell out.
    """
    work = _begin(staged, pack, snapshot, locale or staged.meta.language or "ru")
    work.fresh = fresh
    work.context = replace(work.context, codes=codes)
    plan = readable(pack)
    paired = [(row, block_named(plan, row.block)) for row in staged.rows]
    known = [(row, block) for row, block in paired if block is not None]
    main = sorted(
        ((row, block) for row, block in known if not block.table),
        key=lambda pair: PLANT_FIRST.get(pair[1].entity, 9),
    )
    targets = identify(main, snapshot)
    _learn_names(work, plan, targets)
    rows = [_row(work, target) for target in targets]
    rows += read_tables(work, [(r, b) for r, b in known if b.table])
    rows += [_passed(row.place, NO_FORM) for row, block in paired if block is None]
    rows += [RowResult(s.place, Outcome.SKIPPED, reason=s.reason) for s in staged.skipped]
    return _finish(work, staged, rows)


def _begin(staged: Staged, pack: Pack, snapshot: Snapshot, locale: str) -> Work:
    bases = {choice.value: choice.text for choice in choices_of(pack, "bases")}
    folded = {fold(label): key for key, text in bases.items() for label in (key, text.ru, text.en)}
    return Work(
        pack=pack,
        snapshot=snapshot,
        context=Context(locale=locale, bases=folded),
        language=staged.meta.language or "ru",
        source=staged.name,
        names=names_of(snapshot.all_records()),
        bases=bases,
        findings=list(staged.findings),
        results=[],
    )


def _learn_names(work: Work, plan: Iterable[Block], targets: Iterable[Target]) -> None:
    """Names by which references and lines find records: those of the audit and those of the file."""
    names, parents = Names(), Names()
    main = [block for block in plan if not block.table]
    for record in work.snapshot.all_records():
        names.learn(record.entity, record.id, (*called(record), record.id))
        for block in main:
            if block.holds(record):
                own = (name_of(record, block), *called(record))
                parents.learn(block.form, record.id, own)
    for target in targets:
        block, cells = target.block, target.row.cells
        given = [cells[c].text for c in ("code", block.label_field or "name") if c in cells]
        if not block.single:
            names.learn(block.entity, target.id, given)
            parents.learn(block.form, target.id, given)
    work.context, work.parents = replace(work.context, names=names), parents


def _row(work: Work, target: Target) -> RowResult:
    """Read every answer of a row into its draft."""
    draft = work.drafts.setdefault(target.id, Draft(target))
    context = work.context
    columns = sorted(target.block.columns, key=lambda column: column.code not in PROPERTIES)
    for column in columns:
        cell = target.row.cells.get(column.code)
        if cell is None or cell.untouched:
            continue
        if cleared(cell.text):
            _take_back(work, draft, column, cell)
            continue
        context = replace(context, properties=_properties(draft))
        _answered(work, draft, column, cell, read_value(cell, column, context))
    if target.block.entity in {"site", "audit"}:
        _recalendar(work, draft)
    return _result(target, draft)


def _properties(draft: Draft) -> dict[str, Property]:
    """Density and the like of the record itself, which its other amounts may be converted by."""
    found = {}
    for code, name in PROPERTIES.items():
        record = draft.target.record
        value = draft.fields.get(code) or (value_of(record, code) if record else None)
        if isinstance(value, Amount) and value.number and value.canonical_unit:
            found[name] = Property(value.number, value.canonical_unit, value.text)
    return found


def _recalendar(work: Work, draft: Draft) -> None:
    """Shifts, hours and the period as the file now states them."""
    record = draft.target.record
    if record is None:
        return
    own = {code: v for code, v in draft.fields.items() if is_field(record.entity, code)}
    now: Any = replace(record, **own)
    if record.entity == "site":
        work.context = replace(work.context, calendar=calendar_of(now))
    elif now.period_start and now.period_end:
        days = (now.period_end - now.period_start).days + 1
        work.context = replace(work.context, period_days=None if days in YEAR else float(days))


def _answered(work: Work, draft: Draft, column: Column, cell: StagedCell, found: Answered) -> None:
    """Put one answer where it belongs: set, changed, disputed, or the same."""
    work.findings.extend(found.findings)
    if not found.taken:
        return
    entity, record = draft.target.block.entity, draft.target.record
    if found.missing is not None:
        _blank(work, draft, column, cell, found.missing)
        return
    try:
        value = fitting(entity, column.code, found.value)
    except (ValueError, TypeError, KeyError):
        text = Message(DOES_NOT_FIT, {"text": cell.text})
        work.findings.append(Finding(Severity.ERROR, text, cell.place))
        return
    settle(work, draft, column, cell, value, value_of(record, column.code) if record else None)


def _blank(work: Work, draft: Draft, column: Column, cell: StagedCell, missing: Missing) -> None:
    record = draft.target.record
    if record is None or value_of(record, column.code) in (None, ()):
        if record is None or record.reasons.get(column.code) is not missing:
            draft.reasons[column.code] = missing
            _note(work, draft, column, cell, "")
        return
    _dispute(work, draft, column, cell)


def _take_back(work: Work, draft: Draft, column: Column, cell: StagedCell) -> None:
    """The word for deleting clears what the sender was shown, and nothing else."""
    record = draft.target.record
    if record is None or (value_of(record, column.code) in (None, ())):
        return
    if not _seen(work, draft, column, cell):
        text = Message(NOT_TAKEN_BACK, {"label": column.label})
        work.findings.append(Finding(Severity.WARNING, text, cell.place))
        return
    try:
        draft.fields[column.code] = fitting(draft.target.block.entity, column.code, None)
    except (ValueError, TypeError, KeyError):
        text = Message(DOES_NOT_FIT, {"text": cell.text})
        work.findings.append(Finding(Severity.ERROR, text, cell.place))
        return
    _note(work, draft, column, cell, cell.before or "")


def settle(
    work: Work, draft: Draft, column: Column, cell: StagedCell, value: Any, old: Any
) -> None:
    """Set the value, correct what the sender saw, or keep both answers."""
    told = draft.fields.get(column.code)
    if told not in (None, ()) and not same_meaning(told, value):
        _dispute(work, draft, column, cell)  # the file itself says two things
        return
    draft.places[column.code] = cell.place
    if old in (None, ()):
        draft.fields[column.code] = value
        _note(work, draft, column, cell, "")
    elif same_meaning(old, value):
        return
    elif work.fresh or _seen(work, draft, column, cell):
        draft.fields[column.code] = value
        _note(work, draft, column, cell, cell.before or "")
    else:
        _dispute(work, draft, column, cell)


def _seen(work: Work, draft: Draft, column: Column, cell: StagedCell) -> bool:
    """The sender was shown the present answer and wrote another: a correction."""
    record = draft.target.record
    if cell.before is None or record is None:
        return False
    shown = answer(record, column, work.language, work.names, work.bases).text
    return fold(shown).replace(",", ".") == fold(cell.before).replace(",", ".")


def _note(work: Work, draft: Draft, column: Column, cell: StagedCell, old: str) -> None:
    target = draft.target
    if target.record is not None:
        work.results.append(
            FieldResult(
                cell.place,
                target.block.entity,
                target.id,
                column.code,
                column.label,
                old,
                said(cell),
            )
        )


def _dispute(work: Work, draft: Draft, column: Column, cell: StagedCell) -> None:
    """Another answer stands in the audit: keep both until somebody decides."""
    draft.disputed = True
    record = draft.target.record
    old = answer(record, column, work.language, work.names, work.bases) if record else None
    shown = f"{old.text} {old.unit}".strip() if old else ""
    dispute(work, draft, column.code, column.label, cell.place, old=shown, new=said(cell))


def _result(target: Target, draft: Draft) -> RowResult:
    name = name_in(target.row, target.block)
    if target.record is not None and not name:
        name = name_of(target.record, target.block)
    changed = bool(draft.fields or draft.reasons)
    if target.record is None:
        outcome = Outcome.ADDED if changed else Outcome.SKIPPED
    elif draft.claims:
        outcome = Outcome.DISPUTED
    else:
        outcome = Outcome.CHANGED if changed else Outcome.SAME
    reason = NOTHING if outcome is Outcome.SKIPPED else None
    return RowResult(target.row.place, outcome, target.block.entity, target.id, name, reason)


def _passed(place: str, reason: Message) -> RowResult:
    return RowResult(place, Outcome.SKIPPED, reason=reason)


def _finish(work: Work, staged: Staged, rows: list[RowResult]) -> Plan:
    """Drafts into records to make, fields to set and claims to keep; the forms' rules are heard."""
    creates, changes, claims = [], [], []
    for draft in work.drafts.values():
        claims += draft.claims
        record = draft.target.record
        if record is not None:
            if change := _change(draft):
                changes.append(change)
                work.findings += broken_rules(work.pack, draft, edited(record, change.fields))
        elif draft.fields or draft.reasons:
            creates.append(_create(work, draft))
            work.findings += broken_rules(work.pack, draft, creates[-1])
    if len(rows) != staged.source_rows:
        raise AssertionError(f"{len(rows)} results for {staged.source_rows} rows")
    return Plan(
        tuple(creates),
        tuple(changes),
        tuple(claims),
        tuple(rows),
        tuple(work.results),
        tuple(work.findings),
    )


def _change(draft: Draft) -> Change | None:
    entity = draft.target.block.entity
    fields: dict[str, Any] = {path_of(entity, c): v for c, v in draft.fields.items()}
    fields |= {f"reasons.{code}": missing.value for code, missing in draft.reasons.items()}
    return Change(entity, draft.target.id, fields) if fields else None


def _create(work: Work, draft: Draft) -> Record:
    block = draft.target.block
    fields = {
        **defaults_of(block),
        **draft.fields,
        "id": draft.target.id,
        "audit_id": work.snapshot.audit.id,
    }
    return fresh(block.entity, fields, draft.reasons)
