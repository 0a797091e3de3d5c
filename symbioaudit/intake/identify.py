"""Which record of the audit a row speaks of: by its hidden id, else by its name, else a new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from symbioaudit.base.ids import is_id, new_id
from symbioaudit.intake.answers import value_of
from symbioaudit.intake.layout import Block
from symbioaudit.intake.naming import fold
from symbioaudit.intake.staged import StagedRow
from symbioaudit.model.records import Record
from symbioaudit.model.snapshot import Snapshot

PLANT = ("enterprise", "site", "audit")


@dataclass(frozen=True, slots=True)
class Target:
    """A row with its form and the record it speaks of; ``record`` None: it will be made."""

    row: StagedRow
    block: Block
    id: str
    record: Record | None


def identify(rows: Iterable[tuple[StagedRow, Block]], snapshot: Snapshot) -> list[Target]:
    """The record of each row; no record is spoken of by two rows of a grid."""
    finder = _Finder(snapshot)
    return [finder.target(row, block) for row, block in rows]


class _Finder:
    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.taken: dict[str, str] = {}  # record id → the name that its row gave it
        self._named: dict[str, defaultdict[str, list[Record]]] = {}

    def target(self, row: StagedRow, block: Block) -> Target:
        """The row's target; a new id where the audit has no such record."""
        name = fold(name_in(row, block))
        if row.copy and row.id and self.taken.get(row.id) == name:
            return Target(row, block, row.id, self.snapshot.by_id.get(row.id))
        record = self._single(block) if block.single else self._known(row, block)
        if record is not None:
            self.taken[record.id] = name
            return Target(row, block, record.id, record)
        wanted = row.id or ""
        free = is_id(wanted) and wanted not in self.taken and wanted not in self.snapshot.by_id
        fresh = wanted if free else new_id()
        self.taken[fresh] = name
        return Target(row, block, fresh, None)

    def _single(self, block: Block) -> Record | None:
        found: tuple[Record, ...] = self.snapshot.of(block.entity)
        return found[0] if found else None

    def _known(self, row: StagedRow, block: Block) -> Record | None:
        by_id = self._by_id(row, block)
        name = name_in(row, block)
        if by_id is not None and (not name or fold(name) == fold(name_of(by_id, block))):
            return by_id
        by_name = self._by_name(name, block) if name else None
        if by_name is not None:
            return by_name
        return by_id if by_id is not None and (row.sent or _alike(row, by_id)) else None

    def _by_id(self, row: StagedRow, block: Block) -> Record | None:
        found = self.snapshot.by_id.get(row.id or "")
        fits = found is not None and found.entity == block.entity and found.id not in self.taken
        return found if fits else None

    def _by_name(self, name: str, block: Block) -> Record | None:
        same = self._names(block).get(fold(name), ())
        return next((record for record in same if record.id not in self.taken), None)

    def _names(self, block: Block) -> Mapping[str, list[Record]]:
        """The records of a block by their folded names, in the order of entry; made once."""
        known = self._named.get(block.key)
        if known is None:
            known = self._named[block.key] = defaultdict(list)
            for record in self.snapshot.of(block.entity):
                if block.holds(record):
                    known[fold(name_of(record, block))].append(record)
        return known


def name_in(row: StagedRow, block: Block) -> str:
    """The name that a row gives to its record."""
    cell = row.cells.get(block.label_field or "name")
    return cell.text if cell else ""


def name_of(record: Record, block: Block) -> str:
    """The name of a record as its form has it."""
    return str(value_of(record, block.label_field or "name") or "")


def _alike(row: StagedRow, record: Record) -> bool:
    """The same row with a corrected name: at least half of its other answers are the record's."""
    others = [c for c in row.cells if c not in {"name", "note"}]
    agree = sum(_text(value_of(record, c)) == row.cells[c].text for c in others)
    return bool(others) and agree * 2 >= len(others)


def _text(value: Any) -> str:
    typed = getattr(value, "text", None)
    return str(typed if typed is not None else value).split(" ", 1)[0] if value is not None else ""
