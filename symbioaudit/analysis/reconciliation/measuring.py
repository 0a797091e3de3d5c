"""What to measure next: which measurement removes most uncertainty of the balance for an hour of work."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symbioaudit.analysis.formulas.quality import geometric_deviation
from symbioaudit.analysis.reconciliation.network import Flow, Network
from symbioaudit.analysis.reconciliation.proposal import Proposal
from symbioaudit.base.i18n import Text


@dataclass(frozen=True, slots=True)
class NextMeasurement:
    """A flow worth measuring. ``removes`` is the share of the layer's variance that a measurement
    would take away; ``hours`` the usual work (pack); ``worth`` = removes/hours, 1/h."""

    flow: Flow
    layer: str
    how: Text
    removes: float
    hours: float

    @property
    def worth(self) -> float:
        """Share of variance removed per hour of work."""
        return self.removes / self.hours


def next_measurements(
    found: Iterable[Proposal], thresholds: Mapping[str, Any]
) -> tuple[NextMeasurement, ...]:
    """Flows by what their measurement is worth, the best first; measured ones are left out."""
    rules = thresholds["quality"]
    best = math.log(_measured(rules)) / 2
    made = [m for proposal in found for m in _of_layer(proposal, rules["measuring"], best)]
    return tuple(sorted(made, key=lambda m: (-m.worth, m.flow.key)))


def _measured(rules: Mapping[str, Any]) -> float:
    """GSD² of a measured amount of this year on this site (F-70)."""
    return geometric_deviation(
        [p[0] for p in rules["pedigree"].values()], rules["basic_uncertainty"]
    )


def _of_layer(
    proposal: Proposal, rules: Mapping[str, Any], best: float
) -> Iterable[NextMeasurement]:
    network = proposal.network
    doubts = dict(_doubts(proposal, rules["unknown_most"]))
    whole = sum(d * d for d, _reached in doubts.values())
    if not whole:
        return
    flows = {flow.key: flow for flow in network.flows}
    for key, (doubt, size) in doubts.items():
        removed = doubt**2 - (best * size) ** 2
        effort = rules["efforts"].get(key[2], rules["efforts"]["other"])
        if removed > rules["least"] * whole:
            how = Text(effort["how"]["ru"], effort["how"]["en"])
            yield NextMeasurement(
                flows[key], network.layer, how, removed / whole, float(effort["hours"])
            )


def _doubts(
    proposal: Proposal, most: float
) -> Iterable[tuple[tuple[str, str, str], tuple[float, float]]]:
    """Key → (standard deviation now, size of the flow)."""
    network = proposal.network
    for flow in network.flows:
        if flow.value is not None:
            yield flow.key, (flow.deviation, abs(flow.value))
    for derived in proposal.derived:
        yield derived.flow.key, (derived.deviation, abs(derived.value))
    for flow in proposal.open:
        # Anything from nothing to the whole doubt of the balance: an even distribution.
        width = _room(network, most)
        yield flow.key, (width / math.sqrt(12), width / 2)


def _room(network: Network, most: float) -> float:
    """How large an unknown flow may be: what the site's balance leaves open, at least a share of its inputs."""
    entering = _sum(network.flows, "in")
    rest = entering - _sum(network.flows, "out") - _sum(network.flows, "stock")
    return max(rest, most * entering)


def _sum(flows: Sequence[Flow], side: str) -> float:
    return sum(flow.value or 0.0 for flow in flows if flow.side == side)
