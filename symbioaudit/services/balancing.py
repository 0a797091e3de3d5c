"""The balance helper of an audit: a proposal, what to measure next, how far totals can be trusted."""

from __future__ import annotations

from dataclasses import dataclass

from symbioaudit.analysis.reconciliation import BalanceHelp, help_with
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services.analyses import analyse_audit
from symbioaudit.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Balanced:
    """The audit that was asked for, and what the helper says of it."""

    snapshot: Snapshot
    help: BalanceHelp


def balance_help(workspace: Workspace, audit_id: str) -> Balanced:
    """Reconcile the balances of an audit without changing anything.

    Raises:
        SymbioError: no such audit, its pack is not installed or not in order.
    """
    snapshot, pack, results = analyse_audit(workspace, audit_id)
    return Balanced(snapshot, help_with(results, pack))
