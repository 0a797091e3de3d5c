"""What the measures give together: those that exclude one another are not both counted, overlaps once, and
measures that change the same stream act on what the others leave of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from symbioaudit.analysis.facts import Facts, scaled, total
from symbioaudit.analysis.opportunities.changes import changes_of
from symbioaudit.analysis.opportunities.effects import Effect, effect
from symbioaudit.analysis.results import Counted, Label, Measure, Quantity, Together
from symbioaudit.base.i18n import N_, Message
from symbioaudit.model.amount import Amount
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
    joint = _Joint(facts, records, share)
    return Together(
        {kind: _sum(kind, [m.savings[kind] for m in open_], facts, "Σ Δ") for kind in KINDS},
        {kind: _sum(kind, _after(kind, open_, share, joint), facts, LESS) for kind in KINDS},
        counted,
    )


class _Joint:
    """The joint effect of the changed streams of several measures, each computed once."""

    def __init__(
        self, facts: Facts, records: Mapping[str, Opportunity], share: Mapping[str, float]
    ) -> None:
        self._facts, self._records, self._share = facts, records, share
        self._known: dict[frozenset[str], Effect] = {}

    def of(self, ids: frozenset[str]) -> Effect:
        """All changes of these measures at once, each less its overlap."""
        if ids not in self._known:
            changes = [
                change.softened(1.0 - self._share[key])
                for key in sorted(ids)
                for change in changes_of(self._records[key], self._facts.snapshot.by_id).changes
            ]
            self._known[ids] = effect(self._facts, changes)
        return self._known[ids]

    def money(self, ids: frozenset[str]) -> Quantity:
        """What they save together, at the mean of the levels of prices that each expects."""
        saved = self.of(ids).saved("money")
        levels = {key: self._level(key) for key in ids}
        if saved.value is None or set(levels.values()) == {1.0}:
            return saved
        alone = {key: self.of(frozenset({key})).saved("money").value or 0.0 for key in ids}
        whole = math.fsum(alone.values())
        mean = math.fsum(alone[key] * levels[key] for key in ids) / whole if whole else 1.0
        return scaled(saved, mean, saved.unit, "F-63", "Δ·k")

    def _level(self, key: str) -> float:
        stated = self._records[key].properties.get("price_level")
        number = stated.number if isinstance(stated, Amount) else None
        return 1.0 if number is None else number

    def running(self, key: str) -> Quantity:
        """New running costs of a measure, as a saving: less than nothing."""
        stated = self._facts.money(self._records[key], "opex_change", "RUB/a", "O")
        if stated.value is None:
            return Quantity(0.0, stated.unit)  # a blank is no new cost, as in its own economics
        return scaled(stated, -1.0, stated.unit, "F-54", "−O")


def _counted(measures: Iterable[Measure], records: Mapping[str, Opportunity]) -> Iterable[Counted]:
    """The more urgent one of two that exclude each other; what needs another only with it."""
    items = list(measures)
    lacking: dict[str, Label] = {}  # what cannot stand excludes nothing either
    while True:
        taken: dict[str, str] = {}
        for one in items:
            if one.record_id not in lacking and _rival(one, taken, records) is None:
                taken[one.record_id] = one.name
        missing = [(m, name) for m in items if m.record_id in taken and (name := _lacks(m, taken, records))]  # fmt: skip
        if not missing:
            break
        lacking |= {m.record_id: Message(LACKS, {"name": name}) for m, name in missing}
    for one in items:
        if one.record_id in taken:
            overlap = records[one.record_id].overlap or 0.0
            why = Message(OVERLAPS, {"share": overlap}) if overlap else None
            yield Counted(one.record_id, one.name, 1.0 - overlap, why)
        else:
            rival = _rival(one, taken, records)
            excluded = Message(EXCLUDED, {"name": rival}) if rival else None
            yield Counted(one.record_id, one.name, 0.0, lacking.get(one.record_id, excluded))


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


def _after(
    kind: str, measures: Sequence[Measure], share: Mapping[str, float], joint: _Joint
) -> list[Quantity]:
    """What is counted: typed savings less their overlap, changed streams all at once."""
    out = []
    standing = [m for m in measures if share[m.record_id]]
    known = [m for m in standing if kind in m.from_changes and m.savings[kind].value is not None]
    if len(known) > 1:
        ids = frozenset(m.record_id for m in known)
        out.append(joint.money(ids) if kind == "money" else joint.of(ids).saved(kind))
        if kind == "money":
            out.extend(joint.running(m.record_id) for m in known)
    for one in standing:
        if len(known) > 1 and one in known:
            continue
        part, quantity = share[one.record_id], one.savings[kind]
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
