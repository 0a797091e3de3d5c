"""What a person types into one field: read by the field's type, converted once, ready to be written.

The same readers serve the questionnaire workbook, so a text means the same in a cell and in the window.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, Final

from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.base.ids import new_id
from symbioaudit.forms import FieldDef, FormDef
from symbioaudit.forms.session import OVERRIDES
from symbioaudit.intake.answers import answer, value_of
from symbioaudit.intake.build import fitting, fresh, is_field, path_of
from symbioaudit.intake.cells import CellKind
from symbioaudit.intake.layout import Choice, Column, blocks, choices_of
from symbioaudit.intake.naming import Names, called, fold, names_of
from symbioaudit.intake.resolve import PROPERTIES, YEAR
from symbioaudit.intake.staged import Finding, StagedCell
from symbioaudit.intake.values import Context, read_value
from symbioaudit.methodology import Pack
from symbioaudit.model.amount import Amount
from symbioaudit.model.changes import Changes
from symbioaudit.model.codec import field_types, from_json, to_json
from symbioaudit.model.enums import AmountKind, Basis, Missing, Per, Severity
from symbioaudit.model.records import ENTITIES, Process, Record
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.operations import Create, Edit, Update
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace
from symbioaudit.storage.edits import State, key_of, plan
from symbioaudit.storage.schema import is_optional
from symbioaudit.units import Property, calendar_of, format_number, format_quantity, parse

REFERENCES: Final = frozenset({"ref", "refs"})
PERIOD_FIELDS: Final = frozenset({"period_start", "period_end"})
SPREAD: Final = frozenset({AmountKind.RANGE, AmountKind.TOLERANCE})
UNKNOWN_MARKS: Final = frozenset({"?", "??"})
MUST_BE_FILLED: Final = Message(N_("this field cannot be left blank"))
CALENDAR_FIELDS: Final = frozenset(
    {"shifts_per_day", "hours_per_shift", "days_per_week", "weeks_per_year"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a typed text means. ``ok`` False: it could not be read and nothing is to be written."""

    value: Any = None
    missing: Missing | None = None
    findings: tuple[Finding, ...] = ()
    ok: bool = True

    @property
    def trouble(self) -> Message | Text | None:
        """Why the text could not be read."""
        return self.findings[0].message if self.findings and not self.ok else None


@dataclass(frozen=True)
class Desk:
    """What reading a text may lean on: the audit at hand, its pack and the language typed in."""

    live: LiveAudit
    pack: Pack
    lang: str = "ru"

    @property
    def context(self) -> Context:
        """Calendar and period, as the readers want them."""
        audit = self.live.audit
        days = None
        if audit.period_start and audit.period_end:
            days = float((audit.period_end - audit.period_start).days + 1)
        return Context(
            locale=self.lang,
            calendar=calendar_of(self.live.site),
            period_days=None if days is None or int(days) in YEAR else days,
        )


@dataclass(frozen=True)
class Reader:
    """Reads many texts of one form: what all of them lean on is looked up once."""

    desk: Desk
    form: FormDef

    def read(self, code: str, text: str, record: Record | None = None) -> Entry:
        """Like :func:`read_entry`."""
        text = text.strip()
        if not text or text in UNKNOWN_MARKS:
            missing = Missing.UNKNOWN if text else None
            if not may_be_blank(self.form.entity, code):
                return Entry(findings=(Finding(Severity.ERROR, MUST_BE_FILLED),), ok=False)
            return Entry(missing=missing)
        column = column_of(self.desk.pack, self.form, code)
        leaning = self._leaning(code, column, record)
        found = read_value(StagedCell(text, place="", kind=CellKind.TEXT), column, leaning)
        if not found.taken:
            return Entry(findings=found.findings, ok=False)
        if found.missing is not None:
            return Entry(missing=found.missing, findings=found.findings)
        value = _keeping_basis(found.value, record, code)
        return Entry(value=fitting(self.form.entity, code, value), findings=found.findings)

    def _leaning(self, code: str, column: Column, record: Record | None) -> Context:
        if column.type in REFERENCES:
            return replace(self._context, names=self._names(code, column.target))
        if column.is_quantity:
            return replace(self._context, properties=own_properties(record))
        return self._context

    @cached_property
    def _context(self) -> Context:
        return self.desk.context

    @cached_property
    def _found(self) -> dict[str, Names]:
        return {}

    def _names(self, code: str, target: str | None) -> Names:
        if code not in self._found:
            self._found[code] = known_names(self.desk.live, target, self.form.field(code))
        return self._found[code]


