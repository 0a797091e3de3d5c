"""One audit in a few numbers, for the list of audits and the rail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symbioaudit.forms import FormSession
from symbioaudit.methodology import Pack, load_pack
from symbioaudit.model.enums import Severity
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace

GRAVE = frozenset({Severity.BLOCKER, Severity.ERROR})


@dataclass(frozen=True, slots=True)
class FormProgress:
    """Required fields of a form: answered of wanted; grave problems; records."""

    answered: int = 0
    wanted: int = 0
    grave: int = 0
    records: int = 0

    @property
    def share(self) -> float:
        """Answered share; a form that asks nothing is full once it has a record."""
        return self.answered / self.wanted if self.wanted else float(self.records > 0)

    def __add__(self, other: FormProgress) -> FormProgress:
        return FormProgress(
            self.answered + other.answered,
            self.wanted + other.wanted,
            self.grave + other.grave,
            self.records + other.records,
        )


def progress_by_form(snapshot: Snapshot, pack: Pack) -> Mapping[str, FormProgress]:
    """How far each form of the pack is filled at the depth of the audit."""
    out = {}
    for form in pack.forms.values():
        total = FormProgress()
        for record in snapshot.of(form.entity):
            if form.takes(record):
                session = FormSession(form, record, snapshot.audit.depth)
                answered, wanted = session.progress()
                grave = sum(problem.severity in GRAVE for problem in session.problems())
                total += FormProgress(answered, wanted, grave, 1)
        out[form.id] = total
    return out


def audit_overview(workspace: Workspace, audit_id: str) -> FormProgress:
    """Progress and problems of a whole audit."""
    snapshot = load_snapshot(workspace, audit_id)
    pack = load_pack(snapshot.audit.pack_id, snapshot.audit.overlay_id)
    return sum(progress_by_form(snapshot, pack).values(), FormProgress())
