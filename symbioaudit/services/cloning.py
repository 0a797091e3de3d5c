"""Last year's audit as the start of this year's: the same plant, fresh ids, everything to be confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any, Final

from symbioaudit.base.i18n import N_
from symbioaudit.base.ids import new_id
from symbioaudit.methodology import load_pack
from symbioaudit.model import records as r
from symbioaudit.model.enums import AuditStatus
from symbioaudit.services import errors as e
from symbioaudit.services import operations
from symbioaudit.services.audits import next_number
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace

CLONE: Final = N_("Start from an earlier audit")
CARRIED: Final = (
    "carried_from"  # property of a record that nobody has confirmed yet: id of the audit
)
ORIGIN: Final = "copied_from"  # property of a copied record: id of the record it was copied from
COPIED: Final = (
    "process", "product", "stream", "resource", "want", "cost", "opportunity", "risk", "action",
)  # fmt: skip


def clone_audit(
    workspace: Workspace, audit_id: str, *, period: tuple[date, date] | None = None
) -> r.Audit:
    """Make a new audit of the same site with the records of an earlier one, as one operation.

    Evidence, interviews, readiness, findings, matches and signatures belong to their visit and stay
    behind. Each copied record is marked with the audit it comes from until somebody confirms it.

    Raises:
        SymbioError: no such audit, or the period ends before it begins.
    """
    if period and period[1] < period[0]:
        raise e.BAD_PERIOD(text=f"{period[0]}:{period[1]}")
    old = load_snapshot(workspace, audit_id)
    pack = load_pack(old.audit.pack_id, old.audit.overlay_id)
    begin, end = period or _year_later(old.audit)
    audit = replace(
        old.audit,
        id=new_id(),
        number=next_number(workspace),
        pack_version=pack.version,
        pack_hash=pack.hash,
        status=AuditStatus.DRAFT,
        revision=0,
        period_start=begin,
        period_end=end,
        visit_dates=(),
    )
    sources = [record for entity in COPIED for record in old.of(entity)]
    ids = {record.id: new_id() for record in sources}
    copies = [_copy(record, ids, audit.id, audit_id) for record in sources]
    operations.create_many(workspace, [audit, *copies], CLONE)
    return audit


def _copy(record: Any, ids: Mapping[str, str], audit_id: str, source: str) -> Any:
    moved = {f.name: _moved(getattr(record, f.name), ids) for f in fields(record)}
    properties = {**moved["properties"], CARRIED: source, ORIGIN: record.id}
    return replace(record, **{**moved, "audit_id": audit_id, "properties": properties})


def _moved(value: Any, ids: Mapping[str, str]) -> Any:
    """The value with references to copied records turned to their copies."""
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, tuple):
        return tuple(_moved(item, ids) for item in value)
    if isinstance(value, Mapping):
        return {key: _moved(item, ids) for key, item in value.items()}
    return value


def _year_later(audit: r.Audit) -> tuple[date | None, date | None]:
    """The same days of the next year; the 29th of February becomes the 28th."""

    def later(day: date | None) -> date | None:
        if day is None:
            return None
        try:
            return day.replace(year=day.year + 1)
        except ValueError:
            return day.replace(year=day.year + 1, day=28)

    return later(audit.period_start), later(audit.period_end)
