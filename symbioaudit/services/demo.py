"""The demo: published factory cases from their workbooks to every product of an audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from symbioaudit.analysis import Results
from symbioaudit.base.errors import NOT_WRITABLE, SymbioError, reason_of
from symbioaudit.base.i18n import N_, Message
from symbioaudit.base.paths import data_room
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import errors as e
from symbioaudit.services import intakes, packages
from symbioaudit.services.analyses import analyse_audit
from symbioaudit.services.history import recent_operations
from symbioaudit.services.reporting import report_audit
from symbioaudit.services.workspace import Workspace, open_workspace

# Three sectors whose sources give inputs and outputs; the other examples load the same way.
CASES: Final = ("planer_mill", "quicklime", "coke")
WORKSPACE: Final = "demo.symbio"
ACTOR: Final = "demo"
ENDINGS: Final = (".zip", *(f"-{lang}.{kind}" for lang in ("ru", "en") for kind in ("pdf", "xlsx")))
MANY: Final = 1000  # operations looked at
LOADING = N_("{case}: loading the questionnaire")
REPORTING = N_("{case}: report, {lang}")
PACKING = N_("{case}: package")
Progress = Callable[[str, float | None], None]


@dataclass(frozen=True, slots=True)
class Made:
    """One case and what came of it."""

    case: str
    snapshot: Snapshot
    results: Results
    files: tuple[Path, ...]


def run_demo(out: Path, progress: Progress) -> tuple[Made, ...]:
    """Load the demo's cases into a fresh workspace in ``out``; write PDF, XLSX and package of each.

    The files of an earlier demo are replaced; a workspace in which somebody worked since is not.

    Raises:
        SymbioError: the folder cannot be written, somebody worked in the workspace there, or an
            example is not in order.
    """
    old = out / WORKSPACE
    if old.exists() and not _untouched(old):
        raise e.DEMO_WORKED_IN(path=old)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for side in ("", "-wal", "-shm", ".lock"):
            old.with_name(WORKSPACE + side).unlink(missing_ok=True)
    except OSError as fault:
        raise NOT_WRITABLE(path=out, reason=reason_of(fault)) from fault
    books = [data_room("examples") / f"{case}.xlsx" for case in CASES]
    with open_workspace(out / WORKSPACE, actor=ACTOR) as workspace:
        return tuple(
            _case(workspace, book, out, progress, n / len(books), 1 / len(books))
            for n, book in enumerate(books)
        )


def open_demo_audit(workspace: Workspace, case: str = CASES[0]) -> str:
    """Load one published case into a workspace; returns the id of its audit. Twice changes nothing."""
    proposal = intakes.diff(workspace, intakes.stage(data_room("examples") / f"{case}.xlsx"))
    if not proposal.empty:
        intakes.apply(workspace, proposal)
    return proposal.snapshot.audit.id


def replaced(out: Path) -> int:
    """How many files of an earlier demo a new one would replace."""
    names = [WORKSPACE, *(f"{case}{tail}" for case in CASES for tail in ENDINGS)]
    return sum((out / name).exists() for name in names)


def _untouched(old: Path) -> bool:
    """True when only the demo itself has written in a workspace."""
    try:
        with open_workspace(old, create=False, read_only=True) as workspace:
            return all(item.actor == ACTOR for item in recent_operations(workspace, MANY))
    except SymbioError:
        return False


def _case(
    workspace: Workspace, book: Path, out: Path, progress: Progress, done: float, part: float
) -> Made:
    case = book.stem
    progress(Message(LOADING, {"case": case}).render(), done)
    proposal = intakes.diff(workspace, intakes.stage(book))
    intakes.apply(workspace, proposal)
    audit_id = proposal.snapshot.audit.id
    files = [book]
    for n, lang in enumerate(("ru", "en")):
        progress(
            Message(REPORTING, {"case": case, "lang": lang}).render(), done + part * (1 + 3 * n) / 8
        )
        pdf, xlsx = (out / f"{case}-{lang}.{kind}" for kind in ("pdf", "xlsx"))
        report_audit(workspace, audit_id, lang=lang, pdf=pdf, xlsx=xlsx, force=True)
        files += [pdf, xlsx]
    progress(Message(PACKING, {"case": case}).render(), done + part * 7 / 8)
    package = out / f"{case}.zip"
    packages.build_package(workspace, audit_id, package, reports={f.name: f for f in files[1:]})
    snapshot, _pack, results = analyse_audit(workspace, audit_id)
    return Made(case, snapshot, results, (*files[1:], package))
