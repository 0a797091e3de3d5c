"""A rotating log without business data: codes, times, tracebacks of our own bugs."""

from __future__ import annotations

import logging
import logging.handlers
import traceback
from functools import cache
from pathlib import Path

from symbioaudit.base.paths import user_log_dir


@cache
def logger() -> logging.Logger:
    """The program's log: five files of one megabyte in the user's log folder."""
    folder = user_log_dir()
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        folder / "symbioaudit.log", maxBytes=1_000_000, backupCount=5, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger("symbioaudit")
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    log.propagate = False
    return log


def log_bug(bug: BaseException) -> None:
    """Write where an unexpected error arose. Its own words stay out: they may quote somebody's data."""
    frames = traceback.extract_tb(bug.__traceback__)
    places = [f"{Path(x.filename).name}:{x.lineno} {x.name}" for x in frames]
    logger().error("unexpected %s at %s", type(bug).__name__, " < ".join(reversed(places)))
