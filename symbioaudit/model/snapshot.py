"""A frozen picture of one audit: all that analysis, report and package may look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

from symbioaudit.model import records as r


@dataclass(frozen=True)
class Snapshot:
    """One audit with its enterprise and site. Tuples keep the order of ids (order of entry)."""

    enterprise: r.Enterprise
    site: r.Site
    audit: r.Audit
    processes: tuple[r.Process, ...] = ()
    products: tuple[r.Product, ...] = ()
    streams: tuple[r.Stream, ...] = ()
    resources: tuple[r.Resource, ...] = ()
    wants: tuple[r.Want, ...] = ()
    costs: tuple[r.CostItem, ...] = ()
    evidence: tuple[r.Evidence, ...] = ()
    interviews: tuple[r.Interview, ...] = ()
    findings: tuple[r.Finding, ...] = ()
    readiness: tuple[r.Readiness, ...] = ()
    opportunities: tuple[r.Opportunity, ...] = ()
    matches: tuple[r.Match, ...] = ()
    risks: tuple[r.Risk, ...] = ()
    actions: tuple[r.Action, ...] = ()
    consents: tuple[r.Consent, ...] = ()
    signoffs: tuple[r.SignOff, ...] = ()
    claims: tuple[r.Claim, ...] = ()
    authors: Mapping[str, str] = field(default_factory=dict)  # record id → who typed it last

    @cached_property
    def by_id(self) -> Mapping[str, r.Record]:
        """Every record of the snapshot by its id."""
        return {record.id: record for record in self.all_records()}

    def all_records(self) -> Iterator[r.Record]:
        """Enterprise, site, audit, then everything else."""
        yield self.enterprise
        yield self.site
        yield self.audit
        for name in COLLECTIONS.values():
            yield from getattr(self, name)

    def of(self, entity: str) -> tuple[Any, ...]:
        """The records of one entity, e.g. ``of("stream")``."""
        if entity in {"enterprise", "site", "audit"}:
            return (getattr(self, entity),)
        return tuple(getattr(self, COLLECTIONS[entity]))

    def with_records(self, entity: str, items: tuple[Any, ...]) -> Snapshot:
        """A copy with one collection replaced."""
        change: dict[str, Any] = {COLLECTIONS[entity]: items}
        return replace(self, **change)


COLLECTIONS: Mapping[str, str] = {
    cls.entity: name
    for cls, name in zip(
        r.AUDIT_ENTITIES,
        [f.name for f in fields(Snapshot)][3:-1],
        strict=True,
    )
}
