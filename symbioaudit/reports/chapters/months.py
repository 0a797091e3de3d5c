"""Profiles along the year of what is bought and taken in, with the months that stand out."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

from symbioaudit.model.amount import Amount
from symbioaudit.model.records import Stream
from symbioaudit.reports.context import Context
from symbioaudit.reports.numbers import unit_text
from symbioaudit.reports.tree import Block, Figure, Heading, Number, Profile, Row, Table, Words

OUTLIER = "P-MON-01"
MOST = 6  # pictures
LEAST = 3  # months that make a profile


def profiles(ctx: Context) -> tuple[Block, ...]:
    """A picture per stream with months, the largest first, and the table of all of them."""
    found = [(s, rows) for s in ctx.snapshot.streams if len(rows := _months(s)) >= LEAST]
    if not found:
        return ()
    found.sort(key=lambda pair: (-_annual(pair[0]), pair[0].id))
    pictures = [_figure(ctx, n, s, rows) for n, (s, rows) in enumerate(found[:MOST], 1)]
    return (
        Heading(ctx.t("head.months")),
        ctx.paragraph("consumption.months"),
        _table(ctx, found),
        *pictures,
    )


def profile_of(ctx: Context, stream: Stream) -> Figure | None:
    """The picture of one stream's year; None without enough months."""
    rows = _months(stream)
    return _figure(ctx, 1, stream, rows) if len(rows) >= LEAST else None


def _months(stream: Stream) -> list[tuple[str, Amount | None]]:
    rows = stream.properties.get("monthly")
    if not isinstance(rows, tuple | list):
        return []
    return [
        (str(row.get("month") or number), _amount(row))
        for number, row in enumerate(rows, 1)
        if isinstance(row, Mapping)
    ]


def _amount(row: Mapping[str, Any]) -> Amount | None:
    value = row.get("value")
    return value if isinstance(value, Amount) else None


def _annual(stream: Stream) -> float:
    return (stream.quantity.number if stream.quantity else None) or 0.0


def _value(amount: Amount | None) -> float | None:
    """The number as entered: months are compared with each other, not added up."""
    if amount is None:
        return None
    return amount.value.best if amount.value else amount.number


def _unit(ctx: Context, rows: list[tuple[str, Amount | None]]) -> str:
    amount = next((a for _m, a in rows if a is not None), None)
    if amount is None:
        return ""
    unit = amount.unit if amount.value else amount.canonical_unit
    return unit_text((unit or "").removesuffix("/a"), ctx.lang)


def _marked(ctx: Context, stream: Stream) -> set[str]:
    """Months that the checks of the data found far from the rest."""
    return {
        str(getattr(p.text, "params", {}).get("month"))
        for p in ctx.results.problems
        if p.code == OUTLIER and p.record and p.record[1] == stream.id
    }


def _label(ctx: Context, month: str) -> str:
    key = f"month.{month}"
    return ctx.t(key) if ctx.t.has(key) else month


def _figure(
    ctx: Context, number: int, stream: Stream, rows: list[tuple[str, Amount | None]]
) -> Figure:
    values = tuple(_value(a) for _m, a in rows)
    marked = _marked(ctx, stream)
    known = [v for v in values if v is not None]
    picture = Profile(
        labels=tuple(_label(ctx, month) for month, _a in rows),
        values=values,
        marked=tuple(month in marked for month, _a in rows),
        unit=_unit(ctx, rows),
        usual=median(known) if known else None,
        usual_name=ctx.t("legend.usual"),
        marked_name=ctx.t("legend.marked"),
    )
    name = stream.name or ctx.t("no_data")
    return Figure(f"months{number}", ctx.t("figure.months", name=name), picture)


def _table(ctx: Context, found: list[tuple[Stream, list[tuple[str, Amount | None]]]]) -> Table:
    columns = (
        ctx.column("stream"),
        ctx.column("month"),
        ctx.column("month_amount"),
        ctx.column("unit"),
        ctx.column("remark"),
    )
    rows = [
        Row(
            (
                Words(stream.name or ctx.t("no_data")),
                Words(_label(ctx, month)),
                Number(_value(amount), "", estimated=bool(amount and amount.is_estimate)),
                Words(_unit(ctx, months)),
                Words(ctx.t("legend.marked") if month in _marked(ctx, stream) else ""),
            )
        )
        for stream, months in found
        for month, amount in months
    ]
    return ctx.table("months", columns, rows, paper_rows=72)
