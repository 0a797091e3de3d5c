"""The balance helper: what measured flows would have to be for the balances to close (F-06),
what to measure next, how far the totals can be trusted (F-72). Proposals only: nothing is overwritten."""

from __future__ import annotations

from dataclasses import dataclass

from symbioaudit.analysis.reconciliation.measuring import NextMeasurement, next_measurements
from symbioaudit.analysis.reconciliation.network import Flow, Network, networks
from symbioaudit.analysis.reconciliation.proposal import Adjusted, Derived, Proposal, proposals
from symbioaudit.analysis.reconciliation.spread import Spread, spreads
from symbioaudit.analysis.results import Results
from symbioaudit.methodology import Pack

__all__ = [
    "Adjusted",
    "BalanceHelp",
    "Derived",
    "Flow",
    "Network",
    "NextMeasurement",
    "Proposal",
    "Spread",
    "help_with",
    "networks",
    "next_measurements",
    "proposals",
    "spreads",
]


@dataclass(frozen=True, slots=True)
class BalanceHelp:
    """All that the balance helper has to say of one audit."""

    proposals: tuple[Proposal, ...]
    next: tuple[NextMeasurement, ...]
    spreads: tuple[Spread, ...]


def help_with(results: Results, pack: Pack) -> BalanceHelp:
    """Reconcile each layer, rank the measurements, spread the totals. Asked for, not part of every pass."""
    found = networks(
        results.balances, results.quality, pack.thresholds["quality"]["measuring"]["incomplete"]
    )
    made = proposals(found)
    return BalanceHelp(made, next_measurements(made, pack.thresholds), spreads(found))
