"""Which set of coefficients turns energy into tonnes of coal equivalent (trap T1): a choice of the audit."""

from __future__ import annotations

from typing import Final

from symbioaudit.analysis.facts import Facts
from symbioaudit.base.i18n import N_
from symbioaudit.methodology import Pack
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.operations import Update

CHANGE: Final = N_("Choose coal-equivalent coefficients")


def sets(pack: Pack, lang: str) -> tuple[tuple[str, str], ...]:
    """(id, title) of the sets that the pack offers."""
    return tuple((s["id"], s["title"][lang]) for s in pack.data.get("coefficient_sets") or ())


def chosen(live: LiveAudit, pack: Pack) -> str:
    """The audit's set, else the pack's default."""
    return Facts(live.snapshot(), pack).coefficient_set


def choose(live: LiveAudit, set_id: str) -> Update:
    """The edit that makes the audit count with another set."""
    return Update("audit", live.audit_id, {"coefficient_set": set_id})
