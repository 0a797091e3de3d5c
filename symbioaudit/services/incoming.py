"""A file that comes in, whatever it is: looked at first, taken in as one operation afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from symbioaudit.base.errors import NOT_FOUND
from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.intake.plan import Outcome
from symbioaudit.intake.staged import Staged
from symbioaudit.model.changes import Changes
from symbioaudit.services import intakes, packages
from symbioaudit.services.workspace import Workspace

OUTCOMES: Final = {
    Outcome.ADDED: N_("added"),
    Outcome.CHANGED: N_("changed"),
    Outcome.SAME: N_("the same"),
    Outcome.DISPUTED: N_("disputed"),
    Outcome.SKIPPED: N_("passed over"),
}
PACKAGE: Final = N_("package of an audit")
AUDIT_FILE: Final = N_("audit file")
QUESTIONNAIRE: Final = N_("questionnaire")
LIST: Final = N_("list")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that taking the file in would change, or one finding."""

    place: str
    what: Message | Text | str
    old: str = ""
    new: str = ""
    severity: str = ""


@dataclass(frozen=True)
class Incoming:
    """What a file is and what it would do; :func:`take_in` does it."""

    path: Path
    kind: str  # English msgid
    title: str
    counts: tuple[tuple[str, int], ...]  # (English msgid, rows)
    changes: tuple[Line, ...]
    findings: tuple[Line, ...]
    audit_id: str
    empty: bool
    proposal: intakes.Proposal | None = None
    arrival: packages.Arrival | None = None


def look_at(
    workspace: Workspace,
    path: Path,
    *,
    audit_id: str | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Incoming:
    """Read a questionnaire, a list, a package or an audit.json and say what it would do.

    ``audit_id`` is where a questionnaire or a list goes that names no audit of its own.

    Raises:
        SymbioError: the file is not one of these, is damaged, or fits no audit.
    """
    if not path.is_file():
        raise NOT_FOUND(path=path)
    suffix = path.suffix.lower()
    if suffix == ".zip":
        verdict = packages.verify_package(path)
        return _whole(path, PACKAGE, packages.package_arrival(workspace, path, verdict))
    if suffix == ".json":
        snapshot, whole = packages.read_audit(path)
        return _whole(path, AUDIT_FILE, packages.arrival(workspace, snapshot, whole=whole))
    staged = intakes.stage(path, cancelled=cancelled)
    proposal = intakes.diff(workspace, staged, audit_id=_target(staged, audit_id))
    return _proposed(path, proposal)


def take_in(workspace: Workspace, incoming: Incoming) -> Changes:
    """Do what was shown, as one operation that one undo takes back."""
    if incoming.proposal is not None:
        return intakes.apply(workspace, incoming.proposal)
    assert incoming.arrival is not None
    return packages.take_in(workspace, incoming.arrival)


def _target(staged: Staged, audit_id: str | None) -> str | None:
    """A questionnaire that knows its audit goes there; everything else to the open audit."""
    return None if staged.meta.audit_id else audit_id


def _proposed(path: Path, proposal: intakes.Proposal) -> Incoming:
    plan = proposal.plan
    changes = tuple(
        Line(item.place, item.label, item.old, item.new, "warning" if item.disputed else "")
        for item in plan.fields
    )
    findings = tuple(Line(f.place, f.message, severity=f.severity.value) for f in plan.findings)
    plant = proposal.snapshot.enterprise
    return Incoming(
        path=path,
        kind=QUESTIONNAIRE if proposal.staged.kind == "questionnaire" else LIST,
        title=plant.name_short or plant.name_full or proposal.snapshot.audit.title or path.stem,
        counts=tuple((OUTCOMES[outcome], n) for outcome, n in plan.counts.items()),
        changes=changes,
        findings=findings,
        audit_id=proposal.snapshot.audit.id,
        empty=proposal.empty,
        proposal=proposal,
    )


def _whole(path: Path, kind: str, arrived: packages.Arrival) -> Incoming:
    snapshot, found = arrived.snapshot, arrived.changes
    added = sum(c.field == "*" and c.new is not None for c in found)
    gone = sum(c.field == "*" and c.new is None for c in found)
    fields = [c for c in found if c.field != "*"]
    names = {
        record.id: getattr(record, "name", None) or record.entity
        for record in snapshot.all_records()
    }
    changes = tuple(
        Line(str(names.get(c.id, c.entity)), c.field, _plain(c.old), _plain(c.new)) for c in fields
    )
    plant = snapshot.enterprise
    return Incoming(
        path=path,
        kind=kind,
        title=plant.name_short or plant.name_full or snapshot.audit.title or path.stem,
        counts=((N_("records added"), added), (N_("records to the bin"), gone), (N_("fields changed"), len(fields))),
        changes=changes,
        findings=(),
        audit_id=snapshot.audit.id,
        empty=not found,
        arrival=arrived,
    )  # fmt: skip


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("text") or value)
    return "" if value is None else str(value)