def read_entry(
    desk: Desk, form: FormDef, code: str, text: str, record: Record | None = None
) -> Entry:
    """Read a typed text for a field of a form. An empty text blanks the field, ``?`` says "unknown".

    ``record`` lends its own density, calorific value and the like to conversions.
    """
    return Reader(desk, form).read(code, text, record)


def may_be_blank(entity: str, code: str) -> bool:
    """False for the few fields without which a record cannot be (direction, kind, category)."""
    if not is_field(entity, code):
        return True
    return is_optional(field_types(ENTITIES[entity])[code])


def edits_for(record: Record, code: str, entry: Entry) -> Update:
    """The update that writes an entry: value, blank, or blank with a reason."""
    return Update(record.entity, record.id, fields_for(record.entity, code, entry))


def fields_for(entity: str, code: str, entry: Entry) -> dict[str, Any]:
    """What an entry sets, by path."""
    path, reason = path_of(entity, code), f"reasons.{code}"
    if entry.missing is not None:
        return {path: None, reason: entry.missing.value}
    return {path: None, reason: None} if entry.value is None else {path: entry.value}


def applied(record: Record, edit: Update) -> Record:
    """The record as the edit will leave it, before the edit is written.

    Raises:
        SymbioError: the edit does not fit.
    """
    key = (record.entity, record.id)
    state: State = {key: to_json(record)}
    plan([edit], state)
    found: Record = from_json(ENTITIES[record.entity], state[key] or {})
    return found


def override(record: Record, rule: str, reason: str) -> Update:
    """Set a rule of the form aside for this record, with the reason; an empty reason restores it."""
    rows = record.properties.get(OVERRIDES)
    kept = (
        [r for r in rows if isinstance(r, Mapping) and r.get("rule") != rule]
        if isinstance(rows, tuple)
        else []
    )
    if reason:
        kept.append({"rule": rule, "reason": reason})
    return Update(record.entity, record.id, {f"properties.{OVERRIDES}": tuple(kept) or None})


def rebased(record: Record, code: str, basis: str) -> Entry:
    """The amount of a field, known in another way (measured, billed …); an empty basis blanks it."""
    value = value_of(record, code)
    if not isinstance(value, Amount):
        return Entry()
    return Entry(value=replace(value, basis=Basis(basis) if basis else None))


def basis_of(record: Record, code: str) -> str:
    """How the amount of a field is known; empty when nobody said."""
    value = value_of(record, code)
    return value.basis.value if isinstance(value, Amount) and value.basis else ""


def missing_of(record: Record, code: str) -> Missing | None:
    """Why a field is blank, when somebody said so."""
    value = value_of(record, code)
    if isinstance(value, Amount):
        return value.missing
    return record.reasons.get(code)


def new_process_for(
    live: LiveAudit, record: Record, code: str, name: str, *, many: bool = False
) -> list[Edit]:
    """A process of this name, and the record's field that refers to it, among others with ``many``."""
    process = Process(id=new_id(), audit_id=live.audit_id, name=name.strip())
    path = path_of(record.entity, code)
    old = value_of(record, code) or ()
    value: Any = (*old, process.id) if many else process.id
    return [Create(process), Update(record.entity, record.id, {path: value})]


def blank_entry(missing: Missing | None) -> Entry:
    """A blank, with the reason for it when there is one."""
    return Entry(missing=missing)


