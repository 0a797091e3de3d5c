"""A hub in a process of its own, to be killed: ``python hub_process.py FOLDER PORT``.

While the file ``full`` lies in the folder its disk is full: bytes are refused in the middle of a body. Matches
are not looked for: hundreds of like plants would keep the hub busy with what is not asked here.
"""

from __future__ import annotations

import errno
import sys
from dataclasses import replace
from pathlib import Path

import uvicorn

from symbioaudit.hub import folder as hubs
from symbioaudit.hub import uploads
from symbioaudit.hub.app import application
from symbioaudit.hub.hub import Hub
from symbioaudit.hub.settings import HubSettings

FOLDER = Path(sys.argv[1])
_settings_of = hubs.settings_of
_write = uploads.Part.write


def _settings(folder: Path) -> HubSettings:
    return replace(_settings_of(folder), requests_per_minute=10**6, max_open_uploads=10**6)


def _refuse_when_full(part: uploads.Part, data: bytes) -> None:
    if (FOLDER / "full").exists():
        _write(part, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")
    _write(part, data)


if __name__ == "__main__":
    hubs.settings_of = _settings
    Hub._match = lambda _hub: False  # type: ignore[method-assign]
    uploads.Part.write = _refuse_when_full  # type: ignore[method-assign]
    uvicorn.run(
        application(hubs.open_hub(FOLDER)),
        host="127.0.0.1",
        port=int(sys.argv[2]),
        log_level="error",
        access_log=False,
    )
