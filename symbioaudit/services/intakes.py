"""Questionnaires out, filled workbooks and lists in; loading is one operation or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symbioaudit.base.i18n import N_
from symbioaudit.base.ids import is_id, new_id
from symbioaudit.intake import errors, profiles, questionnaire
from symbioaudit.intake.books import read_book
from symbioaudit.intake.codes import read_code
from symbioaudit.intake.guard import Limits
from symbioaudit.intake.lists import stage_list
from symbioaudit.intake.plan import Plan
from symbioaudit.intake.questionnaire import Letter
from symbioaudit.intake.reader import is_questionnaire, read_meta
from symbioaudit.intake.reader import stage as stage_questionnaire
from symbioaudit.intake.resolve import resolve
from symbioaudit.intake.staged import Staged
from symbioaudit.methodology import Pack, load_pack
from symbioaudit.model import records as r
from symbioaudit.model.changes import Changes
from symbioaudit.model.enums import Depth
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import operations
from symbioaudit.services.audits import next_number
from symbioaudit.services.library import code_book_if_any
from symbioaudit.services.operations import Create, Edit, Update
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace
from symbioaudit.storage import reader

__all__ = ["Letter", "Proposal", "apply", "diff", "new", "stage", "stage_with_profile"]

LOAD = N_("Load a questionnaire or a list")
DEFAULT_PACK = "is-screening-ru"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What loading a file would do. ``fresh``: the audit itself is made too."""

    staged: Staged
    snapshot: Snapshot
    plan: Plan
    fresh: bool = False

    @property
    def empty(self) -> bool:
        """True where nothing would change."""
        return self.plan.empty and not self.fresh


def new(
    path: Path,
    *,
    workspace: Workspace | None = None,
    audit_id: str | None = None,
    lang: str = "ru",
    pack_id: str = DEFAULT_PACK,
    depth: Depth | str | None = None,
    whole: bool = False,
    also: Collection[str] = (),
    letter: Letter | None = None,
    open_only: bool = False,
) -> None:
    """Write a questionnaire; for an audit, filled with what is known already.

    Raises:
        SymbioError: no such audit or methodology, or the file cannot be written.
    """
    snapshot = load_snapshot(workspace, audit_id) if workspace and audit_id else None
    pack = _pack_of(snapshot.audit) if snapshot else load_pack(pack_id)
    questionnaire.write(
        path,
        pack,
        lang=lang,
        snapshot=snapshot,
        depth=depth,
        whole=whole,
        also=also,
        letter=letter,
        open_only=open_only,
    )


def stage(
    path: Path,
    *,
    pack_id: str | None = None,
    mapping: tuple[str, ...] = (),
    form: str | None = None,
    sheet: str | None = None,
    limits: Limits | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    as_list: bool = False,
) -> Staged:
    """Read a file: a questionnaire by its hidden words, anything else as a list.

    Raises:
        InputRefused: SA-60xx.
    """
    book = read_book(path, limits=limits, cancelled=cancelled)
    if is_questionnaire(book) and not as_list:
        meta = read_meta(book)
        pack = load_pack(pack_id or meta.pack_id, meta.overlay_id or None)
        return stage_questionnaire(book, pack)
    return stage_list(
        book, load_pack(pack_id or DEFAULT_PACK), mapping=mapping, form=form, sheet=sheet
    )


def stage_with_profile(path: Path, profile: Path | None, **how: Any) -> Staged:
    """Read a file as a kept profile of columns says; what is said now counts more.

    Where the profile is not there yet it is written from what the columns were taken for, so that
    next year's list of the same shape needs no questions.

    Raises:
        InputRefused: SA-60xx, the file or the profile cannot be used.
    """
    if profile is None:
        return stage(path, **how)
    if profile.exists():
        return stage(path, **profiles.merged(profiles.read(profile), how))
    staged = stage(path, **how)
    profiles.write(profile, staged)
    return staged


def diff(
    workspace: Workspace | None,
    staged: Staged,
    *,
    audit_id: str | None = None,
    locale: str | None = None,
) -> Proposal:
    """Compare a file with its audit; without one, plan a new audit from the questionnaire.

    Raises:
        InputRefused: SA-6023 another audit's questionnaire, SA-6026 no audit and no enterprise.
    """
    meta = staged.meta
    wanted = audit_id or (meta.audit_id if _exists(workspace, meta.audit_id) else None)
    foreign = meta.audit_id and audit_id and meta.audit_id != audit_id
    if foreign and (not meta.new_audit or _exists(workspace, meta.audit_id)):
        raise errors.OTHER_AUDIT(name=staged.name, theirs=meta.audit_id)
    if wanted and workspace is not None:
        snapshot = load_snapshot(workspace, wanted)
        _same_pack(staged, snapshot)
        return Proposal(staged, snapshot, _resolved(staged, snapshot, locale))
    snapshot = _blank(workspace, staged)
    return Proposal(staged, snapshot, _resolved(staged, snapshot, locale, fresh=True), fresh=True)


