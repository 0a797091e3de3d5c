"""What the SQLite of this Python can do."""

from __future__ import annotations

import sqlite3


def sqlite_version() -> str:
    """Version of the SQLite library."""
    return sqlite3.sqlite_version


def has_full_text_search() -> bool:
    """True when FTS5 is compiled in."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True
