"""Texts that could not be read, kept beside the workspace until somebody mends or drops them.

They are no data of the audit: nothing is computed from them and no package carries them. They lie in a
file of their own so that a crash or a restart loses none that was shown as kept.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from symbioaudit.base.i18n import Text

SUFFIX: Final = ".unread.json"
PARTS: Final = 7

Place = tuple[str, str, str, str]  # audit, form, record, column


@dataclass(frozen=True, slots=True)
class Unread:
    """A text as it was typed, and why it was not taken."""

    text: str
    reason: Text


def file_of(workspace: Path) -> Path:
    """Where the unread texts of a workspace lie."""
    return workspace.with_name(f"{workspace.name}{SUFFIX}")


def load(workspace: Path) -> dict[Place, Unread]:
    """What was kept; a missing or damaged file holds nothing and stops nobody."""
    try:
        rows = json.loads(file_of(workspace).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return dict(_read(rows)) if isinstance(rows, list) else {}


def save(workspace: Path, held: Mapping[Place, Unread]) -> bool:
    """Write all of them, whole or not at all; none removes the file. False: they could not be written."""
    path = file_of(workspace)
    rows = [[*place, one.text, one.reason.ru, one.reason.en] for place, one in held.items()]
    rough = path.with_name(f"{path.name}.new")
    with contextlib.suppress(OSError):
        if not rows:
            path.unlink(missing_ok=True)
            return True
        rough.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        rough.replace(path)
        return True
    return False


def _read(rows: list[object]) -> Iterator[tuple[Place, Unread]]:
    for row in rows:
        if isinstance(row, list) and len(row) == PARTS and all(isinstance(x, str) for x in row):
            audit, form, record, code, text, ru, en = row
            yield (audit, form, record, code), Unread(text, Text(ru=ru, en=en))
