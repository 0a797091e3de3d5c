"""Opening, checking, backing up and restoring the workspace file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symbioaudit.base.i18n import N_, Message
from symbioaudit.storage.store import Workspace

__all__ = ["Check", "Workspace", "check_workspace", "open_workspace"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    text: Message


def open_workspace(
    path: Path | str,
    *,
    create: bool = True,
    read_only: bool = False,
    actor: str | None = None,
) -> Workspace:
    """Open a workspace file; made when missing (unless told otherwise), migrated when older.

    When somebody else writes in it, it opens for reading and ``.holder`` says who.
    ``actor`` signs the journal; by default the user of the operating system.

    Raises:
        SymbioError: SA-50xx, or there is no file and none may be made.
    """
    return Workspace.open(path, create=create, read_only=read_only, actor=actor)


def check_workspace(workspace: Workspace) -> tuple[Check, ...]:
    """Full check of an open workspace: pages, links, every record, the journal's chain."""
    from symbioaudit.storage.check import run_checks

    texts: dict[str, tuple[str, str]] = {
        "pages": (N_("the file is whole"), N_("the file is damaged: {detail}")),
        "links": (N_("every link leads to a record"), N_("links lead nowhere: {detail}")),
        "records": (N_("every record can be read"), N_("records cannot be read: {detail}")),
        "journal": (N_("the journal fits together"), N_("the journal is broken: {detail}")),
        "evidence": (
            N_("every file of evidence is as it was taken in"),
            N_("files of evidence were altered: {detail}"),
        ),
        "evidence_missing": (
            N_("every file of evidence is here"),
            N_("files of evidence are not in this workspace: {detail}"),
        ),
        "history": (
            N_("the records are what the journal says"),
            N_("the records are not what the journal says: {detail}"),
        ),
        "undo": (N_("undo stands where it should"), N_("undo is out of step: {detail}")),
    }
    out = []
    for name, detail in run_checks(workspace):
        good, bad = texts[name]
        params: dict[str, Any] = {} if detail is None else {"detail": detail}
        out.append(Check(name, detail is None, Message(good if detail is None else bad, params)))
    return tuple(out)
