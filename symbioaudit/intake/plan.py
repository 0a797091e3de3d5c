"""What loading a file would do to an audit: a plan to look at, then to apply as one operation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from symbioaudit.base.i18n import Message, Text
from symbioaudit.intake.staged import Finding
from symbioaudit.model.records import Claim, Record


class Outcome(StrEnum):
    """What happens to one row of the file."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    DISPUTED = "disputed"  # the audit has another answer: both are kept
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class RowResult:
    """One row of the file and what becomes of it."""

    place: str
    outcome: Outcome
    entity: str = ""
    id: str = ""
    name: str = ""
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class FieldResult:
    """One field that gets a value, another value, or a second answer."""

    place: str
    entity: str
    id: str
    code: str
    label: Text
    old: str
    new: str
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Fields to set on a record that exists."""

    entity: str
    id: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that loading a file does; nothing is done yet."""

    creates: tuple[Record, ...] = ()
    changes: tuple[Change, ...] = ()
    claims: tuple[Claim, ...] = ()
    rows: tuple[RowResult, ...] = ()
    fields: tuple[FieldResult, ...] = ()
    findings: tuple[Finding, ...] = field(default_factory=tuple)

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """Rows by outcome; the sum is the number of rows of the file."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found[outcome] for outcome in Outcome}

    @property
    def empty(self) -> bool:
        """True where applying would change nothing."""
        return not (self.creates or self.changes or self.claims)
