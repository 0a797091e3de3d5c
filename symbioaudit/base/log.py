"""A rotating log without business data: codes, times, tracebacks of our own bugs."""

from __future__ import annotations

import logging
import logging.handlers
from functools import cache

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
    """Write the traceback of an unexpected error."""
    logger().error("unexpected %s", type(bug).__name__, exc_info=bug)
