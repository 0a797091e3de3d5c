"""The journal for people: the newest operations with what they changed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from symbioaudit.storage import reader
from symbioaudit.storage.reader import HistoryEntry
from symbioaudit.storage.store import Workspace


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; ``name`` is an English text of the catalogue."""

    seq: int
    id: str
    name: str
    kind: str  # do, undo, redo
    actor: str
    at: str
    reason: str | None
    changes: tuple[HistoryEntry, ...]


def recent_operations(workspace: Workspace, limit: int = 20) -> list[Operation]:
    """The newest operations, newest first."""
    out = []
    for _seq, group in groupby(reader.recent(workspace, limit), key=lambda entry: entry.seq):
        items = tuple(group)
        head = items[0]
        out.append(
            Operation(
                head.seq,
                head.operation,
                head.name,
                head.kind,
                head.actor,
                head.at,
                head.reason,
                items,
            )
        )
    return out
