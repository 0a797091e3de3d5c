"""One-page sheets of an audit: the passport of a stream, the card of a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symbioaudit.model.enums import Direction
from symbioaudit.reports.layout import Layout
from symbioaudit.services import errors as e
from symbioaudit.services.reporting import dossier_of, write_sheet
from symbioaudit.services.workspace import Workspace
from symbioaudit.storage import reader

if TYPE_CHECKING:
    from symbioaudit.services.live import LiveAudit
    from symbioaudit.services.prospects import Prospects

OUTGOING = {"waste", "by_product", "wastewater", "waste_heat", "emission"}
SHORTEST = 6  # letters of an id that may stand for it


def write_passport(
    workspace: Workspace,
    stream: str,
    pdf: Path,
    *,
    lang: str,
    audience: str,
    force: bool = False,
    uses: Sequence[str] = (),
) -> Path:
    """The passport of the stream that is called so, for these readers.

    Raises:
        InputRefused: SA-8090, SA-8091 no such stream or several; SA-1004 the file exists.
    """
    from symbioaudit.reports.sheets import passport

    found = named(workspace, "stream", stream, ("name",))
    dossier = dossier_of(
        workspace,
        found.audit_id,
        lang=lang,
        layout=replace(Layout(), audience=audience),
        symbiosis=False,
    )
    if found.id not in dossier.snapshot.by_id:
        raise e.NO_RECORD_NAMED(text=stream)
    return write_sheet(passport(dossier, found.id, uses), pdf, force=force)


def write_meeting(
    workspace: Workspace, match: str, pdf: Path, *, lang: str, audience: str, force: bool = False
) -> Path:
    """The card of a meeting on the match whose partner is called so.

    Raises:
        InputRefused: SA-8090, SA-8091 no such match or several; SA-1004 the file exists.
    """
    from symbioaudit.reports.sheets import meeting

    found = named(workspace, "match", match, ("partner",))
    dossier = dossier_of(
        workspace,
        found.audit_id,
        lang=lang,
        layout=replace(Layout(), audience=audience),
        symbiosis=False,
    )
    if found.id not in dossier.snapshot.by_id:
        raise e.NO_RECORD_NAMED(text=match)
    return write_sheet(meeting(dossier, found.id), pdf, force=force)


def sheets_of(live: LiveAudit, kind: str) -> list[tuple[str, str]]:
    """Ids and names of the records that a passport or a card of a meeting can be made of."""
    if kind == "meeting":
        from symbioaudit.services.pipeline import name_of

        return [(m.id, f"{name_of(live, m)} → {m.partner or '—'}") for m in live.of("match")]
    out = [s for s in live.of("stream") if s.direction is Direction.OUT]
    return [(s.id, s.name or s.fkko or s.id) for s in out if s.category.value in OUTGOING]


def write_sheet_of(
    workspace: Workspace,
    kind: str,
    record_id: str,
    pdf: Path,
    *,
    lang: str,
    audience: str,
    uses: Sequence[str] = (),
) -> Path:
    """The passport of a stream or the card of a meeting, by the record's id.

    Raises:
        InputRefused: SA-8090 these readers may not see the record.
    """
    if kind == "meeting":
        return write_meeting(workspace, record_id, pdf, lang=lang, audience=audience, force=True)
    return write_passport(
        workspace, record_id, pdf, lang=lang, audience=audience, force=True, uses=uses
    )


def typical_uses(found: Prospects, stream_id: str, lang: str, most: int) -> tuple[str, ...]:
    """Who typically takes a stream and for what, without the name of any enterprise."""
    uses = {u.id: u.title for r in found.place.library.resources.values() for u in r.uses}
    out = []
    for p in found.of(stream_id):
        if p.kind == "pattern" and p.gives:
            named = [uses[r.id].render(lang) for r in p.match.taking.reasons if r.id in uses]
            out.append(f"{p.partner.name}: {named[0]}" if named else p.partner.name)
    return tuple(dict.fromkeys(out))[:most]


def named(workspace: Workspace, entity: str, text: str, names: tuple[str, ...]) -> Any:
    """The record of an entity by its id, a piece of it from either end, or its name.

    Raises:
        InputRefused: SA-8090 there is none; SA-8091 there are several.
    """
    wanted = text.strip()
    items = reader.records(workspace, entity)
    exact = [x for x in items if x.id == wanted]
    pieces = [x for x in items if x.id.startswith(wanted) or x.id.endswith(wanted)]
    called = [x for x in items if any(_same(getattr(x, name), wanted) for name in names)]
    for found in (exact, called, pieces if len(wanted) >= SHORTEST else []):
        if len(found) == 1:
            return found[0]
        if found:
            raise e.MANY_RECORDS_NAMED(text=text, ids=", ".join(x.id for x in found))
    raise e.NO_RECORD_NAMED(text=text)


def _same(name: str | None, wanted: str) -> bool:
    return (name or "").strip().casefold() == wanted.casefold()
