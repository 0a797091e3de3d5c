"""Where an audit stands, for the window and the terminal alike; taking a step as complete by decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from symbioaudit.analysis import Results
from symbioaudit.analysis.results import Balance, Light
from symbioaudit.base import clock
from symbioaudit.base.i18n import N_
from symbioaudit.methodology import Pack
from symbioaudit.methodology.rules import Computed, Point
from symbioaudit.methodology.status import OVERRIDES, Status, overrides_of, status_of
from symbioaudit.model.changes import Changes
from symbioaudit.model.records import Record
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import errors as e
from symbioaudit.services import operations
from symbioaudit.services.analyses import analyse_audit
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace

OVERRIDE = N_("Take a step as complete")
WITHDRAW = N_("Take back a decision about a step")


@dataclass(frozen=True, slots=True)
class AuditStatus:
    """Status of an audit with what is needed to show it."""

    snapshot: Snapshot
    pack: Pack
    status: Status

    def place(self, point: Point | None, lang: str | None = None) -> str:
        """A point for a person: form, record, field."""
        if point is None:
            return ""
        record = self.snapshot.by_id.get(point.id or "")
        forms = [f for f in self.pack.forms.values() if f.entity == point.entity]
        fitting = [f for f in forms if record is None or f.takes(record)]
        form = next((f for f in fitting if point.field and f.field(point.field)), None)
        form = form or next(iter(fitting), None)
        field = form.field(point.field) if form and point.field else None
        parts = (
            form.id if form else point.entity,
            _name(record) if record else "",
            field.label.render(lang) if field else (point.field or "" if record is None else ""),
        )
        return " · ".join(part for part in parts if part)


def _name(record: Record) -> str:
    for code in ("name", "name_short", "number", "caption", "code"):
        value = getattr(record, code, None)
        if value:
            return str(value)
    return record.id[-6:]


def audit_status(workspace: Workspace, audit_id: str) -> AuditStatus:
    """Steps with their completion and the four lists, under the pack of the audit.

    Raises:
        SymbioError: no such audit, its pack is not installed or not in order.
    """
    snapshot, pack, results = analyse_audit(workspace, audit_id)
    return AuditStatus(
        snapshot, pack, status_of(pack, snapshot, computed_of(results, snapshot, pack))
    )


def computed_of(results: Results, snapshot: Snapshot, pack: Pack) -> Computed:
    """What the rules of the methodology take from the results."""
    return Computed(
        closure={
            b.layer: b.imbalance_share.value
            for b in results.balances
            if b.process is None and (b.lines or b.light is not Light.GREY)
        },
        grade=results.quality.grade if results.quality.index.value is not None else None,
        hot_spots=tuple(spot.record for spot in results.hot_spots if spot.in_pareto),
        problems=tuple(
            (p.severity, Point(*p.record) if p.record else None) for p in results.problems
        ),
        weights=weights_of(results, snapshot, pack),
    )


def weights_of(results: Results | None, snapshot: Snapshot, pack: Pack) -> Mapping[str, float]:
    """Share of each record in the results, 0–1; none while nothing is computed."""
    if results is None:
        return {}
    return {key: share for key, (share, _layer) in effects_of(results, snapshot, pack).items()}


def effects_of(results: Results, snapshot: Snapshot, pack: Pack) -> dict[str, tuple[float, str]]:
    """Share of each record in the total that it weighs most in, and which: mass, water, energy or cost.

    A flow without an amount may be as large as what its balance leaves open, and is taken for at least
    the share that the methodology allows for.
    """
    found: dict[str, tuple[float, str]] = {}
    least = float(pack.thresholds["quality"]["measuring"]["unknown_most"])
    for balance in results.balances:
        if balance.process is None:
            for record_id, share in _shares(balance, least):
                _raise(found, record_id, share, balance.layer)
    costs = {
        row.stream_id: (row.cost.value or 0.0) + (row.nvos.value or 0.0) for row in results.waste
    }
    everything = sum(costs.values())
    for record_id, cost in costs.items() if everything else ():
        _raise(found, record_id, cost / everything, "cost")
    for stream in snapshot.streams:
        for process_id in {stream.from_process, stream.to_process} - {None}:
            assert process_id is not None
            if stream.id in found:
                _raise(found, process_id, *found[stream.id])
    return found


def _shares(balance: Balance, least: float) -> Iterator[tuple[str, float]]:
    whole = max(balance.total_in.value or 0.0, balance.total_out.value or 0.0)
    for line in balance.lines if whole else ():
        if line.record and line.quantity.value:
            yield line.record[1], min(abs(line.quantity.value) / whole, 1.0)
    open_ = abs(balance.imbalance_share.value or 0.0)
    for _entity, record_id in balance.unquantified:
        yield record_id, min(max(open_, least), 1.0)


def _raise(found: dict[str, tuple[float, str]], record_id: str, share: float, layer: str) -> None:
    if share > found.get(record_id, (0.0, ""))[0]:
        found[record_id] = (share, layer)


def override_step(workspace: Workspace, audit_id: str, step_id: str, reason: str | None) -> Changes:
    """Take a step as complete for a reason that the report shows; ``reason`` None takes the decision back.

    Raises:
        SymbioError: SA-8010 no such step, no such audit.
    """
    snapshot = load_snapshot(workspace, audit_id)
    from symbioaudit.methodology import load_pack

    pack = load_pack(snapshot.audit.pack_id, snapshot.audit.overlay_id)
    step = next((s for s in pack.steps if step_id.upper() in (s.id, str(s.number))), None)
    if step is None:
        raise e.NO_STEP(step=step_id, steps=", ".join(s.id for s in pack.steps))
    held = dict(overrides_of(snapshot))
    held.pop(step.id, None)
    rows = [{"step": o.step, "reason": o.reason, "who": o.who, "on": o.on} for o in held.values()]
    if reason:
        day = clock.now().date().isoformat()
        rows.append({"step": step.id, "reason": reason, "who": workspace.actor, "on": day})
    fields = {f"properties.{OVERRIDES}": tuple(rows) or None}
    name = OVERRIDE if reason else WITHDRAW
    return operations.record(workspace, "audit", audit_id, fields, reason=reason, name=name)


@dataclass(frozen=True, slots=True)
class Missing:
    """What one form (empty: the audit as a whole) still wants for a final report."""

    form: str
    title: str
    names: tuple[str, ...]


def missing_for_final(snapshot: Snapshot, pack: Pack, results: Results, lang: str) -> list[Missing]:
    """What a final report still wants, form by form; the form with the weightiest gap comes first."""
    found = AuditStatus(
        snapshot, pack, status_of(pack, snapshot, computed_of(results, snapshot, pack))
    )
    by_form: dict[str, list[str]] = {}
    for gap in found.status.lists.final:
        parts = found.place(gap.point, lang).split(" · ")
        form = parts[0] if parts[0] in pack.forms else ""
        name = parts[-1] if form and len(parts) > 1 and gap.point and gap.point.field else ""
        by_form.setdefault(form, []).append(name or gap.text.render(lang))
    return [
        Missing(form, pack.forms[form].title.render(lang) if form else "", tuple(dict.fromkeys(n)))
        for form, n in by_form.items()
    ]
