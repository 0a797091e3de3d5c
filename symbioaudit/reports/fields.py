"""Any field of any form as a cell: what a form asks for can be printed without new code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from symbioaudit.forms import FieldDef
from symbioaudit.model.amount import Amount
from symbioaudit.model.records import Record
from symbioaudit.reports.chapters.outputs import spaced_fkko
from symbioaudit.reports.context import Context
from symbioaudit.reports.tree import Cell, Code, Column, Day, Number, Row, Table, Words


def value_of(record: Record, code: str) -> Any:
    """A field's value: an attribute of the record, else one of its properties."""
    if code != "properties" and hasattr(record, code):
        return getattr(record, code)
    return record.properties.get(code)


def is_blank(value: Any) -> bool:
    """True for what nobody has stated; a zero and a ‘no’ are statements."""
    return value is None or value in ("", (), [], {})


def cell_of(ctx: Context, record: Record, field: FieldDef) -> Cell:
    """The value of a field as a cell of its kind."""
    value = value_of(record, field.code)
    if field.is_amount:
        amount = value if isinstance(value, Amount) else None
        return ctx.amount(amount, record, field.code)
    return _plain(ctx, field, value)


def _plain(ctx: Context, field: FieldDef, value: Any) -> Cell:
    if isinstance(value, date):
        return Day(value)
    if isinstance(value, bool):
        return Words(ctx.t("word.yes" if value else "word.no"))
    if isinstance(value, int | float) and not field.enum:
        return Number(float(value), field.unit_in(ctx.lang) or "")
    return _words(ctx, field, value)


def _words(ctx: Context, field: FieldDef, value: Any) -> Cell:
    items = list(value) if isinstance(value, list | tuple) else [value]
    known = [item for item in items if not is_blank(item)]
    if field.code_system:
        codes = [spaced_fkko(x) if field.code_system == "fkko" else str(x) for x in known]
        return Code(", ".join(codes))
    if field.type in {"ref", "refs"}:
        return Words(", ".join(filter(None, (ctx.name(str(x)) for x in known))))
    if field.enum:
        return Words("; ".join(ctx.word(field.enum, str(x)) for x in known))
    return Words("; ".join(map(str, known)))


def table_of(ctx: Context, record: Record, field: FieldDef, most: int) -> Table | None:
    """The rows of a table field that somebody filled, at most ``most``; None without any."""
    rows = value_of(record, field.code)
    if not isinstance(rows, list | tuple):
        return None
    filled = [
        row
        for row in rows
        if isinstance(row, Mapping) and any(not is_blank(v) for v in row.values())
    ]
    columns = [c for c in field.columns if any(not is_blank(r.get(c.code)) for r in filled)]
    if not columns:
        return None
    heads = tuple(Column(c.code, c.label.render(ctx.lang)) for c in columns)
    body = tuple(Row(tuple(_in_row(ctx, c, r.get(c.code)) for c in columns)) for r in filled)
    return Table(
        id=f"sheet_{field.code}",
        caption=field.label.render(ctx.lang),
        columns=heads,
        rows=body,
        paper_rows=most,
    )


def _in_row(ctx: Context, column: FieldDef, value: Any) -> Cell:
    if isinstance(value, Amount):
        span = value.canonical
        if span is None:
            return Words(value.text or ctx.t("no_data"))
        return Number(span.best, value.canonical_unit or "", estimated=value.is_estimate)
    return Words("") if is_blank(value) else _plain(ctx, column, value)
