"""What the audit lacks, who at the plant has it, where it lies and what it is needed for.

Each rule is a small reading of the snapshot; its words are ``lack.*`` in the templates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from symbioaudit.model.enums import Category, Direction
from symbioaudit.model.records import Record, Stream
from symbioaudit.reports.context import Context, title_of

SHOWN = 4  # names in one line; the rest is counted
BOUGHT = frozenset(
    {
        Category.RAW_MATERIAL,
        Category.AUXILIARY,
        Category.PACKAGING,
        Category.ENERGY_CARRIER,
        Category.WATER,
    }
)


@dataclass(frozen=True, slots=True)
class Gap:
    """One request: what to bring, who, where from, what it changes."""

    what: str
    who: str
    where: str
    effect: str


Rule = tuple[str, str, Callable[[Context], Sequence[str] | bool]]  # key, department, what lacks


def gaps(ctx: Context) -> tuple[Gap, ...]:
    """All gaps, what blocks most of the results first.

    Readers from whom something is hidden are not told that it lacks.
    """
    if ctx.dossier.hidden is not None:
        return tuple(_amounts(ctx))
    return (*_amounts(ctx), *_by_rules(ctx))


def _amounts(ctx: Context) -> Iterator[Gap]:
    """Streams without an amount, by the department whose form they are in."""
    found: dict[str, list[str]] = {}
    for s in ctx.snapshot.streams:
        if s.quantity is None or s.quantity.canonical is None:
            found.setdefault(_department(ctx, s), []).append(_name(ctx, s))
    for department in sorted(found):
        yield _gap(ctx, "amount", department, found[department])


def _by_rules(ctx: Context) -> Iterator[Gap]:
    for key, department, look in RULES:
        lacking = look(ctx)
        if lacking:
            yield _gap(ctx, key, department, [] if lacking is True else list(lacking))


def _gap(ctx: Context, key: str, department: str, names: Sequence[str]) -> Gap:
    who = f"dept.{department}"
    return Gap(
        what=ctx.t(f"lack.{key}", names=_listed(ctx, names)),
        who=ctx.t(who) if ctx.t.has(who) else ctx.t("dept.management"),
        where=ctx.t(f"lack.{key}.where"),
        effect=ctx.t(f"lack.{key}.effect"),
    )


def _listed(ctx: Context, names: Sequence[str]) -> str:
    shown = ", ".join(names[:SHOWN])
    more = len(names) - SHOWN
    return shown + (ctx.t("and_more", n=more) if more > 0 else "")


def _department(ctx: Context, record: Record) -> str:
    form = ctx.form_of(record)
    return str(form.department) if form is not None else "production"


def _name(ctx: Context, record: Record) -> str:
    title = title_of(record)
    return ctx.t("no_name") if title == record.id else title


def _streams(ctx: Context, test: Callable[[Stream], bool]) -> list[str]:
    return [_name(ctx, s) for s in ctx.snapshot.streams if s.part_of is None and test(s)]


def _without_cost(ctx: Context) -> list[str]:
    def test(s: Stream) -> bool:
        return s.category in BOUGHT and s.direction is Direction.IN and not (s.cost or s.price)

    return _streams(ctx, test)


def _waste(s: Stream) -> bool:
    return s.category is Category.WASTE


def _without_waste_cost(ctx: Context) -> list[str]:
    return _streams(ctx, lambda s: _waste(s) and s.cost is None)


def _without_route(ctx: Context) -> list[str]:
    return _streams(ctx, lambda s: _waste(s) and not s.route and not s.properties.get("routes"))


def _without_class(ctx: Context) -> list[str]:
    return _streams(
        ctx, lambda s: _waste(s) and not s.fkko and not s.properties.get("hazard_class")
    )


def _without_output(ctx: Context) -> list[str]:
    return [
        _name(ctx, p)
        for p in ctx.snapshot.products
        if p.output is None or p.output.canonical is None
    ]


def _no(*categories: Category) -> Callable[[Context], bool]:
    return lambda ctx: not any(s.category in categories for s in ctx.snapshot.streams)


RULES: Sequence[Rule] = (
    ("period", "management", lambda ctx: ctx.snapshot.audit.period_start is None),
    ("products", "production", lambda ctx: not ctx.snapshot.products),
    ("output", "production", _without_output),
    ("energy", "energy", _no(Category.ENERGY_CARRIER)),
    ("materials", "production", _no(Category.RAW_MATERIAL, Category.AUXILIARY)),
    ("water", "water", _no(Category.WATER)),
    ("waste", "ecology", _no(Category.WASTE, Category.BY_PRODUCT)),
    ("cost", "finance", _without_cost),
    ("waste_cost", "finance", _without_waste_cost),
    ("class", "ecology", _without_class),
    ("route", "ecology", _without_route),
    ("processes", "production", lambda ctx: not ctx.snapshot.processes),
    ("system_cost", "finance", lambda ctx: not ctx.snapshot.costs),
    ("heat", "energy", _no(Category.WASTE_HEAT)),
    ("readiness", "management", lambda ctx: not ctx.snapshot.readiness),
    ("evidence", "auditor", lambda ctx: not ctx.snapshot.evidence),
)
