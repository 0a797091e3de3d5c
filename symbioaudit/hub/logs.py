"""Logs of the hub as one JSON object a line: times, ids, codes; never names, amounts or texts of an audit."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

FIELDS: Final = ("upload", "fault", "n")  # what our own messages may carry


class JsonLines(logging.Formatter):
    """Time, level, logger, message; of an error where it arose, without its own words: they may quote data."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "from": record.name,
            "text": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            bug = record.exc_info[1]
            frames = traceback.extract_tb(bug.__traceback__)
            line["error"] = type(bug).__name__
            line["where"] = [f"{Path(x.filename).name}:{x.lineno} {x.name}" for x in frames][-8:]
        return json.dumps(line, ensure_ascii=False)


class NoQueries(logging.Filter):
    """Access lines without what follows the question mark."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Cut the query of an access line off."""
        if record.name == "uvicorn.access" and isinstance(record.args, tuple):
            record.args = tuple(
                x.partition("?")[0] if isinstance(x, str) else x for x in record.args
            )
        return True


def to_json_lines() -> None:
    """All logs to stderr, one JSON object a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(NoQueries())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.access", "uvicorn.error", "symbioaudit", "symbioaudit.hub"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger("alembic").setLevel(logging.WARNING)
