"""Appendix: how each number came about — formulas, inputs, factors and their sources."""

from __future__ import annotations

from symbioaudit.analysis.results import Derivation, Source
from symbioaudit.reports.context import Context
from symbioaudit.reports.derivations import derived, factors
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


def formula_title(ctx: Context, formula: str) -> str:
    """What a formula computes: the pack's title, else ours."""
    known = (ctx.dossier.pack_part("formulas") or {}).get(formula)
    own = f"formula.{formula}"
    if ctx.t.has(own):
        return ctx.t(own)
    return ctx.say(known.title) if known is not None else ""


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
        ctx.column("result"),
        ctx.column("value"),
        ctx.column("unit"),
        ctx.column("formula"),
        ctx.column("inputs"),
    )
    rows = [_row(ctx, item) for item in items[:ON_PAPER]]
    return ctx.table("calculations", columns, rows, wide=True)


def _row(ctx: Context, item: Derived) -> Row:
    made = item.number.derivation
    assert made is not None
    number = Number(item.number.value, "", estimated=item.number.estimated)
    if item.number.unit == "1":
        number = Number(item.number.value, "1", estimated=item.number.estimated)
    return Row(
        (
            Words(item.label),
            number,
            Words(unit_beside(item.number.unit, ctx.lang)),
            Words(f"{made.formula}: {ctx.t.expression(made.expression)}"),
            Words("; ".join(_input(ctx, source) for source in made.inputs[:MOST_INPUTS])),
        )
    )


def _input(ctx: Context, source: Source) -> str:
    if source.value is None:
        value = ctx.t("no_data")
    else:
        value = plain(source.value, ctx.lang, significant(source.value, 4))
        unit = unit_beside(source.unit, ctx.lang)
        value = f"{value}\u00a0{unit}" if unit else value
    return f"{source.symbol} {'≈' if source.estimated else '='} {value}"
