"""Today against afterwards: the whole analysis once more over the changed streams, figure by figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from symbioaudit.analysis.analyse import analyse_changed
from symbioaudit.analysis.facts import Facts, computed
from symbioaudit.analysis.opportunities.changes import Change, applied, grouped
from symbioaudit.analysis.opportunities.effects import levels_of
from symbioaudit.analysis.results import Balance, Label, Light, Quantity, Results
from symbioaudit.base.i18n import N_, Message
from symbioaudit.methodology import Pack
from symbioaudit.model.snapshot import Snapshot

LAYERS: Final = {"mass": N_("Mass"), "water": N_("Water"), "energy": N_("Energy")}
INPUT: Final = N_("{layer}: input")
OUTPUT: Final = N_("{layer}: output")
CLOSURE: Final = N_("{layer}: not accounted for")
FIGURES: Final = {
    "energy": N_("Purchased energy"),
    "energy_cost": N_("Cost of energy"),
    "landfill_share": N_("Landfill share of wastes"),
    "nvos": N_("Payment for negative impact"),
    "losses": N_("Cost of losses"),
    "ghg1": N_("Greenhouse gases, scope 1"),
    "ghg2": N_("Greenhouse gases, scope 2"),
}


@dataclass(frozen=True, slots=True)
class Restated:
    """One figure of the site, today and afterwards."""

    id: str
    group: str  # balance, total, indicator
    label: Label
    before: Quantity
    after: Quantity
    difference: Quantity

    @property
    def moved(self) -> bool:
        """The figure is another one afterwards."""
        return self.before.value != self.after.value


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures of the site and what becomes of the lights of its balances."""

    figures: tuple[Restated, ...]
    lights: tuple[tuple[str, Light, Light], ...]  # layer, today, afterwards
    after: Results

    @property
    def moved(self) -> tuple[Restated, ...]:
        """The figures that are another one afterwards."""
        return tuple(one for one in self.figures if one.moved)


def restated(snapshot: Snapshot, pack: Pack, changes: Iterable[Change]) -> Snapshot:
    """The audit with its streams as they would be."""
    levels = levels_of(Facts(snapshot, pack))
    by_stream = grouped(changes)
    streams = tuple(
        applied(s, by_stream[s.id], levels) if s.id in by_stream else s for s in snapshot.streams
    )
    return snapshot.with_records("stream", streams)


def compare(
    snapshot: Snapshot, pack: Pack, today: Results, changes: Iterable[Change]
) -> Comparison:
    """Every balance, total and indicator of the site, today and after the changes."""
    after = analyse_changed(restated(snapshot, pack, changes), pack, today)
    first, second = (dict(_figures(results)) for results in (today, after))
    figures = tuple(_one(key, *first[key], second[key][2]) for key in first if key in second)
    sites = [{b.layer: b for b in r.balances if b.process is None} for r in (today, after)]
    lights = tuple((layer, b.light, sites[1][layer].light) for layer, b in sites[0].items())
    return Comparison(figures, lights, after)


def _one(key: str, group: str, label: Label, before: Quantity, after: Quantity) -> Restated:
    known = before.value is not None and after.value is not None
    value = (after.value or 0.0) - (before.value or 0.0) if known else None
    symbols = ("x₁", "x₀")
    made = computed(value, after.unit, "Δ", "x₁ − x₀", (after, before), symbols=symbols)
    return Restated(key, group, label, before, after, made)


def _figures(results: Results) -> Iterator[tuple[str, tuple[str, Label, Quantity]]]:
    for balance in results.balances:
        if balance.process is None:
            yield from _of_balance(balance)
    found = {
        "energy": results.energy_total.energy,
        "energy_cost": results.energy_total.cost,
        "landfill_share": results.landfill_share,
        "nvos": results.nvos_total,
        "losses": results.losses[-1].loss_total,
        "ghg1": results.ghg_scope1,
        "ghg2": results.ghg_scope2,
    }
    for key, quantity in found.items():
        yield key, ("total", Message(FIGURES[key]), quantity)
    for indicator in results.indicators:
        yield f"indicator.{indicator.id}", ("indicator", indicator.label, indicator.quantity)


def _of_balance(balance: Balance) -> Iterator[tuple[str, tuple[str, Label, Quantity]]]:
    layer = {"layer": Message(LAYERS[balance.layer])}
    for key, text, quantity in (
        ("in", INPUT, balance.total_in),
        ("out", OUTPUT, balance.total_out),
        ("imbalance", CLOSURE, balance.imbalance_share),
    ):
        yield f"{balance.layer}.{key}", ("balance", Message(text, layer), quantity)
