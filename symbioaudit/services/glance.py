"""The list of audits at a glance: shown while the workspace itself is still being opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from symbioaudit.model.enums import AuditStatus, Depth


@dataclass(frozen=True, slots=True)
class AuditSummary:
    """One line of the list of audits."""

    id: str
    number: str | None
    title: str | None
    enterprise: str | None
    inn: str | None
    depth: Depth
    status: AuditStatus
    period_start: date | None
    period_end: date | None
    streams: int
    edited_at: str


def glance(path: Path) -> list[AuditSummary] | None:
    """The audits of a workspace file, the newest first, as :func:`audits.list_audits` gives them.

    Read only, in a few milliseconds. None where the file is not there, is of another schema, is
    damaged or is held by another program: opening it in full then says what is the matter.
    """
    from symbioaudit.storage.glance import audit_rows

    rows = audit_rows(path)
    try:
        return None if rows is None else [_summary(row) for row in rows]
    except (ValueError, TypeError):
        return None  # a value that no program of ours writes: the full opening judges it


def _summary(row: dict[str, Any]) -> AuditSummary:
    return AuditSummary(
        id=row["id"],
        number=row["number"],
        title=row["title"],
        enterprise=row["name_short"] or row["name_full"],
        inn=row["inn"],
        depth=Depth(row["depth"]),
        status=AuditStatus(row["status"]),
        period_start=_day(row["period_start"]),
        period_end=_day(row["period_end"]),
        streams=row["streams"],
        edited_at=row["edited_at"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
