"""Fixtures for every room: the shared data, frozen time, reproducible ids, language, folders."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from symbioaudit.base import clock, i18n, ids

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of reference data and real cases that lies beside the checkout."""
    folder = Path(os.environ.get("SYMBIOAUDIT_SHARED", ROOT.parent / "shared"))
    if not (folder / "cases").is_dir():
        pytest.fail(f"the shared data are not at {folder}; set SYMBIOAUDIT_SHARED")
    return folder


@pytest.fixture
def frozen_time() -> Iterator[datetime]:
    """Clock held at a fixed moment, ids reproducible."""
    moment = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
    with clock.frozen(moment), ids.seeded(7):
        yield moment


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test reads or writes the user's own folders; messages are English unless asked."""
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name))
    own = ("WORKSPACE", "LIBRARY", "PASSWORD", "NEW_PASSWORD", "IDENTITY", "IDENTITY_PASSWORD")
    for name in own:
        monkeypatch.delenv(f"SYMBIOAUDIT_{name}", raising=False)
    i18n.set_language("en")
    yield
    i18n.set_language(None)
