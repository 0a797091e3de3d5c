"""Symbiosis potential: haves, wants, other resources, matches with gates and score, chains, matches in work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from symbioaudit.model.records import Resource
from symbioaudit.reports.context import Context
from symbioaudit.reports.offering import MatchRow, Offering, PartCell, SideRow
from symbioaudit.reports.tree import (
    Block,
    Column,
    Heading,
    Lamp,
    Number,
    Paragraph,
    Row,
    Table,
    Words,
)

GATES = ("legal", "safety", "quality")
LAMPS = {"pass": "green", "fail": "red", "unknown": "yellow"}
BEST = 5  # matches explained in full
ON_PAPER = 100  # rows of haves or wants


def offering_of(ctx: Context) -> Offering:
    """What the service found; nothing where it did not look."""
    found = ctx.results.extra.get("offering")
    return found if isinstance(found, Offering) else Offering()


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the chapter."""
    found = offering_of(ctx)
    return (
        ctx.paragraph("symbiosis.intro"),
        Heading(ctx.t("head.haves")),
        _sides(ctx, "haves", found.haves),
        Heading(ctx.t("head.wants")),
        _sides(ctx, "wants", found.wants),
        Heading(ctx.t("head.other_resources")),
        _resources(ctx),
        Heading(ctx.t("head.matches")),
        ctx.paragraph("symbiosis.score"),
        *_matches(ctx, found.matches),
        Heading(ctx.t("head.chains")),
        ctx.paragraph("symbiosis.chains"),
        _chains(ctx, found),
        _joints(ctx, found),
        Heading(ctx.t("head.matches_in_work")),
        _work(ctx, found),
    )


def _sides(ctx: Context, table_id: str, sides: tuple[SideRow, ...]) -> Table:
    keys = ("resource", "resource_class", "quantity", "seen_by", "matches", "best_score", "missing_for_match")  # fmt: skip
    rows = [
        Row(
            (
                ctx.or_no_data(Words(s.name)),
                Words(s.resource or ctx.t("symbiosis.no_class")),
                ctx.quantity(s.amount, field=(*s.record, _field_of(s)) if s.record else None),
                Words(s.level),
                Words(str(s.matches) if s.matches else ""),
                ctx.quantity(s.score, "") if s.score is not None else Number(None),
                Words(s.missing),
            )
        )
        for s in sides
    ]
    rows = [_plain(row) for row in rows]
    return ctx.table(table_id, [ctx.column(key) for key in keys], rows, wide=True, paper_rows=ON_PAPER)  # fmt: skip


def _plain(row: Row) -> Row:
    """Scores without the way they came about: their parts stand in a table of their own."""
    cells = tuple(replace(c, derivation=None) if isinstance(c, Number) else c for c in row.cells)
    return replace(row, cells=cells)


def _field_of(side: SideRow) -> str:
    assert side.record is not None
    return {"product": "output", "want": "amount", "resource": "amount"}.get(side.record[0], "quantity")  # fmt: skip


def _resources(ctx: Context) -> Table:
    columns = [ctx.column(key) for key in ("resource", "category", "have_or_want", "quantity")]
    rows = [_resource(ctx, r) for r in ctx.snapshot.resources]
    return ctx.table("other_resources", columns, rows)


def _resource(ctx: Context, r: Resource) -> Row:
    return Row(
        (
            ctx.or_no_data(Words(r.name or "")),
            Words(ctx.word("resource_categories", r.category)),
            Words(ctx.t(f"symbiosis.{r.direction}") if r.direction in {"have", "want"} else ""),
            ctx.amount(r.amount, r, "amount"),
        )
    )


def _matches(ctx: Context, matches: tuple[MatchRow, ...]) -> Iterable[Block]:
    yield _list(ctx, matches)
    if not matches:
        return
    yield _worth(ctx, matches)
    yield _parts(ctx, matches)
    best = [m for m in matches if m.open][:BEST]
    if best:
        yield ctx.paragraph("symbiosis.explained")
        yield from (Paragraph(m.text, "bullet") for m in best)
    yield ctx.note("symbiosis.advice")


