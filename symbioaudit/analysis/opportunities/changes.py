"""What a measure changes (table ``changes`` of form F19): streams as they are against streams as they would be.

Changes of several measures on one stream act on what the others leave: shares multiply, stated money adds. Both
do not depend on the order, so the effect of measures together does not either.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from symbioaudit.analysis.facts import name_of
from symbioaudit.analysis.results import Label
from symbioaudit.base.i18n import N_, Message
from symbioaudit.model.amount import Amount, Span
from symbioaudit.model.records import Opportunity, Record, Stream

TABLE: Final = "changes"
NO_STREAM: Final = N_("a changed stream is not in the audit any more")
NO_AMOUNT: Final = N_("“{name}”: the amount of today is not known, so a share of it is not either")
OTHER_UNIT: Final = N_("“{name}” is in {before} today and would be in {after}")
NOTHING: Final = N_("“{name}”: it is not said what changes")
NEGATIVE: Final = N_("“{name}”: less than nothing would be left")


@dataclass(frozen=True, slots=True)
class Change:
    """What a measure does to one stream. ``factor``: amount afterwards over that of today; ``added``: what comes
    up where there is nothing today; money a year that is stated goes beside the share."""

    stream_id: str
    factor: float = 1.0
    added: float = 0.0
    route: str | None = None  # where it goes afterwards
    cost_added: float = 0.0  # RUB/a beyond cost · factor
    revenue_added: float = 0.0  # RUB/a beyond revenue · factor
    typed: Amount | None = None  # the amount or the share as typed
    cost: Amount | None = None  # the money as typed
    revenue: Amount | None = None

    def softened(self, overlap: float) -> Change:
        """The part of it that no other measure claims."""
        left = 1.0 - overlap
        return replace(
            self,
            factor=1.0 + (self.factor - 1.0) * left,
            added=self.added * left,
            cost_added=self.cost_added * left,
            revenue_added=self.revenue_added * left,
        )


@dataclass(frozen=True, slots=True)
class Changed:
    """The changes of one measure, and what could not be read of them."""

    changes: tuple[Change, ...] = ()
    gaps: tuple[Label, ...] = ()

    @property
    def whole(self) -> bool:
        """Something is changed and all of it is known."""
        return bool(self.changes) and not self.gaps


def changes_of(measure: Opportunity, by_id: Mapping[str, Record]) -> Changed:
    """The rows of the measure's table."""
    rows = measure.properties.get(TABLE)
    made: list[Change] = []
    gaps: list[Label] = []
    for row in rows if isinstance(rows, tuple) else ():
        if not isinstance(row, Mapping):
            continue
        stream = by_id.get(str(row.get("stream_id") or ""))
        found = _change(stream, row) if isinstance(stream, Stream) else Message(NO_STREAM)
        if isinstance(found, Change):
            made.append(found)
        else:
            gaps.append(found)
    return Changed(tuple(made), tuple(gaps))


def _change(stream: Stream, row: Mapping[str, Any]) -> Change | Label:
    after, share = _amount(row, "after"), _amount(row, "change")
    route = row.get("route") or None
    scaled = _factor(stream, after, share)
    if not isinstance(scaled, tuple):
        return scaled
    factor, added = scaled
    cost = _beyond(row, "cost_after", stream.cost, factor)
    revenue = _beyond(row, "revenue_after", stream.revenue, factor)
    if after is None and share is None and route is None and not cost and not revenue:
        return Message(NOTHING, {"name": name_of(stream)})
    money = _amount(row, "cost_after"), _amount(row, "revenue_after")
    return Change(stream.id, factor, added, route, cost, revenue, after or share, *money)


