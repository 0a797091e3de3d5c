"""The results of an audit: computed from its snapshot each time, never stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from symbioaudit.analysis import Results, analyse
from symbioaudit.base.i18n import Message, Text
from symbioaudit.methodology import Pack, load_pack
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace


def analyse_audit(
    workspace: Workspace,
    audit_id: str,
    *,
    progress: Callable[[str, float | None], None] | None = None,
) -> tuple[Snapshot, Pack, Results]:
    """Read the audit once and compute everything under the pack it is pinned to.

    Raises:
        SymbioError: no such audit, its pack is not installed or not in order.
    """
    snapshot = load_snapshot(workspace, audit_id)
    pack = load_pack(snapshot.audit.pack_id, snapshot.audit.overlay_id)
    return snapshot, pack, analyse(snapshot, pack, progress=progress)


def analyse_snapshot(snapshot: Snapshot, pack: Pack) -> Results:
    """Results of a state that is already in memory."""
    return analyse(snapshot, pack)


def results_json(results: Results, lang: str) -> Any:
    """Results as plain JSON; labels in ``lang``, unknown values null."""
    return plain(results, lang)


def plain(value: object, lang: str) -> Any:
    """Any frozen result as plain JSON: labels in ``lang``, unknown values null."""
    if isinstance(value, Text | Message):
        return value.render(lang)
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name), lang) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item, lang) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item, lang) for item in value]
    return value
