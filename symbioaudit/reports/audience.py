"""Who reads a report, and what is taken out of the audit before it is computed for them.

Redaction changes the snapshot, not the pages: totals are then computed without what is hidden,
so that nothing hidden can be found by subtraction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from symbioaudit.model.amount import Amount, Span
from symbioaudit.model.enums import AmountKind, Basis, Confidentiality
from symbioaudit.model.records import Product, Record, Stream
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot
from symbioaudit.reports.numbers import is_money

MONEY, PEOPLE, PRIVATE, AGGREGATE = "money", "people", "private", "aggregate"
NAMED = ("owner", "person", "contact")  # fields that name a person
Level = Callable[[Record], Confidentiality]  # how far a record may go
Named = Callable[[str], str]  # the words for a category


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a redaction left out."""

    records: int
    merged: int


def redact(
    snapshot: Snapshot, kinds: Iterable[str], level: Level, named: Named
) -> tuple[Snapshot, Hidden]:
    """The audit as these readers may see it.

    ``kinds``: ``private`` drops records that must not leave; ``aggregate`` puts those that may be
    seen only in sums together by category; ``money`` and ``people`` blank such fields.
    """
    wanted = frozenset(kinds)
    dropped = merged = 0
    if PRIVATE in wanted:
        snapshot, dropped = _without_private(snapshot, level)
    if AGGREGATE in wanted:
        snapshot, merged = _in_sums(snapshot, level, named)
    if MONEY in wanted:
        snapshot = _each(snapshot, _without_money)
        snapshot = replace(snapshot, costs=())
    if PEOPLE in wanted:
        snapshot = replace(_each(snapshot, _without_people), interviews=(), authors={})
    return snapshot, Hidden(dropped, merged)


def _each(snapshot: Snapshot, change: Callable[[Any], Any]) -> Snapshot:
    parts: dict[str, Any] = {
        name: tuple(change(record) for record in getattr(snapshot, name))
        for name in COLLECTIONS.values()
    }
    for name in ("enterprise", "site", "audit"):
        parts[name] = change(getattr(snapshot, name))
    return replace(snapshot, **parts)


def _without_private(snapshot: Snapshot, level: Level) -> tuple[Snapshot, int]:
    parts: dict[str, Any] = {}
    count = 0
    for name in COLLECTIONS.values():
        items = getattr(snapshot, name)
        kept = tuple(x for x in items if level(x) is not Confidentiality.PRIVATE)
        parts[name] = kept
        count += len(items) - len(kept)
    return replace(snapshot, **parts), count


def _is_money(value: object) -> bool:
    if not isinstance(value, Amount):
        return False
    dimension = value.dimension or ""
    return dimension.startswith(("money", "price")) or is_money(value.canonical_unit or "")


def _without_money(record: Any) -> Any:
    blank = {f.name: None for f in fields(record) if _is_money(getattr(record, f.name))}
    kept = {key: v for key, v in record.properties.items() if not _is_money(v)}
    return replace(record, **blank, properties=kept)


def _without_people(record: Any) -> Any:
    blank = {f.name: None for f in fields(record) if f.name in NAMED}
    kept = {k: v for k, v in record.properties.items() if not any(n in k for n in NAMED)}
    return replace(record, **blank, properties=kept)


def _in_sums(snapshot: Snapshot, level: Level, named: Named) -> tuple[Snapshot, int]:
    """Streams and products that may be seen only in sums, one of each sort; no processes."""
    open_ = [s for s in snapshot.streams if level(s) is not Confidentiality.AGGREGATED]
    closed = [s for s in snapshot.streams if level(s) is Confidentiality.AGGREGATED]
    groups: dict[tuple[object, ...], list[Stream]] = {}
    for s in closed:
        if s.part_of is None:
            unit = s.quantity.canonical_unit if s.quantity else None
            groups.setdefault((s.direction, s.category, s.carrier, unit), []).append(s)
    streams = [_one_stream(items, named) for items in groups.values()]
    loose = [replace(s, from_process=None, to_process=None, part_of=None) for s in open_]
    products, merged = _products(snapshot.products, level, named)
    made = replace(
        snapshot, streams=tuple(sorted([*streams, *loose], key=lambda s: s.id)), products=products
    )
    return replace(made, processes=()), len(closed) + merged


def _one_stream(items: list[Stream], named: Named) -> Stream:
    first = items[0]
    return Stream(
        id=first.id,
        audit_id=first.audit_id,
        direction=first.direction,
        kind=first.kind,
        category=first.category,
        carrier=first.carrier,
        name=named(first.category.value),
        quantity=_sum([s.quantity for s in items]),
        cost=_sum([s.cost for s in items]),
    )


def _products(
    items: tuple[Product, ...], level: Level, named: Named
) -> tuple[tuple[Product, ...], int]:
    closed = [p for p in items if level(p) is Confidentiality.AGGREGATED]
    rest = tuple(replace(p, process_id=None) for p in items if p not in closed)
    units = {p.output.canonical_unit for p in closed if p.output is not None}
    if not closed:
        return rest, 0
    first = closed[0]
    whole = _sum([p.output for p in closed]) if len(units) <= 1 else None
    one = Product(
        id=first.id, audit_id=first.audit_id, name=named("product"), output=whole, is_reference=True
    )
    return (one, *rest), len(closed)


def _sum(amounts: list[Amount | None]) -> Amount | None:
    """Sum of canonical values; None when one of them is unknown: a blank is not zero."""
    spans = [a.canonical for a in amounts if a is not None and a.canonical is not None]
    if not amounts or len(spans) != len(amounts):
        return None
    some = [a for a in amounts if a is not None]
    bests = [s.best for s in spans if s.best is not None]
    if len(bests) != len(spans):
        return None
    whole = Span(sum(bests), sum(s.low or 0.0 for s in spans), sum(s.high or 0.0 for s in spans))
    guess = any(a.is_estimate for a in some)
    return Amount(
        text="",
        kind=AmountKind.EXACT,
        basis=Basis.ESTIMATED if guess else some[0].basis,
        dimension=some[0].dimension,
        canonical=whole,
        canonical_unit=some[0].canonical_unit,
    )