def new_record(form: FormDef, record_id: str, audit_id: str, fields: Mapping[str, Any]) -> Create:
    """A new record of a grid form: the form's defaults and filter, then ``fields`` by code."""
    own = dict(form.defaults)
    for code, allowed in form.filter.items():
        if code not in own:
            own[code] = allowed[0]
    return Create(fresh(form.entity, {**own, **fields, "id": record_id, "audit_id": audit_id}, {}))


def shown(pack: Pack, form: FormDef, code: str, record: Record, lang: str, live: LiveAudit) -> str:
    """The text that stands in the editor of a field; typing it again changes nothing."""
    column = column_of(pack, form, code)
    bases = {choice.value: choice.text for choice in choices_of(pack, "bases")}
    found = answer(record, column, lang, _names_for(live, column), bases)
    return f"{found.text} {found.unit}".strip()


def choices(pack: Pack, field: FieldDef) -> tuple[Choice, ...]:
    """The values of a field's closed list."""
    return choices_of(pack, field.enum)


def bases(pack: Pack) -> tuple[Choice, ...]:
    """How a number may be known."""
    return choices_of(pack, "bases")


def canonical_text(record: Record, code: str, lang: str) -> str:
    """What an amount means in canonical units, or what its conversion lacks; else nothing."""
    return canonical_of(value_of(record, code), lang)


def canonical_of(value: Any, lang: str) -> str:
    """Like :func:`canonical_text`, of a value at hand; a range keeps both ends."""
    if not isinstance(value, Amount) or not value.canonical or not value.canonical_unit:
        return ""
    per = f"{value.unit}/a" if value.per is Per.YEAR else value.unit
    span, unit = value.canonical, value.canonical_unit
    if (value.unit if value.per is None else per) == unit or span.best is None:
        return ""
    if value.kind in SPREAD and span.low is not None and span.high is not None:
        return f"= {format_number(span.low, lang)}–{format_quantity(span.high, unit, lang)}"
    return f"= {format_quantity(span.best, unit, lang)}"


def own_properties(record: Record | None) -> dict[str, Property]:
    """Density, calorific value, mass of a piece of the record itself."""
    found: dict[str, Property] = {}
    for code, name in PROPERTIES.items():
        value = value_of(record, code) if record else None
        if isinstance(value, Amount) and value.number and value.canonical_unit:
            found[name] = Property(value.number, value.canonical_unit, value.text)
    return found


def reconverted(desk: Desk, edits: Iterable[Edit]) -> list[Update]:
    """Amounts that must be read again because an edit changed what they were converted by.

    A new density converts the volumes of its stream; new shifts convert what was typed per shift.
    ``desk`` already holds the edits.
    """
    out: list[Update] = []
    seen: set[str] = set()
    for edit in edits:
        if not isinstance(edit, Update):
            continue
        fields = set(edit.fields)
        if edit.entity == "site" and fields & CALENDAR_FIELDS:
            records: tuple[Any, ...] = tuple(desk.live)
        elif edit.entity == "audit" and fields & PERIOD_FIELDS:
            records = tuple(desk.live)
        elif fields & set(PROPERTIES):
            records = (desk.live.get(edit.entity, edit.id),)
        else:
            continue
        for record in records:
            if record is not None and record.id not in seen:
                seen.add(record.id)
                out += _read_again(desk, record)
    return out


def with_reconverted(
    workspace: Workspace,
    audit_id: str | None,
    edits: Sequence[Edit],
    pack: Pack | None,
    lang: str,
) -> Sequence[Edit]:
    """The edits and, after them, what must be converted again because of them."""
    if audit_id is None or pack is None or not any(_matters(edit) for edit in edits):
        return edits
    live = LiveAudit(load_snapshot(workspace, audit_id))
    state: State = {}
    for key in (key_of(edit) for edit in edits):
        record = live.get(*key)
        state[key] = None if record is None else to_json(record)
    live.apply(Changes("", "", tuple(plan(edits, state))))
    return (*edits, *reconverted(Desk(live, pack, lang), edits))


