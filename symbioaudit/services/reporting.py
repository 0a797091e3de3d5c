"""Report of an audit: PDF and XLSX, both or neither, never half-written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from symbioaudit.base import clock
from symbioaudit.base.errors import EXISTS, NOT_WRITABLE, reason_of
from symbioaudit.base.i18n import N_, Message, language
from symbioaudit.model.enums import Confidentiality
from symbioaudit.reports.audience import Hidden, redact
from symbioaudit.reports.dossier import Dossier
from symbioaudit.reports.errors import CANCELLED
from symbioaudit.reports.layout import Layout
from symbioaudit.reports.templates import Texts

if TYPE_CHECKING:
    from symbioaudit.methodology import Pack
    from symbioaudit.model.records import Record
    from symbioaudit.model.snapshot import Snapshot
    from symbioaudit.reports.tree import Document
    from symbioaudit.services.workspace import Workspace

Progress = Callable[[str, float | None], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Written:
    """What a report left on the disk."""

    files: tuple[Path, ...]
    draft: int | None  # number of the draft; None after sign-off


def report_audit(
    ws: Workspace,
    audit_id: str,
    *,
    lang: str | None = None,
    layout: Layout | None = None,
    pdf: Path | None = None,
    xlsx: Path | None = None,
    force: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Written:
    """Write the report of one audit.

    Raises:
        InputRefused: SA-1004, a file exists and ``force`` is not set.
        OperationFailed: SA-1003, a file cannot be written; SA-6503, stopped by the user.
    """
    dossier = dossier_of(ws, audit_id, lang=lang or language(), layout=layout)
    return write_report(
        dossier, pdf=pdf, xlsx=xlsx, force=force, progress=progress, cancelled=cancelled
    )


def dossier_of(
    ws: Workspace,
    audit_id: str,
    *,
    lang: str,
    produced_at: datetime | None = None,
    layout: Layout | None = None,
    symbiosis: bool = True,
) -> Dossier:
    """Everything the report needs, read once; a one-page sheet needs no ``symbiosis``.

    The day of production is today's, so that two reports of one day and one state are equal.
    """
    from symbioaudit.analysis import analyse
    from symbioaudit.analysis.reconciliation import help_with
    from symbioaudit.model.enums import AuditStatus
    from symbioaudit.services.analyses import analyse_audit

    snapshot, pack, results = analyse_audit(ws, audit_id)
    layout = layout or Layout()
    hidden = None
    if layout.redact:
        snapshot, hidden = _redacted(snapshot, pack, layout, lang)
        results = analyse(snapshot, pack)
    extra: dict[str, object] = {"balance_help": help_with(results, pack)}
    if symbiosis:
        from symbioaudit.services.offering import offering

        extra["offering"] = offering(ws, snapshot, pack, lang)
    audit = snapshot.audit
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return Dossier(
        snapshot=snapshot,
        results=replace(results, extra={**results.extra, **extra}),
        pack=pack,
        language=lang,
        produced_at=produced_at or today,
        app_version=version("symbioaudit"),
        draft=audit.revision + 1 if audit.status is AuditStatus.DRAFT else None,
        layout=layout,
        hidden=hidden,
    )


def _redacted(snapshot: Snapshot, pack: Pack, layout: Layout, lang: str) -> tuple[Snapshot, Hidden]:
    """The audit as the readers of this layout may see it."""

    def level(record: Record) -> Confidentiality:
        form = next((f for f in pack.forms.values() if f.takes(record)), None)
        own = record.confidentiality or (form.confidentiality if form else None)
        return Confidentiality(own or Confidentiality.PRIVATE)

    def named(category: str) -> str:
        own = Texts(lang)
        key = f"enum.categories.{category}"
        return own(key) if own.has(key) else pack.text("categories", category).render(lang)

    return redact(snapshot, layout.redact, level, named)


def write_report(
    dossier: Dossier,
    *,
    pdf: Path | None = None,
    xlsx: Path | None = None,
    force: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Written:
    """Write a dossier's report; see :func:`report_audit`."""
    from symbioaudit.reports import document
    from symbioaudit.reports import pdf as paper
    from symbioaudit.reports import xlsx as book

    wanted = [(path, write) for path, write in ((pdf, paper.write), (xlsx, book.write)) if path]
    _refuse_existing([path for path, _write in wanted], force=force)
    tell = _teller(progress, cancelled)
    tell(Message(N_("Building the report")).render(), 0.0)
    tree = document.build(dossier)
    _write_all(tree, wanted, tell)
    tell(Message(N_("Finishing")).render(), 1.0)
    return Written(tuple(path for path, _write in wanted), dossier.draft)


def write_sheet(sheet: Document, pdf: Path, *, force: bool = False) -> Path:
    """Write a one-page sheet.

    Raises:
        InputRefused: SA-1004, the file exists and ``force`` is not set.
        OperationFailed: SA-1003, the file cannot be written.
    """
    from symbioaudit.reports import pdf as paper

    _refuse_existing([pdf], force=force)
    _write_all(sheet, [(pdf, paper.write)], lambda _what, _share: None)
    return pdf


def _refuse_existing(paths: Sequence[Path], *, force: bool) -> None:
    for path in paths:
        if path.exists() and not force:
            raise EXISTS(path=path)


def _write_all(tree: Document, wanted: Sequence[tuple[Path, Any]], tell: Progress) -> None:
    """All files or none."""
    with ExitStack() as stack:
        ready: list[tuple[Path, Path]] = []
        for number, (path, write) in enumerate(wanted):
            rough = stack.enter_context(_Rough(path)).path
            try:
                write(tree, rough, progress=_part(tell, number, len(wanted)))
                _settle(rough)
            except OSError as fault:
                raise NOT_WRITABLE(path=path, reason=reason_of(fault)) from fault
            ready.append((rough, path))
        for rough, path in ready:
            _move(rough, path)


class _Rough:
    """A file in the target's own folder that disappears unless it was moved away."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target

    def __enter__(self) -> Self:
        try:
            handle, name = tempfile.mkstemp(
                prefix=".symbioaudit-", suffix=self.target.suffix, dir=self.target.parent
            )
        except OSError as fault:
            raise NOT_WRITABLE(path=self.target, reason=reason_of(fault)) from fault
        os.close(handle)
        self.path = Path(name)
        return self

    def __exit__(self, *_fault: object) -> None:
        self.path.unlink(missing_ok=True)


def _settle(path: Path) -> None:
    """Make sure the bytes are on the disk before the name points to them."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    path.chmod(0o644)


def _move(rough: Path, path: Path) -> None:
    try:
        rough.replace(path)
    except OSError as fault:
        raise NOT_WRITABLE(path=path, reason=reason_of(fault)) from fault


def _teller(progress: Progress | None, cancelled: Cancelled | None) -> Progress:
    def tell(what: str, fraction: float | None = None) -> None:
        if cancelled is not None and cancelled():
            raise CANCELLED(where=None)
        if progress is not None:
            progress(what, fraction)

    return tell


def _part(tell: Progress, number: int, of: int) -> Progress:
    """Progress of one of several files as a part of the whole."""

    def part(what: str, fraction: float | None = None) -> None:
        tell(what, None if fraction is None else (number + fraction) / of)

    return part
