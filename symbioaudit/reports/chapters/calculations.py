"""Appendix: how each number came about — formulas, inputs, factors and their sources."""

from __future__ import annotations

from collections.abc import Mapping

from symbioaudit.analysis.results import Derivation, Source
from symbioaudit.reports.context import Context
from symbioaudit.reports.derivations import Key, derived, factors, formula_title, key_of, opens
from symbioaudit.reports.numbers import plain, significant, unit_beside
from symbioaudit.reports.tree import Block, Code, Derived, Heading, Number, Row, Table, Words

ON_PAPER = 300
MOST_INPUTS = 12  # of one calculation on paper


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the appendix."""
    items = derived(ctx)
    return (
        ctx.paragraph("calculations.intro"),
        Heading(ctx.t("head.formulas")),
        _formulas(ctx, items),
        Heading(ctx.t("head.factors")),
        _factors(ctx, items),
        Heading(ctx.t("head.calculations")),
        *((ctx.paragraph("calculations.paper", n=ON_PAPER),) if len(items) > ON_PAPER else ()),
        _calculations(ctx, items),
    )


def _formulas(ctx: Context, items: tuple[Derived, ...]) -> Table:
    columns = (
        ctx.column("formula"),
        ctx.column("formula_title"),
        ctx.column("expression"),
        ctx.column("source"),
    )
    found: dict[tuple[str, str], Derivation] = {}
    for item in items:
        made = item.number.derivation
        assert made is not None
        found.setdefault((made.formula, made.expression), made)
    rows = [
        Row(
            (
                Code(key[0]),
                Words(formula_title(ctx, key[0])),
                Words(ctx.t.expression(key[1])),
                Words(found[key].source or _formula_source(ctx, key[0])),
            )
        )
        for key in sorted(found)
    ]
    return ctx.table("formulas", columns, rows)


def _formula_source(ctx: Context, formula: str) -> str:
    known = (ctx.dossier.pack_part("formulas") or {}).get(formula)
    own = f"formula_source.{formula}"
    if ctx.t.has(own):
        return ctx.t(own)
    return str(known.source) if known is not None else ""


def _factors(ctx: Context, items: tuple[Derived, ...]) -> Table:
    columns = (
        ctx.column("factor"),
        ctx.column("value"),
        ctx.column("unit"),
        ctx.column("factor_source"),
    )
    rows = [
        Row(
            (
                Words(f.label),
                Number(f.value, ""),
                Words(unit_beside(f.unit, ctx.lang)),
                Words(f.citation),
            )
        )
        for f in factors(items, ctx)
    ]
    return ctx.table("factors", columns, rows)


def _calculations(ctx: Context, items: tuple[Derived, ...]) -> Table:
    columns = (
        ctx.column("no"),
        ctx.column("result"),
        ctx.column("value"),
        ctx.column("unit"),
        ctx.column("formula"),
        ctx.column("inputs"),
    )
    shown = items[:ON_PAPER]
    places = {_key(item): n for n, item in enumerate(shown, 1)}
    rows = [_row(ctx, n, item, places) for n, item in enumerate(shown, 1)]
    return ctx.table("calculations", columns, rows, wide=True)


def _key(item: Derived) -> Key:
    assert item.number.derivation is not None
    return key_of(item.number.derivation, item.number.value)


def _row(ctx: Context, place: int, item: Derived, places: Mapping[Key, int]) -> Row:
    made = item.number.derivation
    assert made is not None
    number = Number(item.number.value, "", estimated=item.number.estimated)
    if item.number.unit == "1":
        number = Number(item.number.value, "1", estimated=item.number.estimated)
    told = [_input(ctx, source, places) for source in made.inputs[:MOST_INPUTS]]
    if len(made.inputs) > MOST_INPUTS:
        told.append(ctx.t("calculations.more", n=len(made.inputs) - MOST_INPUTS))
    return Row(
        (
            Code(str(place)),
            Words(item.label),
            number,
            Words(unit_beside(item.number.unit, ctx.lang)),
            Words(f"{made.formula}: {ctx.t.expression(made.expression)}"),
            Words("; ".join(told)),
        )
    )


def _input(ctx: Context, source: Source, places: Mapping[Key, int]) -> str:
    """``E = 90 GJ/year [12]``: an input with the number of the calculation that made it."""
    if source.value is None:
        value = ctx.t("no_data")
    else:
        value = plain(source.value, ctx.lang, significant(source.value, 4))
        unit = unit_beside(source.unit, ctx.lang)
        value = f"{value}\u00a0{unit}" if unit else value
    inner = source.made if opens(source) else None
    place = places.get(key_of(inner, source.value)) if inner else None
    mark = f"\u00a0[{place}]" if place else ""
    return f"{ctx.t.expression(source.symbol)} {'≈' if source.estimated else '='} {value}{mark}"
