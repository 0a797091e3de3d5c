"""A small workspace with a little of everything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.synthetic import snapshot
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services.snapshots import save_snapshot
from symbioaudit.services.workspace import Workspace, open_workspace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file in a folder with Cyrillic, spaces, a per cent sign and an apostrophe."""
    return tmp_path / "Пользователи" / "Илья Ёж №1 100%" / "d'Or.symbio"


@pytest.fixture
def audit() -> Snapshot:
    """An audit of twelve streams that is not yet in any workspace."""
    return snapshot(12)


@pytest.fixture
def workspace(path: Path, audit: Snapshot) -> Iterator[Workspace]:
    """An open workspace that holds the audit."""
    with open_workspace(path, actor="Анна") as opened:
        save_snapshot(opened, audit)
        yield opened