def _list(ctx: Context, matches: tuple[MatchRow, ...]) -> Table:
    keys = ("no", "resource", "partner", "partner_kind", *(f"gate_{g}" for g in GATES), "match_score", "may_be", "sure")  # fmt: skip
    rows = [
        Row(
            (
                Words(str(n)),
                Words(m.resource),
                Words(m.partner),
                Words(m.kind),
                *(
                    Lamp(LAMPS[verdict], ctx.t(f"gate.{verdict}"))
                    for _name, verdict, _why in m.gates
                ),
                Number(m.score.value),
                Words(_ends(ctx, m)),
                Number(m.confidence, "1"),
            )
        )
        for n, m in enumerate(matches, 1)
    ]
    columns = [ctx.column(key, "1" if key == "sure" else "") for key in keys]
    return ctx.table("matches", columns, rows, wide=True, paper_rows=ON_PAPER)


def _ends(ctx: Context, m: MatchRow) -> str:
    if m.score.value is None or m.score.low is None or m.score.high is None:
        return ctx.t("gate.fail")
    return f"{m.score.low:.0f}–{m.score.high:.0f}"


def _worth(ctx: Context, matches: tuple[MatchRow, ...]) -> Table:
    keys = ("no", "resource", "exchanged", "gain_own", "gain_partner", "co2_avoided", "distance_km", "ask_first")  # fmt: skip
    units = {"gain_own": "RUB/a", "gain_partner": "RUB/a", "co2_avoided": "tCO2e/a", "distance_km": "km"}  # fmt: skip
    rows = [
        Row(
            (
                Words(str(n)),
                Words(m.resource),
                ctx.quantity(m.exchanged),
                ctx.quantity(m.gain_own),
                ctx.quantity(m.gain_partner),
                ctx.quantity(m.carbon),
                ctx.quantity(m.distance),
                Words("; ".join(m.ask)),
            )
        )
        for n, m in enumerate(matches, 1)
        if any(q.value is not None for q in (m.gain_own, m.gain_partner, m.carbon, m.distance))
    ]
    rows = [_plain(row) for row in rows]
    columns = [ctx.column(key, units.get(key, "")) for key in keys]
    return ctx.table("match_worth", columns, rows, wide=True, paper_rows=ON_PAPER)


def _parts(ctx: Context, matches: tuple[MatchRow, ...]) -> Table:
    """Each part of each score, so that the workbook adds them up again."""
    first = matches[0].parts
    live = "+".join(f"{p.weight:g}*{{part_{p.id}}}" for p in first)
    columns = [
        ctx.column("no"),
        ctx.column("resource"),
        *(Column(f"part_{p.id}", f"{p.title}, {p.weight:g}") for p in first),
        ctx.column("match_score", live=live),
    ]
    rows = [
        Row(
            (
                Words(str(n)),
                Words(m.resource),
                *(_part(p) for p in m.parts),
                Number(sum(p.weight * p.best for p in m.parts)),
            )
        )
        for n, m in enumerate(matches, 1)
        if m.open
    ]
    return ctx.table("match_parts", columns, rows, wide=True, note=ctx.t("symbiosis.parts"))  # fmt: skip


def _part(p: PartCell) -> Number:
    wide = p.high - p.low > 0.005
    return Number(p.best, "", estimated=wide)


def _chains(ctx: Context, found: Offering) -> Table:
    columns = [ctx.column(key) for key in ("no", "chain", "links", "chain_kind", "match_score")]
    rows = [
        Row(
            (
                Words(str(n)),
                Words(c.text),
                Number(float(c.links)),
                Words(ctx.t("symbiosis.cascade" if c.cascade else "symbiosis.series")),
                Number(c.score),
            )
        )
        for n, c in enumerate(found.chains, 1)
    ]
    return ctx.table("chains", columns, rows)


def _joints(ctx: Context, found: Offering) -> Table:
    columns = [ctx.column(key) for key in ("resource_class", "plants", "together")]
    rows = [
        Row((Words(j.resource), Number(float(j.plants)), Words(j.totals))) for j in found.joints
    ]
    return ctx.table("joints", columns, rows)


def _work(ctx: Context, found: Offering) -> Table:
    columns = [
        ctx.column(key)
        for key in ("status", "since", "resource", "partner", "match_score", "ends_with")
    ]
    rows = [
        Row(
            (
                Words(w.status),
                Words(w.since),
                Words(w.resource),
                Words(w.partner),
                Number(w.score),
                Words(w.ends_with),
            )
        )
        for w in found.work
    ]
    return ctx.table("matches_in_work", columns, rows)
