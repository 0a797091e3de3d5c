"""An audit held in memory for a window: read once, then kept true by what operations changed.

Reading a record or making a snapshot costs no query; analysis gets a frozen snapshot at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from symbioaudit.intake.naming import names_of
from symbioaudit.model.changes import Changes, FieldChange
from symbioaudit.model.codec import from_json, to_json
from symbioaudit.model.records import ENTITIES, Record
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot
from symbioaudit.storage.edits import WHOLE, apply

PLANT = ("enterprise", "site", "audit")


class LiveAudit:
    """The records of one audit by entity and id; order is the order of entry."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.audit_id = snapshot.audit.id
        self._authors = dict(snapshot.authors)
        self._records: dict[str, dict[str, Any]] = {
            entity: {record.id: record for record in snapshot.of(entity)}
            for entity in (*PLANT, *COLLECTIONS)
        }
        self._frozen: Snapshot | None = snapshot
        self._names: dict[str, dict[str, str]] = {}

    @property
    def enterprise(self) -> Any:
        """The legal entity that is audited."""
        return self._only("enterprise")

    @property
    def site(self) -> Any:
        """The audited site."""
        return self._only("site")

    @property
    def audit(self) -> Any:
        """The audit itself."""
        return self._only("audit")

    @property
    def gone(self) -> bool:
        """True when the audit was moved to the bin."""
        return not self._records["audit"]

    def get(self, entity: str, record_id: str) -> Any:
        """One record, or None."""
        return self._records[entity].get(record_id)

    def of(self, entity: str) -> tuple[Any, ...]:
        """All records of an entity in the order of entry."""
        return tuple(self._records[entity].values())

    def find(self, record_id: str) -> Any:
        """The record with this id whatever its entity, or None."""
        return next((own[record_id] for own in self._records.values() if record_id in own), None)

    def names(self, entity: str) -> Mapping[str, str]:
        """Name (or code) of each record of an entity by its id; kept, for every cell asks."""
        found = self._names.get(entity)
        if found is None:
            found = self._names[entity] = dict(names_of(self.of(entity)))
        return found

    def author(self, record_id: str) -> str | None:
        """Who typed last in this record."""
        return self._authors.get(record_id)

    def snapshot(self) -> Snapshot:
        """The present state, frozen; the same object until something changes."""
        if self._frozen is None:
            lists = {name: self.of(entity) for entity, name in COLLECTIONS.items()}
            self._frozen = Snapshot(
                enterprise=self.enterprise,
                site=self.site,
                audit=self.audit,
                authors=dict(self._authors),
                **lists,
            )
        return self._frozen

    def apply(self, changes: Changes, actor: str | None = None) -> frozenset[tuple[str, str]]:
        """Bring an operation in; returns the (entity, id) pairs of this audit that it touched."""
        touched = set()
        for key, fields in _by_record(changes.fields).items():
            if self._bring(key, fields):
                touched.add(key)
                if actor and self.get(*key) is not None:
                    self._authors[key[1]] = actor
        if touched:
            self._frozen = None
        return frozenset(touched)

    def _bring(self, key: tuple[str, str], fields: Iterable[FieldChange]) -> bool:
        entity, record_id = key
        own = self._records[entity]
        present = own.get(record_id)
        state = {key: to_json(present) if present is not None else None}
        for item in fields:
            if present is None and item.field != WHOLE:
                return False
            apply(item, state)
        data = state[key]
        if data is None:
            self._authors.pop(record_id, None)
            self._names.pop(entity, None)
            return own.pop(record_id, None) is not None
        if present is None and not self._is_ours(entity, data):
            return False
        record: Record = from_json(ENTITIES[entity], data)
        fresh = record_id not in own
        own[record_id] = record
        if entity in self._names:
            self._names[entity].pop(record_id, None)
            self._names[entity].update(names_of((record,)))
        if fresh and any(other > record_id for other in own):
            # UUIDv7 ids sort by time: a record that comes back finds its old place.
            self._records[entity] = dict(sorted(own.items()))
        return True

    def _is_ours(self, entity: str, data: dict[str, Any]) -> bool:
        return (entity not in PLANT and data.get("audit_id") == self.audit_id) or (
            entity == "audit" and data.get("id") == self.audit_id
        )

    def _only(self, entity: str) -> Any:
        return next(iter(self._records[entity].values()))

    def __iter__(self) -> Iterator[Any]:
        for own in self._records.values():
            yield from own.values()


def _by_record(fields: Iterable[FieldChange]) -> dict[tuple[str, str], list[FieldChange]]:
    out: dict[tuple[str, str], list[FieldChange]] = {}
    for item in fields:
        out.setdefault((item.entity, item.id), []).append(item)
    return out
