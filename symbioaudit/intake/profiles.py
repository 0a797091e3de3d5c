"""A kept mapping of a list's columns: next year's file of the same shape loads without questions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.errors import NOT_READABLE, NOT_WRITABLE
from symbioaudit.intake import errors
from symbioaudit.intake.staged import Staged

KIND: Final = "symbioaudit-list-profile"
LARGEST: Final = 1_000_000  # bytes


def read(path: Path) -> dict[str, Any]:
    """The profile as options of :func:`lists.stage_list`.

    Raises:
        InputRefused: SA-6027, not a profile. OperationFailed: it cannot be read.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise errors.BAD_PROFILE(name=path.name)
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise NOT_READABLE(path=path.name, reason=fault.strerror or str(fault)) from fault
    except (ValueError, RecursionError) as fault:
        raise errors.BAD_PROFILE(name=path.name) from fault
    columns = data.get("columns") if isinstance(data, dict) else None
    if not isinstance(columns, dict) or data.get("kind") != KIND:
        raise errors.BAD_PROFILE(name=path.name)
    mapping = tuple(f"{label}={code}" for label, code in columns.items())
    return {"mapping": mapping, "form": data.get("form"), "sheet": None}


def merged(kept: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said now, over what the profile keeps."""
    own = {text.rpartition("=")[0].casefold() for text in said["mapping"]}
    rest = [t for t in kept["mapping"] if t.rpartition("=")[0].casefold() not in own]
    out = {**kept, **{key: value for key, value in said.items() if value}}
    return {**out, "mapping": (*rest, *said["mapping"])}


def write(path: Path, staged: Staged) -> None:
    """Keep what the columns of a list were taken for; a questionnaire has nothing to keep.

    Raises:
        OperationFailed: SA-1003, the file cannot be written.
    """
    if staged.kind != "list":
        return
    columns = {
        guess.column: f"{guess.code or '-'}{':' + guess.unit if guess.code and guess.unit else ''}"
        for guess in staged.mapping
    }
    data = {"kind": KIND, "form": staged.defaults.get("form"), "columns": columns}
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise NOT_WRITABLE(path=str(path), reason=fault.strerror or str(fault)) from fault