def _resolved(
    staged: Staged, snapshot: Snapshot, locale: str | None, *, fresh: bool = False
) -> Plan:
    """The plan, with what the library of classifiers says of the codes."""
    pack = _pack_of(snapshot.audit)
    with code_book_if_any() as codes:
        return resolve(staged, pack, snapshot, locale=locale, fresh=fresh, codes=codes)


def apply(workspace: Workspace, proposal: Proposal) -> Changes:
    """Do what was proposed: one transaction, one entry in the journal, one step of undo.

    Raises:
        SymbioError: the audit changed meanwhile so that it no longer fits; nothing is written.
    """
    edits: list[Edit] = []
    if proposal.fresh:
        snapshot = proposal.snapshot
        plant = (snapshot.enterprise, snapshot.site, snapshot.audit)
        edits += [Create(record) for record in plant if not _known(workspace, record)]
    edits += [Create(record) for record in proposal.plan.creates]
    edits += [Update(c.entity, c.id, c.fields) for c in proposal.plan.changes]
    edits += [Create(claim) for claim in proposal.plan.claims]
    return operations.apply_batch(workspace, LOAD, edits, source=proposal.staged.name)


def _pack_of(audit: r.Audit) -> Pack:
    """The methodology that an audit follows, with the overlay of its region."""
    return load_pack(audit.pack_id, audit.overlay_id)


def _exists(workspace: Workspace | None, audit_id: str) -> bool:
    if workspace is None or not is_id(audit_id):
        return False
    return any(audit.id == audit_id for audit in reader.records(workspace, "audit"))


def _known(workspace: Workspace, record: r.Record) -> bool:
    return any(known.id == record.id for known in reader.records(workspace, record.entity))


def _same_pack(staged: Staged, snapshot: Snapshot) -> None:
    theirs = staged.meta.pack_id
    if theirs and theirs != snapshot.audit.pack_id:
        ours = f"{snapshot.audit.pack_id} {snapshot.audit.pack_version}"
        raise errors.OTHER_PACK(name=staged.name, theirs=theirs, ours=ours)


def _blank(workspace: Workspace | None, staged: Staged) -> Snapshot:
    """An empty audit for a questionnaire that names its enterprise."""
    answers = {
        code: cell
        for row in staged.rows
        for code, cell in row.cells.items()
        if code in {"name_full", "name_short", "inn"} and staged.kind == "questionnaire"
    }
    if not {"name_full", "name_short"} & answers.keys():
        raise errors.NO_ENTERPRISE(name=staged.name)
    name = answers.get("name_short") or answers["name_full"]
    inn = answers.get("inn")
    code = read_code(inn.text, "inn", inn.kind).code if inn else None
    pack = load_pack(staged.meta.pack_id, staged.meta.overlay_id or None)
    enterprise, site = _plant(workspace, code)
    audit = r.Audit(
        id=staged.meta.audit_id if is_id(staged.meta.audit_id) else new_id(),
        enterprise_id=enterprise.id,
        site_id=site.id,
        number=next_number(workspace) if workspace else None,
        title=name.text,
        pack_id=pack.id,
        pack_version=pack.version,
        pack_hash=pack.hash,
        overlay_id=pack.overlay,
        overlay_version=pack.overlay_version,
    )
    return Snapshot(enterprise, site, audit)


def _plant(workspace: Workspace | None, inn: str | None) -> tuple[r.Enterprise, r.Site]:
    """The enterprise with this ИНН and its only site where the workspace has them, else new ones."""
    plants = reader.records(workspace, "enterprise", inn=inn) if workspace and inn else []
    enterprise: r.Enterprise = plants[0] if plants else r.Enterprise(id=new_id())
    sites = reader.records(workspace, "site", enterprise_id=enterprise.id) if workspace else []
    site = sites[0] if len(sites) == 1 else r.Site(id=new_id(), enterprise_id=enterprise.id)
    return enterprise, site
