"""Names by which a file speaks of records: those of the audit and those that the file itself gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from symbioaudit.model.records import Record

ANY: Final = "record"  # the target of a reference to a record of whatever kind


def fold(text: str) -> str:
    """Comparable form of a name."""
    return " ".join(text.casefold().replace("ё", "е").split())


@dataclass(slots=True)
class Names:
    """Ids by entity and folded name. A product and a stream may bear one name, and often do."""

    ids: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def learn(self, entity: str, record_id: str, names: Iterable[str | None]) -> None:
        """Let a record be found by these names."""
        for name in names:
            for known in (entity, ANY) if name else ():
                found = self.ids.setdefault(known, {}).setdefault(fold(str(name)), [])
                if record_id not in found:
                    found.append(record_id)

    def find(self, text: str, entity: str | None) -> tuple[str, ...]:
        """The records of an entity that are so named; usually one."""
        return tuple(self.ids.get(entity or ANY, {}).get(fold(text), ()))


def names_of(records: Iterable[Record]) -> Mapping[str, str]:
    """Name (or code) of each record by its id, for references."""
    out: dict[str, str] = {}
    for record in records:
        if known := called(record):
            out[record.id] = known[0]
    return out


def called(record: Record) -> tuple[str, ...]:
    """What a record is called: its name, its code."""
    found = (getattr(record, code, None) for code in ("name", "code", "caption", "partner"))
    return tuple(str(name) for name in found if name)
