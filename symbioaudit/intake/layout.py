"""What a questionnaire asks: blocks of columns derived from the forms of a methodology pack.

This is the only module of the room that looks inside form definitions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.forms import FieldDef, FormDef
from symbioaudit.methodology import Pack
from symbioaudit.model.enums import Depth
from symbioaudit.model.records import Record

QUANTITIES: Final = frozenset({"amount", "money"})
NOT_ASKED: Final = frozenset({"auto", "files"})
TABLES: Final = frozenset({"table", "months"})
MONTHS: Final = tuple(str(number) for number in range(1, 13))
AUDIT_ASKED: Final = (
    "title",
    "data_origin",
    "data_origin_en",
    "period_start",
    "period_end",
    "currency",
    "price_year",
)
SECTIONS: Final[Mapping[str, Message]] = {
    "management": Message(N_("Management")),
    "production": Message(N_("Production")),
    "energy": Message(N_("Energy")),
    "water": Message(N_("Water")),
    "ecology": Message(N_("Ecology")),
    "logistics": Message(N_("Logistics")),
    "finance": Message(N_("Finance")),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a closed list."""

    value: str
    text: Text


@dataclass(frozen=True, slots=True)
class Column:
    """One question. ``unit`` is the unit shown; ``dimension`` what a quantity may be."""

    code: str
    label: Text
    type: str
    help: Text | None = None
    example: Text | None = None
    dimension: tuple[str, ...] = ()
    unit: Text | None = None
    choices: tuple[Choice, ...] = ()
    code_system: str | None = None
    target: str | None = None
    many: bool = False
    required: bool = False
    basis: bool = False

    @property
    def is_quantity(self) -> bool:
        """Has a unit column."""
        return self.type in QUANTITIES


@dataclass(frozen=True, slots=True)
class Block:
    """A form, or one table of a form, as it stands on a sheet of the workbook."""

    form: str
    title: Text
    department: str
    entity: str
    columns: tuple[Column, ...]
    purpose: Text | None = None
    single: bool = False
    table: str | None = None  # field code of a table inside the form
    months: bool = False  # the table is a year by month: one line per record
    label_field: str | None = None
    filter: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """``F09`` or ``F09.composition``: the hidden name of the block."""
        return f"{self.form}.{self.table}" if self.table else self.form

    @property
    def needs_parent(self) -> bool:
        """A table inside a form of many records: each line names its record."""
        return self.table is not None and not self.single

    @property
    def month(self) -> Column:
        """What is asked of each month: its dimension and unit."""
        return self.columns[0]

    def column(self, code: str) -> Column | None:
        """The column of a field code."""
        return next((column for column in self.columns if column.code == code), None)

    def holds(self, record: Record) -> bool:
        """True where the record belongs to this form (its filter fits)."""
        return record.entity == self.entity and all(
            str(getattr(record, code, None)) in allowed for code, allowed in self.filter.items()
        )


NOTE: Final = Column("note", Text("Примечание, источник", "Note, source"), "text")


def blocks(
    pack: Pack,
    *,
    depth: Depth | str = Depth.STANDARD,
    whole: bool = True,
    forms: Collection[str] | None = None,
) -> tuple[Block, ...]:
    """The blocks of a questionnaire in the order of the forms.

    With ``whole`` every field that a person can answer; without, only what ``depth`` may require.
    ``forms`` names the forms; by default those that a factory is asked (``intake: true``).
    """
    return tuple(
        block
        for form in pack.forms.values()
        if (form.id in forms if forms is not None else form.intake)
        for block in _form_blocks(pack, form, Depth(depth), whole=whole)
    )


def readable(pack: Pack) -> tuple[Block, ...]:
    """Every block that a workbook may hold: any form of the methodology."""
    return blocks(pack, forms=tuple(pack.forms))


def audit_block(pack: Pack) -> Block | None:
    """The few facts of the audit itself that a questionnaire carries on its first sheet."""
    forms = (f for f in pack.forms.values() if (f.entity, f.mode) == ("audit", "single"))
    form = next(forms, None)
    if form is None:
        return None
    asked = [f for f in form.fields if f.code in AUDIT_ASKED]
    columns = tuple(_column(pack, f, Depth.STANDARD) for f in asked)
    return Block(form.id, form.title, "audit", "audit", columns, single=True)


def block_named(every: Iterable[Block], key: str) -> Block | None:
    """The block with this hidden name."""
    return next((block for block in every if block.key == key), None)


def _form_blocks(pack: Pack, form: FormDef, depth: Depth, *, whole: bool) -> Iterator[Block]:
    fields = [f for f in form.fields if whole or _asked(f, form, depth)]
    plain = [f for f in fields if f.type not in NOT_ASKED | TABLES]
    columns = tuple(_column(pack, f, depth) for f in plain)
    if columns and not any(column.code == "note" for column in columns):
        columns = (*columns, NOTE)
    main = Block(
        form=form.id,
        title=form.title,
        department=form.department,
        entity=form.entity,
        columns=columns,
        purpose=form.purpose,
        single=form.mode == "single",
        label_field=form.label_field,
        filter=form.filter,
        defaults=form.defaults,
    )
    if columns:
        yield main
    for table in (f for f in fields if f.type in TABLES):
        make = _months_block if table.type == "months" else _table_block
        yield make(pack, main, table, depth)


def _table_block(pack: Pack, main: Block, table: FieldDef, depth: Depth) -> Block:
    inner = [c for c in table.columns if c.type not in NOT_ASKED]
    ru, en = main.title.ru, main.title.en
    return replace(
        main,
        title=Text(f"{ru}: {table.label.ru.lower()}", f"{en}: {table.label.en.lower()}"),
        columns=tuple(_column(pack, c, depth) for c in inner),
        purpose=table.help,
        table=table.code,
    )


def _months_block(pack: Pack, main: Block, table: FieldDef, depth: Depth) -> Block:
    """Twelve columns, one per month; the unit is given once per line."""
    block = _table_block(pack, main, table, depth)
    month = replace(_column(pack, table, depth), type="month")
    names = {c.value: c.text for c in choices_of(pack, "months")}
    columns = tuple(
        replace(month, code=number, label=names.get(number, Text(number, number)))
        for number in MONTHS
    )
    return replace(block, columns=columns, months=True)


def _asked(field_: FieldDef, form: FormDef, depth: Depth) -> bool:
    """What this depth may require, what tells records of the form apart, and notes."""
    keys = {form.label_field, "note", *form.filter}
    return field_.code in keys or (field_.required or {}).get(depth, False) is not False


def _column(pack: Pack, field_: FieldDef, depth: Depth) -> Column:
    unit = Text(field_.unit, field_.unit_en or field_.unit) if field_.unit else None
    return Column(
        code=field_.code,
        label=field_.label,
        type=field_.type,
        help=field_.help,
        example=field_.example,
        dimension=field_.dimension,
        unit=unit,
        choices=choices_of(pack, field_.enum),
        code_system=field_.code_system,
        target=field_.target,
        many=field_.many or field_.type in {"multi", "refs"},
        required=(field_.required or {}).get(depth) is True,
        basis=field_.evidence and field_.type in QUANTITIES,
    )


def choices_of(pack: Pack, enum: str | None) -> tuple[Choice, ...]:
    """The values of one of the pack's closed lists, in its order."""
    return tuple(Choice(e.value, e.text) for e in pack.offered(enum)) if enum else ()
