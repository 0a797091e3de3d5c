"""One-page sheets of an audit: the passport of a stream, the card of a meeting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from symbioaudit.reports.layout import Layout
from symbioaudit.services import errors as e
from symbioaudit.services.reporting import dossier_of, write_sheet
from symbioaudit.services.workspace import Workspace
from symbioaudit.storage import reader

SHORTEST = 6  # letters of an id that may stand for it


def write_passport(
    workspace: Workspace, stream: str, pdf: Path, *, lang: str, audience: str, force: bool = False
) -> Path:
    """The passport of the stream that is called so, for these readers.

    Raises:
        InputRefused: SA-8090, SA-8091 no such stream or several; SA-1004 the file exists.
    """
    from symbioaudit.reports.sheets import passport

    found = named(workspace, "stream", stream, ("name",))
    dossier = dossier_of(
        workspace, found.audit_id, lang=lang, layout=replace(Layout(), audience=audience)
    )
    if found.id not in dossier.snapshot.by_id:
        raise e.NO_RECORD_NAMED(text=stream)
    return write_sheet(passport(dossier, found.id), pdf, force=force)


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
        workspace, found.audit_id, lang=lang, layout=replace(Layout(), audience=audience)
    )
    if found.id not in dossier.snapshot.by_id:
        raise e.NO_RECORD_NAMED(text=match)
    return write_sheet(meeting(dossier, found.id), pdf, force=force)


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
