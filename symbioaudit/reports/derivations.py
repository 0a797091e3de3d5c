"""Reads derivations: which factor made a value, and the list of all that are used."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from symbioaudit.analysis.results import (
    Balance,
    Derivation,
    Indicator,
    LossRow,
    Quantity,
    Results,
    Source,
)
from symbioaudit.reports.context import Context
from symbioaudit.reports.currency import in_currency
from symbioaudit.reports.tree import Derived, FactorRow, Number

ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV", 5: "V"}
PLAIN = frozenset({"index", "score", "profitability_index", "readiness"})  # numbers, not per cents
SCALES = (1.0, 1e-3, 1e3, 3.6, 1 / 3.6)  # between the unit of a factor and of a quantity


def factor_of(quantity: Quantity, native: Quantity) -> Number | None:
    """The single factor, scaled to the unit of ``native``, that makes ``quantity`` of it."""
    if quantity.derivation is None or not quantity.value or not native.value:
        return None
    for source in quantity.derivation.leaves():
        if not source.factor or not source.value:
            continue
        for scale in SCALES:
            if math.isclose(native.value * source.value * scale, quantity.value, rel_tol=1e-9):
                key = factor_key(source)
                return Number(source.value * scale, "", factor=key, factor_scale=scale)
    return None


def factor_key(source: Source) -> str:
    """One key for a factor and the unit it was used in."""
    return f"{source.factor}|{source.unit}|{source.value!r}"


def quantities(results: Results) -> Iterator[tuple[object, str, Quantity]]:
    """Every computed value: (owner row, field, quantity), in the order of the results."""
    for item in fields(results):
        if item.name in {"extra", "sankeys", "problems"}:
            continue
        value = getattr(results, item.name)
        if isinstance(value, Quantity):
            yield results, item.name, value
        elif is_dataclass(value):
            yield from _of_row(value)
        elif hasattr(value, "items"):
            yield from ((key, item.name, q) for key, q in value.items() if isinstance(q, Quantity))
        elif isinstance(value, tuple):
            for row in value:
                yield from _of_row(row)


def _of_row(row: object) -> Iterator[tuple[object, str, Quantity]]:
    if not is_dataclass(row):
        return
    for item in fields(row):
        value = getattr(row, item.name)
        if isinstance(value, Quantity):
            yield row, item.name, value


Key = tuple[object, ...]


def key_of(made: Derivation, value: float | None) -> Key:
    """What makes two calculations the same one: formula, inputs and outcome."""
    inputs = tuple((s.symbol, s.value, s.record, s.factor) for s in made.inputs)
    return made.formula, made.expression, value, inputs


def derived(ctx: Context) -> tuple[Derived, ...]:
    """All values that carry a derivation, labelled for a reader; after each the results inside it, once."""
    own: dict[Key, tuple[str, Number]] = {}
    order: list[tuple[Key, Derivation]] = []
    for owner, field, quantity in quantities(ctx.results):
        made = quantity.derivation
        if made is None or not made.formula:
            continue
        # What is unknown, or has no inputs, is the same calculation as nothing else.
        told = quantity.value is not None and made.inputs
        key = key_of(made, quantity.value) if told else (id(quantity),)
        if key not in own:
            unit = "" if field in PLAIN else None
            own[key] = (_label(ctx, owner, field), ctx.quantity(quantity, unit))
            order.append((key, made))
    found: dict[Key, Derived] = {}
    for key, made in order:
        found.setdefault(key, Derived(*own[key]))
        _take_inner(ctx, made, own, found)
    return in_currency(tuple(found.values()), ctx.snapshot.audit.currency)


def opens(source: Source) -> bool:
    """True where an input is another result that has something to tell."""
    return source.made is not None and source.value is not None and bool(source.made.inputs)


def _take_inner(
    ctx: Context,
    made: Derivation,
    own: Mapping[Key, tuple[str, Number]],
    found: dict[Key, Derived],
) -> None:
    """The results inside a result that are not told yet, each before what is inside it."""
    for one in made.inputs:
        if not opens(one):
            continue
        assert one.made is not None
        key = key_of(one.made, one.value)
        if key in found:
            continue
        label = _inner_label(ctx, one.made, one)
        number = Number(one.value, one.unit, estimated=one.estimated, derivation=one.made)
        found[key] = Derived(*own.get(key, (label, number)))
        _take_inner(ctx, one.made, own, found)


def _inner_label(ctx: Context, made: Derivation, source: Source) -> str:
    """Whose it is and what its formula computes."""
    title = formula_title(ctx, made.formula) or made.formula
    name = ctx.say(source.label)
    return f"{name}: {title[:1].lower()}{title[1:]}" if name else title


def formula_title(ctx: Context, formula: str) -> str:
    """What a formula computes: the pack's title, else ours."""
    known = (ctx.dossier.pack_part("formulas") or {}).get(formula)
    own = f"formula.{formula}"
    if ctx.t.has(own):
        return ctx.t(own)
    return ctx.say(known.title) if known is not None else ""


def _label(ctx: Context, owner: object, field: str) -> str:
    """What a value is and whose: ``Природный газ: энергия``; nothing raw from the code."""
    what = next((ctx.t(k) for k in (f"what.{field}", f"col.{field}") if ctx.t.has(k)), field)
    if isinstance(owner, Indicator):
        return ctx.say(owner.label)
    if isinstance(owner, str | int):
        text = _key_text(ctx, owner, field)
    elif isinstance(owner, Balance):
        text = f"{ctx.t(f'layer.{owner.layer}')}, {owner.name or ctx.t('whole_site').lower()}"
    elif isinstance(owner, LossRow):
        text = owner.name or ctx.t("whole_site")
    else:
        text = ctx.say(getattr(owner, "label", None) or getattr(owner, "name", None))
    return (
        f"{text}: {what[:1].lower()}{what[1:]}"
        if text and what[1:2].islower()
        else (f"{text}: {what}" if text else what)
    )


def _key_text(ctx: Context, key: str | int, field: str) -> str:
    """Text of a key of one of the mappings of the results."""
    if field == "waste_by_class":
        return ctx.t("class", n=ROMAN[int(key)]) if int(key) in ROMAN else ctx.t("class_unknown")
    if field == "waste_by_route":
        known = ctx.word("routes", str(key)) if key != "unknown" else ""
        return known or ctx.t("route_unknown")
    return str(key)


def factors(items: Iterable[Derived], ctx: Context) -> tuple[FactorRow, ...]:
    """Every factor of the methodology that a derivation used, once, by key."""
    rows: dict[str, FactorRow] = {}
    for item in items:
        assert item.number.derivation is not None
        for source in item.number.derivation.inputs:
            if source.factor and source.value is not None:
                key = factor_key(source)
                rows.setdefault(
                    key,
                    FactorRow(
                        key, ctx.say(source.label), source.value, source.unit, source.citation or ""
                    ),
                )
    return tuple(rows[key] for key in sorted(rows))