def column_of(pack: Pack, form: FormDef, code: str) -> Column:
    """The field as the readers know it.

    Raises:
        KeyError: the field is not one that a person types (files, months, computed).
    """
    return _columns(pack, form.id)[code]


def _matters(edit: Edit) -> bool:
    if not isinstance(edit, Update):
        return False
    return bool(edit.fields.keys() & {*PROPERTIES, *CALENDAR_FIELDS, *PERIOD_FIELDS})


def _read_again(desk: Desk, record: Record) -> list[Update]:
    context = replace(desk.context, properties=own_properties(record))
    changed: dict[str, Any] = {}
    for form in desk.pack.forms.values():
        if not form.takes(record):
            continue
        for item in (f for f in form.fields if f.is_amount):
            old = value_of(record, item.code)
            if isinstance(old, Amount) and old.value is not None and _leans(old):
                new = _parsed(item, old, context)
                if new is not None and new != old:
                    changed[path_of(record.entity, item.code)] = new
    return [Update(record.entity, record.id, changed)] if changed else []


def _leans(amount: Amount) -> bool:
    """True where the conversion used a fact outside the text, or lacked one."""
    return bool(amount.via or amount.gap)


def _parsed(item: FieldDef, old: Amount, context: Context) -> Amount | None:
    from symbioaudit.base.errors import SymbioError

    try:
        new = parse(
            old.text,
            locale=context.locale,
            dimension=item.dimension or None,
            default_unit=item.unit_in(context.locale),
            basis=old.basis,
            calendar=context.calendar,
            properties=context.properties,
            period_days=context.period_days,
        )
    except SymbioError:
        return None  # typed in another language's habits: stays as it was read then
    return new if new.kind is old.kind or new.kind is not AmountKind.EXACT else None


def _keeping_basis(value: Any, record: Record | None, code: str) -> Any:
    """A corrected number stays known in the way it was, unless the text says another."""
    if not isinstance(value, Amount) or value.basis is not None or value.missing is not None:
        return value
    old = value_of(record, code) if record else None
    return replace(value, basis=old.basis) if isinstance(old, Amount) and old.basis else value


@cache
def _columns(pack: Pack, form_id: str) -> Mapping[str, Column]:
    out: dict[str, Column] = {}
    for block in blocks(pack, forms=(form_id,)):
        if block.table is None:
            out |= {column.code: column for column in block.columns}
    return out


def known_names(live: LiveAudit, target: str | None, item: FieldDef | None = None) -> Names:
    """The records that a reference may name, by name and by code.

    Of records that share a name those that the field asks for go first; another record can still be
    named where no fitting one bears the name.
    """
    names, others = Names(), []
    taken: set[str] = set()
    for record in live.of(target) if target else live:
        if item is None or item.offers(record):
            names.learn(record.entity, record.id, called(record))
            taken.update(map(fold, called(record)) if item and item.target_filter else ())
        else:
            others.append(record)
    for record in others:
        free = [name for name in called(record) if fold(name) not in taken]
        names.learn(record.entity, record.id, free)
    return names


def fitting_names(live: LiveAudit, item: FieldDef) -> Mapping[str, str]:
    """Names, by id, of the records that a reference is meant to name: these are offered."""
    target = item.target
    every = live.names(target) if target in ENTITIES and target else {}
    if not item.target_filter or not target:
        return every
    return {
        record.id: every[record.id]
        for record in live.of(target)
        if record.id in every and item.offers(record)
    }


def _names_for(live: LiveAudit, column: Column) -> Mapping[str, str]:
    if column.type not in REFERENCES:
        return {}
    return live.names(column.target) if column.target else names_of(tuple(live))


def warm_up() -> None:
    """Build the table of units, so that the first amount typed does not wait for it."""
    parse("1 t/year", locale="en", dimension="mass_per_year")
