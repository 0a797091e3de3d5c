"""A quick look into a workspace file with the standard driver alone: no engine, no mapping, no lock.

It serves the first picture of the window only. What it cannot read for certain it does not guess:
it answers None, and the opening in full follows in any case.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import Any, Final

from symbioaudit.storage.mark import APPLICATION_ID, SCHEMA

PATIENCE: Final = 0.2  # seconds to wait for another program
AUDITS: Final = """
SELECT a.id, a.number, a.title, a.depth, a.status, a.period_start, a.period_end,
       e.name_short, e.name_full, e.inn, COUNT(s.id) AS streams,
       MAX(a.edited_at, COALESCE(MAX(s.edited_at), '')) AS edited_at
FROM audit a JOIN enterprise e ON e.id = a.enterprise_id LEFT JOIN stream s ON s.audit_id = a.id
GROUP BY a.id ORDER BY a.id DESC
"""


def audit_rows(path: Path) -> list[dict[str, Any]] | None:
    """One row per audit, the newest first; None where the file cannot be read as it stands."""
    if not _there(path):
        return None
    try:
        with contextlib.closing(_connection(path)) as raw:
            raw.row_factory = sqlite3.Row
            if raw.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return None
            if raw.execute("PRAGMA user_version").fetchone()[0] // 1000 != SCHEMA[0]:
                return None
            return [dict(row) for row in raw.execute(AUDITS)]
    except sqlite3.Error:
        return None


def _there(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size > 0
    except OSError:
        return False


def _connection(path: Path) -> sqlite3.Connection:
    mode = "ro"
    log = path.with_name(path.name + "-wal")
    if not os.access(path.parent, os.W_OK) and not log.exists():
        mode = "ro&immutable=1"  # a medium that nobody can write needs no log beside the file
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=PATIENCE)
