"""The demo: published factory cases from their workbooks to every product of an audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from symbioaudit.analysis import Results
from symbioaudit.base.errors import NOT_WRITABLE, reason_of
from symbioaudit.base.i18n import N_, Message
from symbioaudit.base.paths import data_room
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import intakes, packages
from symbioaudit.services.analyses import analyse_audit
from symbioaudit.services.reporting import report_audit
from symbioaudit.services.workspace import Workspace, open_workspace

# Three sectors whose sources give inputs and outputs; the other examples load the same way.
CASES: Final = ("planer_mill", "quicklime", "coke")
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

    Raises:
        SymbioError: the folder cannot be written, or an example is not in order.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        for old in out.glob("demo.symbio*"):
            if old.is_file():
                old.unlink()
    except OSError as fault:
        raise NOT_WRITABLE(path=out, reason=reason_of(fault)) from fault
    books = [data_room("examples") / f"{case}.xlsx" for case in CASES]
    with open_workspace(out / "demo.symbio", actor="demo") as workspace:
        return tuple(
            _case(workspace, book, out, progress, n / len(books), 1 / len(books))
            for n, book in enumerate(books)
        )


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
