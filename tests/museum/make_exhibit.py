"""Makes the exhibit of the present schema: ``python -m tests.museum.make_exhibit NAME``.

Run once when a schema is released; what is in the museum is never made again. The file is kept as
SQL text, which shows in a review what it holds, with the canonical export it must still give.
"""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.synthetic import amount, snapshot
from symbioaudit.base import clock, ids
from symbioaudit.exchange import audit_json
from symbioaudit.model import records as r
from symbioaudit.model.amount import Amount, Span, Via
from symbioaudit.model.codec import field_types
from symbioaudit.model.enums import AmountKind, Basis, Confidentiality, Missing, Per
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot
from symbioaudit.services import operations as op
from symbioaudit.services.snapshots import load_snapshot, save_snapshot
from symbioaudit.services.workspace import Workspace, open_workspace
from symbioaudit.storage.schema import plain_type

HERE = Path(__file__).parent
BY_CALENDAR = Amount(
    text="3 т/смену", value=Span(3.0, 3.0, 3.0), unit="t", per=Per.SHIFT, basis=Basis.ESTIMATED,
    dimension="mass_per_year", canonical=Span(1500.0, 1500.0, 1500.0), canonical_unit="t/a",
    via=(Via("shifts_per_year", 500.0, "1/a", "site"),),
)  # fmt: skip
RANGE = Amount(
    text="10–14 т", kind=AmountKind.RANGE, value=Span(12.0, 10.0, 14.0), unit="t", basis=Basis.BILLED,
    dimension="mass_per_year", canonical=Span(12.0, 10.0, 14.0), canonical_unit="t/a",
)  # fmt: skip
NO_DENSITY = Amount(
    text="7 м³", value=Span(7.0, 7.0, 7.0), unit="m3", dimension="mass_per_year", canonical_unit="t/a", gap="density"
)  # fmt: skip
UNKNOWN = Amount(text="нет данных", missing=Missing.UNKNOWN)
PAPER = "Счёт № 1, ё".encode()
KINDS = (BY_CALENDAR, RANGE, NO_DENSITY, UNKNOWN)


def rich() -> Snapshot:
    """A little of everything: each entity, each kind of amount, properties, reasons, ё and quotes."""
    base = snapshot(4, seed=5)
    streams = [
        replace(s, quantity=kind, note="«Ёж» & 'апостроф' = +1", properties=PROPERTIES)
        for s, kind in zip(base.streams, KINDS, strict=True)
    ]
    streams[3] = replace(
        streams[3], part_of=streams[0].id, reasons={"fkko": Missing.NOT_APPLICABLE}
    )
    whole = replace(base, streams=tuple(streams))
    for entity, name in COLLECTIONS.items():
        if not getattr(whole, name):
            whole = replace(whole, **{name: (_filled(r.ENTITIES[entity], base),)})
    paper = replace(whole.evidence[0], sha256=hashlib.sha256(PAPER).hexdigest(), size=len(PAPER))
    return replace(whole, evidence=(paper,))


PROPERTIES = {
    "shape": "лист", "share": 0.25, "count": 3, "hazardous": True, "marks": ("а", "б"),
    "extra": amount(5.0, "GJ/t", "energy_density"),
    "monthly": ({"month": "1", "value": amount(1.0, "t/a", "mass_per_year")}, {"month": "2", "value": None}),
}  # fmt: skip


def _filled(cls: type[r.Record], base: Snapshot) -> Any:
    """A record with something in each field that has a plain type."""
    links = {
        "audit_id": base.audit.id,
        "process_id": base.processes[0].id,
        "stream_id": base.streams[0].id,
    }
    some: dict[Any, Any] = {
        str: "текст", int: 3, float: 2.5, bool: True, date: date(2025, 6, 1), Amount: RANGE,
        Confidentiality: Confidentiality.PRIVATE,
    }  # fmt: skip
    values: dict[str, Any] = {"id": ids.new_id()}
    for name, hint in field_types(cls).items():
        kind = plain_type(hint)
        if name in links:
            values[name] = links[name]
        elif kind in some and name not in {"id", "linked_input", "part_of", "want_id"}:
            values[name] = some[kind]
    return cls(**values)


def write(workspace: Workspace) -> str:
    """Fill a workspace with the audit and with a history; return the audit's id."""
    audit = rich()
    save_snapshot(workspace, audit, files=[PAPER])
    op.record(workspace, "stream", audit.streams[1].id, {"name": "Опилки"}, "уточнено на обходе")
    op.delete(workspace, "stream", audit.streams[2].id)
    op.record(workspace, "audit", audit.audit.id, {"title": "Отменено"})
    op.undo(workspace)
    return audit.audit.id


def main() -> None:
    """Write NAME.sql.gz and NAME.json beside this file."""
    name = sys.argv[1]
    moment = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder, clock.frozen(moment), ids.seeded(7):
        path = Path(folder) / "museum.symbio"
        with open_workspace(path, actor="Анна") as workspace:
            audit_id = write(workspace)
            (HERE / f"{name}.json").write_bytes(audit_json.dump(load_snapshot(workspace, audit_id)))
        raw = sqlite3.connect(path)
        marks = [
            f"PRAGMA {mark}={raw.execute(f'PRAGMA {mark}').fetchone()[0]};"
            for mark in ("application_id", "user_version")
        ]
        text = "\n".join([*marks, *raw.iterdump()]) + "\n"
        raw.close()
    (HERE / f"{name}.sql.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