def _factor(
    stream: Stream, after: Amount | None, share: Amount | None
) -> tuple[float, float] | Label:
    """(factor, added) of the amount."""
    before = stream.quantity.number if stream.quantity else None
    unit = stream.quantity.canonical_unit if stream.quantity else None
    name = name_of(stream)
    if after is not None and after.number is not None:
        if unit is not None and after.canonical_unit != unit:
            units = {"before": unit, "after": after.canonical_unit or ""}
            return Message(OTHER_UNIT, {"name": name, **units})
        if before is None:
            return Message(NO_AMOUNT, {"name": name})
        factor = after.number / before if before else 1.0
        return (factor, 0.0 if before else after.number) if factor >= 0 else Message(NEGATIVE, {"name": name})  # fmt: skip
    if share is not None and share.number is not None:
        if before is None:
            return Message(NO_AMOUNT, {"name": name})
        factor = 1.0 + share.number
        return (factor, 0.0) if factor >= 0 else Message(NEGATIVE, {"name": name})
    return 1.0, 0.0


def _amount(row: Mapping[str, Any], code: str) -> Amount | None:
    value = row.get(code)
    return value if isinstance(value, Amount) and value.number is not None else None


def _beyond(row: Mapping[str, Any], code: str, today: Amount | None, factor: float) -> float:
    """Stated money less what today's would be at the new amount."""
    stated = _amount(row, code)
    if stated is None or stated.number is None:
        return 0.0
    return stated.number - (today.number or 0.0 if today else 0.0) * factor


def grouped(changes: Iterable[Change]) -> Mapping[str, tuple[Change, ...]]:
    """Changes by stream, in an order of their own."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.stream_id, []).append(change)
    return {key: tuple(sorted(found[key], key=_order)) for key in sorted(found)}


def _order(change: Change) -> tuple[Any, ...]:
    money = change.cost_added, change.revenue_added
    return change.factor, change.added, change.route or "", *money


def applied(stream: Stream, changes: Sequence[Change], levels: Mapping[str, float]) -> Stream:
    """The stream after all of these; ``levels``: the hierarchy of routes, the highest of several is taken."""
    factor = math.prod(change.factor for change in changes)
    added = math.fsum(change.added for change in changes)
    properties = {
        code: _scaled(value, factor) if _follows(value) else value
        for code, value in stream.properties.items()
    }
    routes = sorted({c.route for c in changes if c.route}, key=lambda r: (levels.get(r, -1.0), r))
    if routes:
        properties.pop("current_route", None)
    quantity = _plus(_scaled(stream.quantity, factor), added, stream.quantity)
    texts = [c.typed.text for c in changes if c.typed]
    if quantity is not None and quantity is not stream.quantity and texts:
        quantity = replace(quantity, text=f"{quantity.text} → {'; '.join(sorted(texts))}")
    cost, revenue = (
        _plus(
            _scaled(getattr(stream, code), factor),
            math.fsum(getattr(change, f"{code}_added") for change in changes),
            next((a for c in changes if (a := getattr(c, code)) is not None), None),
        )
        for code in ("cost", "revenue")
    )
    route = routes[-1] if routes else stream.route
    return replace(
        stream, quantity=quantity, cost=cost, revenue=revenue, route=route, properties=properties
    )


def _follows(value: Any) -> bool:
    """Money a year that is booked on a stream goes with its amount."""
    unit = value.canonical_unit if isinstance(value, Amount) else None
    return unit is not None and len(unit) == 5 and unit[:3].isupper() and unit.endswith("/a")


def _scaled(amount: Any, factor: float) -> Any:
    if not isinstance(amount, Amount) or amount.canonical is None or factor == 1:
        return amount
    value = amount.value.scaled(factor) if amount.value else None
    return replace(amount, value=value, canonical=amount.canonical.scaled(factor))


def _plus(amount: Amount | None, added: float, like: Amount | None) -> Amount | None:
    if not added:
        return amount
    if amount is None or amount.canonical is None or amount.number is None:
        return replace(like, canonical=Span(added, added, added)) if like else amount
    ends = (amount.canonical.best, amount.canonical.low, amount.canonical.high)
    moved = Span(*(None if end is None else end + added for end in ends))
    return replace(amount, canonical=moved)
