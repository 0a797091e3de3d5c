"""Which amounts have a piece of evidence, and which that want one have none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from symbioaudit.intake.answers import value_of
from symbioaudit.methodology import Pack
from symbioaudit.model.amount import Amount
from symbioaudit.services.live import LiveAudit


@dataclass(frozen=True, slots=True)
class Lacking:
    """An amount that wants evidence and has none."""

    form: str
    entity: str
    id: str
    field: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Proven amounts among those that want evidence."""

    proven: int
    wanted: int
    lacking: tuple[Lacking, ...]

    @property
    def share(self) -> float | None:
        """Proven share; None where nothing wants evidence yet."""
        return self.proven / self.wanted if self.wanted else None


def counts(live: LiveAudit) -> Mapping[str, int]:
    """How many pieces of evidence are tied to each ``entity/id[/field]``."""
    out: dict[str, int] = {}
    for evidence in live.of("evidence"):
        for link in evidence.links:
            out[link] = out.get(link, 0) + 1
    return out


def by_record(live: LiveAudit, entity: str) -> Mapping[str, int]:
    """How many pieces of evidence are tied to each record of an entity, by itself or by a field."""
    out: dict[str, int] = {}
    for evidence in live.of("evidence"):
        places = (link.split("/") for link in evidence.links)
        for record_id in {place[1] for place in places if place[0] == entity and len(place) > 1}:
            out[record_id] = out.get(record_id, 0) + 1
    return out


def coverage(live: LiveAudit, pack: Pack) -> Coverage:
    """Evidence of the amounts whose field wants it. A link to the record proves none of its fields."""
    linked = counts(live)
    proven, wanted, lacking = 0, 0, []
    for form, record, code in _wanting(live, pack):
        wanted += 1
        if f"{record.entity}/{record.id}/{code}" in linked:
            proven += 1
        else:
            lacking.append(Lacking(form, record.entity, record.id, code))
    return Coverage(proven, wanted, tuple(lacking))


def _wanting(live: LiveAudit, pack: Pack) -> Iterator[tuple[str, Any, str]]:
    for form in pack.forms.values():
        codes = [f.code for f in form.fields if f.is_amount and f.evidence]
        if not codes:
            continue
        for record in live.of(form.entity):
            if form.takes(record):
                for code in codes:
                    value = value_of(record, code)
                    if isinstance(value, Amount) and value.value is not None:
                        yield form.id, record, code
