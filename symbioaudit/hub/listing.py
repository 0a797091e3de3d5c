"""Rows of the catalogue from a package: what is offered and what is wanted, as far as its owner lets it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Category, Confidentiality, Direction
from symbioaudit.model.records import Record, Stream, Want
from symbioaudit.model.snapshot import Snapshot

OFFERED: Final = frozenset({"now", "later"})
OFFERABLE: Final = frozenset(
    {
        Category.BY_PRODUCT,
        Category.WASTE,
        Category.WASTEWATER,
        Category.WASTE_HEAT,
        Category.EMISSION,
    }
)
Row = dict[str, Any]


def resource_rows(shown: Snapshot, region: str, enterprise: str, site: str) -> list[Row]:
    """Rows of the table of resources; private records never came this far."""
    place: Row = {"region": region, "audit": shown.audit.id, "enterprise": enterprise, "site": site}
    place |= {"lat": shown.site.lat, "lon": shown.site.lon}
    return [{**row, **place} for row in (*_haves(shown), *_wants(shown))]


def _haves(shown: Snapshot) -> Iterator[Row]:
    for stream in shown.streams:
        leaves = stream.direction is Direction.OUT and stream.category in OFFERABLE
        if leaves and (stream.offer is None or stream.offer in OFFERED):
            yield _row("have", stream, stream.quantity, stream.offer or "unknown")


def _wants(shown: Snapshot) -> Iterator[Row]:
    for want in shown.wants:
        yield _row("want", want, want.amount, "now")


def _row(side: str, record: Stream | Want, amount: Amount | None, available: str) -> Row:
    span = amount.canonical if amount else None
    return {
        "id": record.id,
        "side": side,
        "class": "",
        "level": _level(record),
        "name": record.name or "",
        "fkko": record.fkko,
        "okpd2": record.okpd2,
        "ewc": getattr(record, "ewc", None),
        "quantity": span.best if span else None,
        "low": span.low if span else None,
        "high": span.high if span else None,
        "unit": (amount.canonical_unit if amount else None) or "",
        "available": available,
    }


def _level(record: Record) -> str:
    return (record.confidentiality or Confidentiality.MATCHABLE).value
