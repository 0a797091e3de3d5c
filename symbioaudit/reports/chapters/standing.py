"""Technical potential by its parts, and the quadrant of potential and readiness."""

from __future__ import annotations

from symbioaudit.analysis.results import Part, Score
from symbioaudit.forms.loader import text_of
from symbioaudit.reports.context import Context
from symbioaudit.reports.numbers import plain
from symbioaudit.reports.tree import Block, Figure, Heading, Number, Quadrant, Row, Table, Words


def standing(ctx: Context) -> tuple[Block, ...]:
    """Heading, parts, quadrant and advice; nothing where the results have no outlook."""
    outlook = ctx.results.outlook
    if outlook is None:
        return ()
    rules = ctx.dossier.pack.scoring["quadrant"]
    corners = {key: ctx.say(text_of(text)) for key, text in rules["texts"].items()}
    across, up = outlook.potential, outlook.readiness
    picture = Quadrant(
        (across.low, up.low),
        (across.high, up.high),
        across.known or up.known,
        (float(rules["potential"]), float(rules["readiness"])),
        corners,
        outlook.quadrants,
        ctx.t("axis.potential"),
        ctx.t("axis.readiness"),
    )
    texts = "; ".join(corners[key] for key in outlook.quadrants)
    keys = {0: "standing.unknown", 1: "standing.settled"}
    advice = keys.get(len(outlook.quadrants), "standing.open")
    drawn = (Figure("quadrant", ctx.t("figure.quadrant"), picture),) if outlook.quadrants else ()
    return (
        Heading(ctx.t("head.potential")),
        ctx.paragraph("standing.potential", score=span(ctx, across)),
        score_table(ctx, "potential", across),
        *drawn,
        ctx.paragraph(advice, texts=texts),
    )


def span(ctx: Context, score: Score) -> str:
    """A score in words: a number, or the bounds where parts are unknown."""
    if score.parts and not score.known:
        return ctx.t("no_data")
    low, high = (plain(value, ctx.lang, 0) for value in (score.low, score.high))
    return low if low == high else f"{low}–{high}"


def score_table(ctx: Context, table_id: str, score: Score) -> Table:
    """The parts of a score; an unknown one says why and is not counted as zero."""
    columns = (
        ctx.column("part"),
        ctx.column("points"),
        ctx.column("weight"),
        ctx.column("why_unknown"),
    )
    return ctx.table(table_id, columns, [_part(ctx, part) for part in score.parts])


def _part(ctx: Context, part: Part) -> Row:
    gap = part.score.gap or part.measure.gap
    why = ctx.say(gap) if part.score.value is None else ""
    return Row(
        (
            Words(ctx.say(part.label)),
            ctx.quantity(part.score, ""),
            Number(part.weight),
            Words(why),
        )
    )
