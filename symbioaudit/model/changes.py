"""What an operation changed: views repaint by it, the journal stores it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, as JSON values. ``field`` is ``*`` for a whole record
    that appeared (``old`` None) or went to the bin (``new`` None)."""

    entity: str
    id: str
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Changes:
    """The result of one operation."""

    operation: str  # id of the journal entry; empty when nothing changed
    name: str
    fields: tuple[FieldChange, ...] = ()

    @property
    def records(self) -> frozenset[tuple[str, str]]:
        """The (entity, id) pairs that were touched."""
        return frozenset((c.entity, c.id) for c in self.fields)
