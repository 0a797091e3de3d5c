"""What the measures give together: those that exclude one another are not both counted, overlaps once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from symbioaudit.analysis.facts import Facts, scaled, total
from symbioaudit.analysis.results import Counted, Label, Measure, Quantity, Together
from symbioaudit.base.i18n import N_, Message
from symbioaudit.model.records import Opportunity

KINDS: Final = ("mass", "energy", "water", "ghg", "money", "capex")
OUT: Final = "rejected"
LESS: Final = "Σ Δ·(1 − overlap)"
WHOLE: Final = frozenset({"capex"})  # an overlap of effects does not make the measure cheaper
EXCLUDED: Final = N_("excluded by “{name}”, which comes before it")
LACKS: Final = N_("needs “{name}”, which is not counted")
OVERLAPS: Final = N_("{share:.0%} of its effect overlaps others")


def together(facts: Facts, measures: Sequence[Measure]) -> Together:
    """Sums over all measures that are not rejected, in the order of their priority."""
    records = {item.id: item for item in facts.snapshot.opportunities}
    open_ = [m for m in measures if records[m.record_id].status != OUT]
    counted = tuple(_counted(open_, records))
    share = {one.record_id: one.share for one in counted}
    return Together(
        {kind: _sum(kind, [m.savings[kind] for m in open_], facts, "Σ Δ") for kind in KINDS},
        {kind: _sum(kind, _after(kind, open_, share), facts, LESS) for kind in KINDS},
        counted,
    )


def _counted(measures: Iterable[Measure], records: Mapping[str, Opportunity]) -> Iterable[Counted]:
    """The more urgent one of two that exclude each other; what needs another only with it."""
    items = list(measures)
    taken: dict[str, str] = {}
    for one in items:
        if _rival(one, taken, records) is None:
            taken[one.record_id] = one.name
    while missing := [m for m in items if m.record_id in taken and _lacks(m, taken, records)]:
        for one in missing:
            taken.pop(one.record_id, None)
    for one in items:
        if one.record_id in taken:
            overlap = records[one.record_id].overlap or 0.0
            why = Message(OVERLAPS, {"share": overlap}) if overlap else None
            yield Counted(one.record_id, one.name, 1.0 - overlap, why)
        else:
            yield Counted(one.record_id, one.name, 0.0, _why_not(one, taken, records))


def _why_not(
    one: Measure, taken: Mapping[str, str], records: Mapping[str, Opportunity]
) -> Label | None:
    rival = _rival(one, taken, records)
    if rival is not None:
        return Message(EXCLUDED, {"name": rival})
    lacking = _lacks(one, taken, records)
    return Message(LACKS, {"name": lacking}) if lacking else None


def _rival(
    one: Measure, taken: Mapping[str, str], records: Mapping[str, Opportunity]
) -> str | None:
    """A measure already counted that excludes this one, whichever of the two says so."""
    own = set(records[one.record_id].excludes)
    for other, name in taken.items():
        if other != one.record_id and (other in own or one.record_id in records[other].excludes):
            return name
    return None


def _lacks(
    one: Measure, taken: Mapping[str, str], records: Mapping[str, Opportunity]
) -> str | None:
    for other in records[one.record_id].requires:
        if other not in taken and other in records:
            return records[other].name or other
    return None


def _after(kind: str, measures: Sequence[Measure], share: Mapping[str, float]) -> list[Quantity]:
    out = []
    for one in measures:
        part = share[one.record_id]
        if not part:
            continue
        quantity = one.savings[kind]
        whole = kind in WHOLE or part == 1
        out.append(
            quantity if whole else scaled(quantity, part, quantity.unit, "F-63", "Δ·(1 − overlap)")
        )
    return out


def _sum(kind: str, parts: Sequence[Quantity], facts: Facts, expression: str) -> Quantity:
    units = {"mass": "t/a", "energy": "GJ/a", "water": "m3/a", "ghg": "tCO2e/a"}
    money = {"money": "RUB/a", "capex": "RUB"}
    unit = units.get(kind) or facts.unit(money[kind])
    return total(parts, unit, "F-63", expression)
