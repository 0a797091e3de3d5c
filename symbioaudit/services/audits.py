"""Audits: make, list, find, delete."""

from __future__ import annotations

from datetime import date

from symbioaudit.base import clock
from symbioaudit.base.i18n import N_
from symbioaudit.base.ids import new_id
from symbioaudit.model import records as r
from symbioaudit.model.changes import Changes
from symbioaudit.model.enums import Depth
from symbioaudit.model.identifiers import clean, is_inn
from symbioaudit.services import errors as e
from symbioaudit.services import operations
from symbioaudit.services.glance import AuditSummary
from symbioaudit.storage import reader, wholes
from symbioaudit.storage.store import Workspace

NEW = N_("New audit")
DELETE_AUDIT = N_("Delete an audit")
SHORTEST_PIECE = 4  # of an id


def new_audit(
    workspace: Workspace,
    *,
    name: str,
    inn: str | None = None,
    region: str | None = None,
    okved: str | None = None,
    pack: str = "is-screening-ru",
    overlay: str | None = None,
    depth: Depth | str = Depth.STANDARD,
    period: tuple[date, date] | None = None,
    currency: str = "RUB",
) -> r.Audit:
    """Make an audit with its enterprise and site, pinned to the present version of a methodology.

    An enterprise with the same ИНН is used again, and so is its site when it has only one.
    ``name`` names the enterprise.

    Raises:
        SymbioError: no such methodology, no name, a wrong ИНН, or the period ends before it begins.
    """
    if not name.strip():
        raise e.NO_NAME(text=name)
    if inn and not is_inn(inn):
        raise e.BAD_INN(text=inn)
    inn = clean(inn) if inn else None
    if period and period[1] < period[0]:
        raise e.BAD_PERIOD(text=f"{period[0]}:{period[1]}")
    known = reader.records(workspace, "enterprise", inn=inn) if inn else []
    enterprise = known[0] if known else _enterprise(name, inn, region, okved)
    sites = reader.records(workspace, "site", enterprise_id=enterprise.id) if known else []
    site = sites[0] if len(sites) == 1 else _site(enterprise.id, region)
    audit = pinned(
        r.Audit(
            id=new_id(),
            enterprise_id=enterprise.id,
            site_id=site.id,
            number=next_number(workspace),
            title=name,
            pack_id=pack,
            pack_version="",
            overlay_id=overlay,
            depth=Depth(depth),
            period_start=period[0] if period else None,
            period_end=period[1] if period else None,
            currency=currency,
        )
    )
    fresh = [*([] if known else [enterprise]), *([] if len(sites) == 1 else [site]), audit]
    operations.create_many(workspace, fresh, NEW)
    return audit


def list_audits(workspace: Workspace) -> list[AuditSummary]:
    """All audits, the one edited last first."""
    plants = {plant.id: plant for plant in reader.records(workspace, "enterprise")}
    sizes = reader.sizes(workspace)
    audits: list[r.Audit] = reader.records(workspace, "audit")
    newest = sorted(audits, key=lambda a: (sizes[a.id][1], a.number or "", a.id), reverse=True)
    return [_summary(audit, plants[audit.enterprise_id], sizes) for audit in newest]


def find_audit(workspace: Workspace, text: str) -> r.Audit:
    """The audit that ``text`` names: number, id, a unique piece from either end of an id, or title.

    Raises:
        SymbioError: none fits, or several do.
    """
    wanted = text.strip()
    audits: list[r.Audit] = reader.records(workspace, "audit")
    for fits in (_exactly, _by_piece, _by_title):
        found = [audit for audit in audits if fits(audit, wanted)]
        if len(found) == 1:
            return found[0]
        if found:
            numbers = ", ".join(f"{audit.number or '—'} ({audit.id})" for audit in found)
            raise e.MANY_AUDITS(text=wanted, numbers=numbers)
    raise e.NO_AUDIT(text=wanted)


def delete_audit(workspace: Workspace, audit_id: str) -> Changes:
    """Move an audit with all its records to the bin; one undo brings it back.

    Raises:
        SymbioError: there is no such audit.
    """
    return wholes.delete(workspace, audit_id, DELETE_AUDIT)


def _enterprise(name: str, inn: str | None, region: str | None, okved: str | None) -> r.Enterprise:
    return r.Enterprise(id=new_id(), name_short=name, inn=inn, region=region, okved_main=okved)


def _site(enterprise_id: str, region: str | None) -> r.Site:
    return r.Site(id=new_id(), enterprise_id=enterprise_id, region=region)


def next_number(workspace: Workspace) -> str:
    """``2026-007``: the year and one more than the highest number of that year."""
    year = clock.now().year
    taken = [a.number or "" for a in reader.records(workspace, "audit")]
    tails = [n[5:] for n in taken if n.startswith(f"{year}-") and n[5:].isdecimal()]
    return f"{year}-{max((int(tail) for tail in tails), default=0) + 1:03}"


def pinned(audit: r.Audit) -> r.Audit:
    """The audit with version and hash of its methodology and the version of its overlay."""
    from dataclasses import replace
    from importlib import import_module

    methodology = import_module("symbioaudit.methodology")
    pack = methodology.load_pack(audit.pack_id, overlay=audit.overlay_id)
    return replace(
        audit,
        pack_version=pack.version,
        pack_hash=pack.hash,
        overlay_version=pack.overlay_version,
    )


def _summary(
    audit: r.Audit, plant: r.Enterprise, sizes: dict[str, tuple[int, str]]
) -> AuditSummary:
    streams, edited_at = sizes[audit.id]
    return AuditSummary(
        id=audit.id,
        number=audit.number,
        title=audit.title,
        enterprise=plant.name_short or plant.name_full,
        inn=plant.inn,
        depth=audit.depth,
        status=audit.status,
        period_start=audit.period_start,
        period_end=audit.period_end,
        streams=streams,
        edited_at=edited_at,
    )


def _exactly(audit: r.Audit, text: str) -> bool:
    return text.casefold() in (audit.id, (audit.number or "").casefold())


def _by_piece(audit: r.Audit, text: str) -> bool:
    piece = text.casefold()
    long_enough = len(piece) >= SHORTEST_PIECE
    return long_enough and (audit.id.startswith(piece) or audit.id.endswith(piece))


def _by_title(audit: r.Audit, text: str) -> bool:
    return bool(text) and (audit.title or "").casefold() == text.casefold()
